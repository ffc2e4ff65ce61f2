package import GatewayCore
internal import JSON

extension RESTBackend {
  package func get(_ selector: DeviceSelector, _ policy: ReadPolicy) async throws(GatewayError) -> DeviceReading {
    DeviceReading(try await fetch(selector, policy).device, freshness)
  }

  /// Reads one device through the family of its selector, as a record with an id.
  func fetch(_ selector: DeviceSelector, _ policy: ReadPolicy) async throws(GatewayError) -> ControlRecord {
    let record: ControlRecord
    if let path = APIPath(selector) {
      record = try await read(path, selector, policy)
    } else {
      record = try await fetchThroughList(selector, policy)
    }
    guard record.id == nil else { return learned(record) }
    return try await completed(record, selector)
  }

  /// What a record tells is remembered, for when somebody asks.
  func learned(_ record: ControlRecord) -> ControlRecord {
    known.note(record.device)
    return record
  }

  private func read(
    _ path: APIPath, _ selector: DeviceSelector, _ policy: ReadPolicy
  ) async throws(GatewayError) -> ControlRecord {
    var call = APICall.get(
      path.adding("pending", when: policy.includePending).adding("update_status", when: policy.updateStatus))
    if policy.updateStatus { call.timeLimit = client.settings.statusUpdateTimeout }
    let (record, response): (ControlRecord, TransportResponse)
    do throws(APIFailure) {
      (record, response) = try await client.record(call)
    } catch {
      throw failed(error, .reading, selector)
    }
    guard record.device.fits(selector) else { throw anotherDevice(response) }
    guard record.id != nil || record.device[.serialNumber]?.string != nil else {
      throw contradiction("upstream tells neither the id nor the serial number of a device", response)
    }
    return record
  }

  func anotherDevice(_ response: TransportResponse) -> GatewayError {
    var error = contradiction("upstream answered with another device than the one that was asked for", response)
    error.hint = "something between here and upstream rewrites paths: is --url right?"
    return error
  }

  /// The error of an answer that can be read and cannot be meant; it shows how that begins.
  private func contradiction(_ message: String, _ response: TransportResponse) -> GatewayError {
    var error = GatewayError(.upstreamError, message)
    error.isRetryable = false
    error.httpStatus = response.status
    error.detail = APIProblem.clipped(String(decoding: response.body.prefix(APIProblem.mostDetail), as: UTF8.self))
      .map { client.token.removed(from: $0) }
    return error
  }

  /// The error of a call about one device; where upstream says 404, what was remembered of it is forgotten.
  func failed(_ failure: APIFailure, _ purpose: CallPurpose, _ selector: DeviceSelector) -> GatewayError {
    guard failure.status == 404 else { return failure.error(purpose, client.token) }
    if let id = known.id(of: selector) { known.forget(id) }
    known.forget(selector)
    var error = GatewayError.noSuchDevice(selector)
    error.httpStatus = 404
    if client.isStrange {
      error.hint = "upstream has answered nothing with success so far: is --url right, with /api/v1?"
    }
    return error
  }

  // MARK: Records without an id

  /// Finds the rest of a record that the serial family told in its own shape: the name family has it.
  func completed(_ record: ControlRecord, _ selector: DeviceSelector) async throws(GatewayError) -> ControlRecord {
    var record = record
    let other = try await counterpart(of: record, selector)
    record.complete(from: other)
    return learned(record)
  }

  /// The same device as the id or name family tells it.
  private func counterpart(of record: ControlRecord, _ selector: DeviceSelector) async throws(GatewayError)
    -> ControlRecord
  {
    guard case .text(let serial) = record.device[.serialNumber] else {
      throw GatewayError(.upstreamError, "upstream tells neither the id nor the serial number of a device")
    }
    var ways: [DeviceSelector] = []
    if let id = known.id(of: .serialNumber(serial)) { ways.append(.id(id)) }
    if case .text(let name) = record.device[.name] { ways.append(.name(name)) }
    for way in ways {
      guard let path = APIPath(way) else { continue }
      do throws(GatewayError) {
        let other = try await read(path, way, ReadPolicy())
        if other.id != nil, other.device[.serialNumber] == .text(serial) { return other }
      } catch {
        guard error.kind == .notFound else { throw error }
      }
    }
    return try await findInList(.serialNumber(serial), told: selector)
  }

  // MARK: Names that cannot stand in a URL

  /// Looks a device up by its id, or through all pages, where its own family cannot be asked.
  private func fetchThroughList(
    _ selector: DeviceSelector, _ policy: ReadPolicy
  ) async throws(GatewayError) -> ControlRecord {
    if selector.isEmpty { throw .noSuchDevice(selector) }
    if let id = known.id(of: selector), let path = APIPath(.id(id)) {
      do throws(GatewayError) {
        let record = try await read(path, .id(id), policy)
        if record.device.fits(selector) { return record }
      } catch {
        guard error.kind == .notFound else { throw error }
      }
      known.forget(selector)
    }
    let found = try await findInList(selector, told: selector)
    guard let id = found.id, let path = APIPath(.id(id)) else { throw .noSuchDevice(selector) }
    return try await read(path, .id(id), policy)
  }

  /// Goes through all pages for one device.
  ///
  /// - Parameter told: the selector that the error names.
  private func findInList(_ selector: DeviceSelector, told: DeviceSelector) async throws(GatewayError) -> ControlRecord
  {
    var walk = ListWalk(self, APIPath(RESTSettings.Family.id.collection))
    while let row = try await walk.next() {
      known.note(row.device)
      if row.device.fits(selector) { return row }
    }
    throw .noSuchDevice(told)
  }
}

extension APIPath {
  /// The path of one device in the family of its selector; nil where that cannot stand in a URL.
  init?(_ selector: DeviceSelector) {
    switch selector {
    case .id(let id): self.init(RESTSettings.Family.id.collection, String(id))
    case .name(let name) where APIPath.isSafe(name.text): self.init(RESTSettings.Family.name.collection, name.text)
    case .serialNumber(let serial) where APIPath.isSafe(serial.text):
      self.init(RESTSettings.Family.serial.collection, serial.text)
    case .name, .serialNumber, .uuid: return nil
    }
  }
}

extension DeviceSelector {
  /// It names nothing.
  fileprivate var isEmpty: Bool {
    switch self {
    case .id: false
    case .uuid(let text), .name(let text), .serialNumber(let text): text.text.isEmpty
    }
  }
}

extension DeviceRecord {
  /// Whether this is the device that a selector names, as far as it tells.
  func fits(_ selector: DeviceSelector) -> Bool {
    switch selector {
    case .id(let id): self[.id] == nil || self[.id] == .integer(id)
    case .uuid(let text): self[.uuid] == .text(text)
    case .name(let text): self[.name] == .text(text)
    case .serialNumber(let text): self[.serialNumber] == .text(text)
    }
  }
}
