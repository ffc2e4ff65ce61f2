package import GatewayCore
internal import JSON

extension RESTBackend {
  package func create(_ attributes: DeviceAttributes) async throws(GatewayError) -> any DeviceRecord {
    try await hiding(attributes.password) { () async throws(GatewayError) in try await make(attributes) }
  }

  private func make(_ attributes: DeviceAttributes) async throws(GatewayError) -> any DeviceRecord {
    var values = try checkedChanges(attributes, to: nil)
    // A page that leaves it out makes devices inactive (control-api.md 9.4).
    if attributes[.isActive] == nil { values.append((.isActive, .boolean(true))) }
    let writer = RecordWriter(family == .serial ? .b : .a)
    // The serial family has no word for activity: told active, which is its way, nothing is lost by leaving it out.
    let told = family == .serial ? values.filter { $0 != (.isActive, .boolean(true)) } : values
    let usesSerial = family == .serial && writer.canHold(told, attributes.password)
    let collection = family == .serial && !usesSerial ? RESTSettings.Family.id.collection : family.collection
    let body = usesSerial ? writer.body(told) : RecordWriter(.a).body(values, attributes.password)
    let call = APICall.write(.post, APIPath(collection), body)
    let response: TransportResponse
    do throws(APIFailure) {
      response = try await client.perform(call)
    } catch {
      throw try await refusal(error, .creating, values)
    }
    return try await created(response, values)
  }

  /// The record of a device that upstream says it made.
  private func created(
    _ response: TransportResponse, _ values: RecordWriter.Values
  ) async throws(GatewayError) -> any DeviceRecord {
    if var told = try? ControlClient.record(response), told.id != nil {
      told.settleAsNew()
      return learned(told).device
    }
    // It was made, and its answer tells no id: it is there under its name.
    for (field, value) in values {
      guard case .text(let text) = value, field == .name || field == .serialNumber else { continue }
      do throws(GatewayError) {
        return try await fetch(field == .name ? .name(text) : .serialNumber(text), ReadPolicy()).device
      } catch {
        continue
      }
    }
    var error = GatewayError(
      .outcomeUnknown, "upstream took the new device, and neither its answer nor a look-up tells its record")
    error.httpStatus = response.status
    error.hint = "look it up by its name"
    throw error
  }

  package func update(
    _ selector: DeviceSelector, _ attributes: DeviceAttributes
  ) async throws(GatewayError) -> DeviceUpdate {
    let before = try await fetch(selector, ReadPolicy())
    let values = try checkedChanges(attributes, to: before.device)
    guard !values.isEmpty || attributes.password != nil else { return DeviceUpdate(device: before.device, changed: []) }
    return try await write(.patch, values, attributes.password, selector, before)
  }

  package func replace(
    _ selector: DeviceSelector, _ attributes: DeviceAttributes
  ) async throws(GatewayError) -> DeviceUpdate {
    let before = try await fetch(selector, ReadPolicy())
    let whole = attributes.replacement()
    var values = try checkedChanges(whole, to: before.device)
    guard whole.password != nil else { return try await write(.patch, values, nil, selector, before) }
    // A PUT clears what it does not name, and these stay (protocol.md 9).
    for field in [DeviceField.organizationID, .isActive] where whole[field] == nil {
      if let current = before.device[field], current != .null { values.append((field, current)) }
    }
    return try await write(.put, values, whole.password, selector, before)
  }

  /// Whether a PUT by serial number, which does not name it in its body, leaves it as `values` want it.
  private func keepsSerial(_ values: RecordWriter.Values, _ before: ControlRecord) -> Bool {
    before.shape == .a && values.allSatisfy { $0.field != .serialNumber || $0.value == before.device[.serialNumber] }
  }

  /// Runs a write whose errors never repeat the password that was written.
  private func hiding<Value>(
    _ password: DeviceAttributes.Password?, _ body: () async throws(GatewayError) -> Value
  ) async throws(GatewayError) -> Value {
    do throws(GatewayError) {
      return try await body()
    } catch {
      throw error.without(password?.text)
    }
  }

  /// Sends a write through the family of its selector, or by id where that has no words for it, and tells what became
  /// of the device.
  private func write(
    _ method: TransportRequest.Method, _ values: RecordWriter.Values, _ password: DeviceAttributes.Password?,
    _ selector: DeviceSelector, _ before: ControlRecord
  ) async throws(GatewayError) -> DeviceUpdate {
    try await hiding(password) { () async throws(GatewayError) in
      try await sendWrite(method, values, password, selector, before)
    }
  }

  private func sendWrite(
    _ method: TransportRequest.Method, _ values: RecordWriter.Values, _ password: DeviceAttributes.Password?,
    _ selector: DeviceSelector, _ before: ControlRecord
  ) async throws(GatewayError) -> DeviceUpdate {
    let id = before.device.id
    var path = APIPath(RESTSettings.Family.id.collection, String(id))
    var writer = RecordWriter(.a)
    // The PUT of the serial family has it in its path (control-api.md 9.34).
    var omitsSerial = false
    if let own = APIPath(selector), case let vocabulary = RecordWriter(selector.isSerial ? before.shape : .a),
      vocabulary.canHold(values, password), !(method == .put && selector.isSerial && !keepsSerial(values, before))
    {
      path = own
      writer = vocabulary
      omitsSerial = method == .put && selector.isSerial
    }
    var body = writer.body(omitsSerial ? values.filter { $0.field != .serialNumber } : values, password)
    let renames = values.contains {
      ($0.field == .name || $0.field == .serialNumber) && before.device[$0.field] != $0.value
    }
    var response: TransportResponse?
    do throws(APIFailure) {
      do throws(APIFailure) {
        response = try await client.perform(.write(method, path, body))
      } catch {
        guard omitsSerial, case .answered(let problem) = error, problem.status == 400,
          problem.names("serial_number")
        else { throw error }
        // Older pages want the serial number in the body too (control-api.md 9.34).
        body = writer.body(
          values.contains { $0.field == .serialNumber }
            ? values : values + [(.serialNumber, before.device[.serialNumber] ?? .null)], password)
        response = try await client.perform(.write(method, path, body))
      }
    } catch {
      guard error.mayHaveActed || error.status == 404 else {
        throw try await refusal(error, .updating(renames: renames), values, selector, id)
      }
      // A repeat of a rename finds nobody under the old name: what the device tells now decides.
      let after = try await settled(error, values, password, selector, before)
      return update(before, after, password)
    }
    return update(before, try await written(response, id), password)
  }

  /// The record after a write: as the answer tells it, or read anew where it tells none.
  private func written(_ response: TransportResponse?, _ id: Int) async throws(GatewayError) -> ControlRecord {
    if let response, let told = try? ControlClient.record(response), told.id == id { return learned(told) }
    return try await reread(id)
  }

  /// The record after a write that upstream took: a failure to read it is no failure to write.
  private func reread(_ id: Int) async throws(GatewayError) -> ControlRecord {
    do throws(GatewayError) {
      return try await fetch(.id(id), ReadPolicy())
    } catch {
      var told = GatewayError(
        .outcomeUnknown, "upstream took the change, and reading the device afterwards failed: \(error.message)")
      told.hint = "read the device again"
      told.httpStatus = error.httpStatus
      throw told
    }
  }

  /// Whether a write whose answer was lost was done.
  ///
  /// - Throws: the error of the write when the device does not show it.
  private func settled(
    _ failure: APIFailure, _ values: RecordWriter.Values, _ password: DeviceAttributes.Password?,
    _ selector: DeviceSelector, _ before: ControlRecord
  ) async throws(GatewayError) -> ControlRecord {
    let error = failed(failure, .updating(renames: false), selector)
    let now: ControlRecord
    do throws(GatewayError) {
      now = try await fetch(.id(before.device.id), ReadPolicy())
    } catch let reading {
      throw reading.kind == .notFound && failure.status == 404 ? reading : error
    }
    // A password cannot be read back: it arrived with the rest, if something of that is new.
    let isTold = password == nil || values.contains { before.device[$0.field] != $0.value }
    let isDone = isTold && values.allSatisfy { now.device[$0.field] == $0.value }
    guard isDone else { throw error }
    return now
  }

  private func update(
    _ before: ControlRecord, _ after: ControlRecord, _ password: DeviceAttributes.Password?
  ) -> DeviceUpdate {
    // An answer may tell less than what was read before: what it leaves out has not changed by that.
    let changed = after.device.changed(from: before.device)
      .filter { $0 != .lastChange && $0 != .extra && after.device[$0] != nil && before.device[$0] != nil }
    var whole = after
    whole.complete(from: before)
    return DeviceUpdate(device: whole.device, changed: changed.map(\.name) + (password == nil ? [] : ["password"]))
  }

  package func delete(_ selector: DeviceSelector) async throws(GatewayError) {
    var path = APIPath(selector)
    if path == nil {
      let id = try await fetch(selector, ReadPolicy()).device.id
      path = APIPath(.id(id))
    }
    guard let path else { throw .noSuchDevice(selector) }
    var call = APICall.write(.delete, path, nil)
    call.isDoneWhenGone = true
    do throws(APIFailure) {
      try await client.perform(call)
    } catch {
      throw failed(error, .deleting, selector)
    }
    if let id = known.id(of: selector) { known.forget(id) }
  }

  // MARK: Refusals

  /// The error of a write that was refused; that a name is taken is confirmed by looking it up, where a status alone
  /// does not say it.
  private func refusal(
    _ failure: APIFailure, _ purpose: CallPurpose, _ values: RecordWriter.Values,
    _ selector: DeviceSelector? = nil, _ id: Int? = nil
  ) async throws(GatewayError) -> GatewayError {
    var error = selector.map { failed(failure, purpose, $0) } ?? failure.error(purpose, client.token)
    guard case .answered(let problem) = failure, problem.status == 400 || problem.status == 409 else { return error }
    // A body that blames no member may be about any of them.
    let blamesSome = DeviceField.names.contains { problem.names("\($0)") }
    for (field, value) in values where field == .name || field == .serialNumber {
      guard case .text(let text) = value, problem.status == 409 || !blamesSome || problem.names("\(field.name)") else {
        continue
      }
      let holder = try? await fetch(field == .name ? .name(text) : .serialNumber(text), ReadPolicy())
      guard let holder, holder.device.id != id else { continue }
      error.kind = .alreadyExists
      error.isRetryable = false
      error.message = "another device has this \(field.name)"
      error.path = "/attributes/\(field.name)"
      return error
    }
    return error
  }

  private func checkedChanges(
    _ attributes: DeviceAttributes, to current: (any DeviceRecord)?
  ) throws(GatewayError) -> RecordWriter.Values {
    do throws(JSONReadError) {
      return try attributes.changes(to: current)
    } catch {
      throw GatewayError(error.below("attributes"))
    }
  }
}

extension DeviceSelector {
  fileprivate var isSerial: Bool {
    if case .serialNumber = self { return true }
    return false
  }
}
