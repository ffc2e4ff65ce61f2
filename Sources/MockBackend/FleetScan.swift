internal import GatewayCore
internal import JSON
internal import Simulator

/// Goes through a fleet for those devices that pass a filter.
///
/// In the order of ids it stops when it has enough; for any other order, a count or a summary it goes through all of it
/// once.
struct FleetScan {
  private let snapshot: FleetSnapshot
  private let filter: InventoryFilter
  /// The devices that can pass at all, where the filter names them; nil when that is all of them.
  private let candidates: [Int]?

  /// How many devices are looked at between two looks at whether anybody still wants the answer.
  private static let stride = 1024

  init(_ snapshot: FleetSnapshot, _ filter: InventoryFilter) {
    self.snapshot = snapshot
    self.filter = filter
    candidates = FleetScan.candidates(snapshot, filter)
  }

  /// A filter by exact names or serial numbers needs no scan.
  private static func candidates(_ snapshot: FleetSnapshot, _ filter: InventoryFilter) -> [Int]? {
    for condition in filter.conditions where condition.field == .name || condition.field == .serialNumber {
      let exact: [ExactString?] = condition.alternatives.map { alternative in
        if case .glob(let glob) = alternative { return glob.exact }
        return nil
      }
      guard !exact.contains(nil) else { continue }
      let selectors = exact.compactMap { $0 }.map { text -> DeviceSelector in
        condition.field == .name ? .name(text) : .serialNumber(text)
      }
      return Set(selectors.compactMap { snapshot.number(of: $0) }).sorted()
    }
    return nil
  }

  struct Page {
    var devices: [any DeviceRecord] = []
    var next: SortKey?
    var total: Int?
  }

  func page(_ query: InventoryQuery) throws(GatewayError) -> Page {
    query.sort.field == .id ? try pageInOrderOfIDs(query) : try pageSorted(query)
  }

  // MARK: By id

  private func pageInOrderOfIDs(_ query: InventoryQuery) throws(GatewayError) -> Page {
    var page = Page()
    var matches = 0
    let isCounting = query.wantsTotal && !filter.isEmpty
    var last: SortKey?
    try forEach(descending: query.sort.isDescending, from: isCounting ? nil : query.after?.id) { device in
      matches += 1
      let isBehind = query.after.map { query.sort.isDescending ? device.id < $0.id : device.id > $0.id } ?? true
      guard isBehind else { return true }
      if page.devices.count < query.limit {
        page.devices.append(device)
        last = SortKey(device, by: query.sort)
      } else {
        page.next = last
        return isCounting
      }
      return true
    }
    page.total = filter.isEmpty ? snapshot.count : isCounting ? matches : nil
    return page
  }

  // MARK: By another member

  private func pageSorted(_ query: InventoryQuery) throws(GatewayError) -> Page {
    var matches = 0
    // The keys of the best rows so far, in order; one more than the page, to know whether there is another.
    var keys: [SortKey] = []
    let descending = query.sort.isDescending
    try forEach(descending: false, from: nil) { device in
      matches += 1
      let key = SortKey(device, by: query.sort)
      if let after = query.after, !after.precedes(key, descending: descending) { return true }
      if keys.count > query.limit, let worst = keys.last, !key.precedes(worst, descending: descending) { return true }
      let place = keys.partition { key.precedes($0, descending: descending) }
      keys.insert(key, at: place)
      if keys.count > query.limit + 1 { keys.removeLast() }
      return true
    }
    var page = Page()
    page.devices = keys.prefix(query.limit).compactMap { snapshot.device($0.id) }
    if keys.count > query.limit { page.next = keys[query.limit - 1] }
    page.total = filter.isEmpty ? snapshot.count : query.wantsTotal ? matches : nil
    return page
  }

  // MARK: Groups

  func groups(by fields: [DeviceField]) throws(GatewayError) -> [SummaryGroup] {
    var groups = SummaryGroups(fields)
    var failure: GatewayError?
    try forEach(descending: false, from: nil) { device in
      do throws(GatewayError) {
        try groups.add(device)
        return true
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    return groups.sorted
  }

  // MARK: Walking

  /// Gives every device that passes to `body`, until that returns false.
  private func forEach(
    descending: Bool, from start: Int?, _ body: (any DeviceRecord) -> Bool
  ) throws(GatewayError) {
    if let candidates {
      for number in descending ? candidates.reversed() : candidates {
        if let device = snapshot.device(number), filter.matches(device), !body(device) { return }
      }
      return
    }
    let step = descending ? -1 : 1
    var number = start.map { $0 + step } ?? (descending ? snapshot.lastNumber : 1)
    while number >= 1, number <= snapshot.lastNumber {
      if number % FleetScan.stride == 0, Task.isCancelled { throw GatewayError(.cancelled, "cancelled by the client") }
      if let device = snapshot.device(number), filter.matches(device), !body(device) { return }
      number += step
    }
  }
}

extension Array {
  /// The place of the first element for which `isBehind` holds, where it holds for all that follow.
  fileprivate func partition(where isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
