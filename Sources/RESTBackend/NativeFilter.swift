internal import GatewayCore
internal import JSON

/// What of a filter upstream can do by itself (control-api.md 3.1).
struct NativeFilter {
  private var type: Int?
  private var organization: Int?
  private var status: DeviceStatus?
  private var since: Timestamp?
  /// Upstream does all of it, so its own count is the total.
  private(set) var isWhole: Bool
  /// The members it filters by.
  private(set) var fields: Set<DeviceField> = []

  init(_ filter: InventoryFilter) {
    isWhole = filter.search == nil && filter.statusChangedSince == nil
    since = filter.statusChangedSince
    if since != nil { fields.insert(.statusChange) }
    for condition in filter.conditions {
      guard condition.alternatives.count == 1, case .value(let value) = condition.alternatives[0] else {
        isWhole = false
        continue
      }
      switch (condition.field, value) {
      case (.type, .integer(let number)):
        type = number
        fields.insert(.type)
      case (.organizationID, .integer(let number)):
        organization = number
        fields.insert(.organizationID)
      case (.status, .status(let wanted)) where wanted != .unknown:
        // A new device may be told as down and is unknown to us: what comes is looked at again.
        status = wanted
        fields.insert(.status)
        isWhole = false
      default: isWhole = false
      }
    }
  }

  func adding(to path: APIPath) -> APIPath {
    var path = path
    if let type { path = path.adding("type", type) }
    if let organization { path = path.adding("organization", organization) }
    if let status { path = path.adding("status", status == .up ? "1" : "0") }
    if let since {
      // The second before, as nobody says whether the bound itself is in; rows are looked at again.
      let text = since.advanced(bySeconds: -1).text
      path = path.adding("last_status_change_from", text.prefix(19) + "+00:00")
    }
    return path
  }
}

extension InventoryFilter {
  /// The one device that can pass, where the filter names it exactly.
  var onlyDevice: DeviceSelector? {
    for condition in conditions where condition.alternatives.count == 1 {
      guard case .glob(let glob) = condition.alternatives[0], let exact = glob.exact else { continue }
      if condition.field == .name { return .name(exact) }
      if condition.field == .serialNumber { return .serialNumber(exact) }
    }
    return nil
  }

  /// A condition without any value: nothing passes.
  var matchesNothing: Bool { conditions.contains { $0.alternatives.isEmpty } }

  /// Whether it asks for members that lists of the id family leave out (control-api.md 2.1).
  var needsWholeRows: Bool {
    search != nil || conditions.contains { [.productClass, .firmwareImage, .location].contains($0.field) }
  }

  /// What a record says about passing, which may tell less than the device itself.
  ///
  /// - Parameter trusted: conditions on these were upheld by upstream, so a row need not tell them.
  /// - Parameter isWhole: the row tells all texts that the device itself would.
  func verdict(on device: any DeviceRecord, trusting trusted: Set<DeviceField>, isWhole: Bool) -> Verdict {
    var isOpen = false
    for condition in conditions {
      if device[condition.field] == nil {
        if !trusted.contains(condition.field) { isOpen = true }
      } else if !condition.holds(for: device) {
        return .fails
      }
    }
    if let statusChangedSince {
      let change = device[.statusChange]
      if change == nil {
        isOpen = isOpen || !trusted.contains(.statusChange)
      } else if (change?.instant).map({ $0 < statusChangedSince }) ?? true {
        return .fails
      }
    }
    if let search, !search.matches(device) {
      guard !isWhole, DeviceField.allCases.contains(where: { $0.isSearched && device[$0] == nil }) else {
        return .fails
      }
      isOpen = true
    }
    return isOpen ? .open : .passes
  }

  enum Verdict: Sendable {
    case passes
    case fails
    /// The record does not tell what is asked for.
    case open
  }
}
