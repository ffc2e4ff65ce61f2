internal import GatewayCore
internal import JSON

/// Takes rows one by one, creates or updates the device of each, and counts what became of them.
struct DeviceImporter {
  private let inventory: any InventoryBackend
  private let upserts: Bool
  private let isDryRun: Bool
  private var created = 0
  private var updated = 0
  private var unchanged = 0
  private var failed = 0
  private var errors: [(row: Int, error: GatewayError)] = []
  /// Names and serial numbers that a dry run would have given away.
  private var promised: Set<DeviceSelector> = []

  /// All failures are counted; of more than this the first are told.
  private static let mostErrors = 1000

  init(_ inventory: any InventoryBackend, upserts: Bool, isDryRun: Bool) {
    self.inventory = inventory
    self.upserts = upserts
    self.isDryRun = isDryRun
  }

  var rows: Int { created + updated + unchanged + failed }
  var hasWritten: Bool { !isDryRun && created + updated > 0 }

  /// Returns whether the row went well.
  mutating func take(_ row: [UInt8], number: Int) async -> Bool {
    do throws(GatewayError) {
      try await take(try DeviceImporter.attributes(row))
      return true
    } catch {
      fail(number, error)
      return false
    }
  }

  mutating func refuse(row: Int, _ reason: String) {
    fail(row, GatewayError(.invalidParams, reason))
  }

  private mutating func fail(_ row: Int, _ error: GatewayError) {
    failed += 1
    if errors.count < DeviceImporter.mostErrors { errors.append((row, error)) }
  }

  private static func attributes(_ row: [UInt8]) throws(GatewayError) -> DeviceAttributes {
    let document: JSONDocument
    do throws(JSONParseError) {
      document = try JSONDocument(parsing: row.span)
    } catch {
      throw GatewayError(.invalidParams, "not a JSON object: \(error.reason), at \(error.place)")
    }
    do throws(JSONReadError) {
      return try document.read { (root) throws(JSONReadError) in
        try DeviceAttributes(reading: root, leavesUnwritableAside: true)
      }
    } catch {
      throw GatewayError(error)
    }
  }

  private mutating func take(_ attributes: DeviceAttributes) async throws(GatewayError) {
    if upserts, let known = selector(for: attributes) { return try await update(known, attributes) }
    do throws(JSONReadError) {
      try attributes.requireNameAndType()
    } catch {
      throw GatewayError(error)
    }
    if isDryRun {
      try promise(attributes)
    } else {
      do throws(GatewayError) {
        _ = try await inventory.create(attributes)
      } catch {
        throw error.inRow
      }
    }
    created += 1
  }

  /// The device that a row is about: the one of its serial number, else the one of its name.
  private func selector(for attributes: DeviceAttributes) -> DeviceSelector? {
    let selectors: [DeviceSelector?] = [
      attributes[.serialNumber].flatMap { if case .text(let text) = $0 { .serialNumber(text) } else { nil } },
      attributes[.name].flatMap { if case .text(let text) = $0 { .name(text) } else { nil } },
    ]
    return selectors.compactMap { $0 }.first { inventory.knownID(of: $0) != nil }
  }

  private mutating func update(_ selector: DeviceSelector, _ attributes: DeviceAttributes) async throws(GatewayError) {
    let hasChanged: Bool
    if isDryRun {
      let now = try await inventory.get(selector, ReadPolicy()).device
      hasChanged = attributes.values.contains { now[$0.field] != $0.value }
    } else {
      do throws(GatewayError) {
        hasChanged = try await inventory.update(selector, attributes).hasWritten
      } catch {
        throw error.inRow
      }
    }
    if hasChanged { updated += 1 } else { unchanged += 1 }
  }

  private mutating func promise(_ attributes: DeviceAttributes) throws(GatewayError) {
    for (field, value) in attributes.values {
      guard case .text(let text) = value, field == .name || field == .serialNumber else { continue }
      let selector: DeviceSelector = field == .name ? .name(text) : .serialNumber(text)
      guard inventory.knownID(of: selector) == nil, promised.insert(selector).inserted else {
        throw GatewayError(.alreadyExists, "another device has this \(field.name)", path: "/\(field.name)")
      }
    }
  }

  func write(to result: inout JSONWriter) {
    for (name, count) in [
      ("created" as StaticString, created), ("updated", updated), ("unchanged", unchanged), ("failed", failed),
    ] {
      result.member(name)
      result.integer(count)
    }
    result.member("errors")
    result.beginArray()
    for (row, error) in errors {
      result.beginObject()
      result.member("row")
      result.integer(row)
      result.member("kind")
      result.string(error.kind.rawValue)
      result.member("message")
      result.string(error.message)
      if let path = error.path {
        result.member("path")
        result.string(path)
      }
      result.endObject()
    }
    result.endArray()
  }
}

extension GatewayError {
  /// The error of a write, told as one of a row: its place is in the row, not in params.
  fileprivate var inRow: GatewayError {
    var error = self
    if let path, path.hasPrefix("/attributes") { error.path = String(path.dropFirst("/attributes".count)) }
    error.message = error.message.replacing("/attributes", with: "")
    return error
  }
}
