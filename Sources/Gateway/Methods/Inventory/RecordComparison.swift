internal import GatewayCore
internal import JSON

/// Two records of devices, and in what they differ.
struct RecordComparison {
  private let inventory: any InventoryBackend
  private let policy: ReadPolicy

  init(_ services: GatewayServices, _ policy: ReadPolicy) {
    inventory = services.inventory
    self.policy = policy
  }

  /// What is compared of one device at two times: not what moves whenever it says hello, which no history tells.
  static let keptFields = DeviceField.allCases.filter { field in
    ![.lastConnection, .lastConfiguration, .lastChange].contains(field)
  }

  /// - Parameter pointer: where the selector stands in the params.
  func device(_ selector: DeviceSelector, _ pointer: String) async throws(GatewayError) -> any DeviceRecord {
    do throws(GatewayError) {
      return try await inventory.get(selector, policy).device
    } catch {
      throw error.moved(from: "/device", to: pointer)
    }
  }

  /// Reads a device whose record may be older than is wanted, so that the cache tells it as it is.
  func refresh(_ selector: DeviceSelector) async throws(GatewayError) {
    guard policy.maxAge != nil else { return }
    _ = try await inventory.get(selector, policy)
  }

  /// - Parameter pointer: where the instant stands in the params.
  func device(
    _ selector: DeviceSelector, at instant: Timestamp?, in cache: any DeviceCache, _ pointer: String
  ) async throws(GatewayError) -> any DeviceRecord {
    do throws(GatewayError) {
      return try await cache.device(selector, at: instant)
    } catch {
      // The selector was read well: what is wrong with the params is the instant.
      throw error.kind == .invalidParams ? error.told(at: pointer) : error
    }
  }

  /// Writes what differs, in the order in which a device tells its members.
  static func write(
    _ a: any DeviceRecord, _ b: any DeviceRecord, _ fields: [DeviceField], to writer: inout JSONWriter
  ) {
    writer.beginArray()
    for field in fields {
      // Null and not told are told alike, so they are no difference.
      let (left, right) = (a[field] ?? .null, b[field] ?? .null)
      guard left != right else { continue }
      writer.beginObject()
      writer.member("field")
      writer.string(field.name)
      writer.member("a")
      left.write(to: &writer)
      writer.member("b")
      right.write(to: &writer)
      writer.endObject()
    }
    writer.endArray()
  }
}

extension GatewayError {
  /// The same error, of params that stand elsewhere.
  fileprivate func moved(from: String, to: String) -> GatewayError {
    guard let path, path == from || path.hasPrefix(from + "/") else { return self }
    return told(at: to + path.dropFirst(from.count))
  }

  fileprivate func told(at pointer: String) -> GatewayError {
    var error = self
    error.path = pointer
    return error
  }
}
