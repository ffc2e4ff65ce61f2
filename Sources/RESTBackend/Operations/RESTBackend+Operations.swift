package import GatewayCore
internal import JSON

extension RESTBackend {
  package func observe(_ device: Int, _ purpose: ObservationPurpose) async throws(GatewayError) -> Observation {
    switch purpose {
    case .evidence: return try await evidence.observe(device)
    case .baseline: return Observation(try await readForOperation(device, .dispatch).device, at: clock.now)
    }
  }

  package var nextDispatch: Timestamp? {
    client.limiter.nextOpening(for: .dispatch)
  }

  /// Reads a device by its id, with what is queued for it.
  func readForOperation(_ device: Int, _ priority: RequestPriority) async throws(GatewayError) -> ControlRecord {
    let path = APIPath(RESTSettings.Family.id.collection, String(device)).adding("pending", when: true)
    var call = APICall.get(path, priority)
    // Whoever reads for an operation has a back-off of his own, and looks again.
    call.mostTries = 1
    let (record, response): (ControlRecord, TransportResponse)
    do throws(APIFailure) {
      (record, response) = try await client.record(call)
    } catch {
      throw failed(error, .reading, .id(device))
    }
    guard record.id == device else { throw anotherDevice(response) }
    return learned(record)
  }

  // MARK: Sending

  package func send(_ order: DispatchOrder) async throws(GatewayError) -> UpstreamReceipt {
    do throws(GatewayError) {
      return try await dispatch(order)
    } catch {
      throw error.without(order.secrets)
    }
  }

  private func dispatch(_ order: DispatchOrder) async throws(GatewayError) -> UpstreamReceipt {
    do throws(APIFailure) {
      return try await request(order)
    } catch {
      guard AnswerTable.meaning(of: error.answer, isHeadless: order.kinds.isHeadless) == .lookAgain else {
        throw refusal(of: order, error)
      }
      return try await sendAgain(order, error)
    }
  }

  /// The name in the request was not found: the device is read again by its id, and asked once more under its name of
  /// now (protocol.md 7).
  private func sendAgain(_ order: DispatchOrder, _ failure: APIFailure) async throws(GatewayError) -> UpstreamReceipt {
    var renamed = order
    let device = try await readAgain(order)
    renamed.name = device[.name]?.string
    renamed.serialNumber = device[.serialNumber]?.string
    guard renamed.name != order.name || renamed.serialNumber != order.serialNumber else {
      throw rejection(failure)
    }
    do throws(APIFailure) {
      return try await request(renamed)
    } catch {
      guard AnswerTable.meaning(of: error.answer, isHeadless: order.kinds.isHeadless) != .lookAgain else {
        throw rejection(error)
      }
      throw refusal(of: order, error)
    }
  }

  /// Nothing was taken so far: a look that fails leaves the operation unsent.
  private func readAgain(_ order: DispatchOrder) async throws(GatewayError) -> any DeviceRecord {
    do throws(GatewayError) {
      return try await readForOperation(order.device, .dispatch).device
    } catch {
      guard AnswerTable.meaningBeforeSending(of: .kind(error.kind)) == .event(.notSent), error.kind != .unreachable
      else {
        throw error
      }
      var unsent = error
      unsent.kind = .unreachable
      throw unsent
    }
  }

  private func rejection(_ failure: APIFailure) -> GatewayError {
    var error = failure.error(.reading, client.token)
    error.kind = .rejected
    error.message = "upstream does not know this request for the device, which is there"
    error.isRetryable = false
    return error
  }

  private func request(_ order: DispatchOrder) async throws(APIFailure) -> UpstreamReceipt {
    if order.kinds.isHeadless { return try await requestHeadless(order) }
    let kinds = order.kinds.kinds
    if kinds == [.firmware] {
      return try await patch(
        order, [(.firmwareImage, order.image.map { .integer($0) } ?? .null), (.firmwareImageIsPending, .boolean(true))])
    }
    // The operation endpoint takes one operation and a name; flags of the record take several, and need no name.
    guard kinds.count == 1, let name = order.name, APIPath.isSafe(name) else {
      return try await patch(order, kinds.compactMap { kind in kind.flag.map { ($0, .boolean(true)) } })
    }
    var call = APICall(method: .put, path: APIPath("inventory_device_name_operation", name))
    call.body = JSONText { writer in
      writer.beginObject()
      writer.member("operation")
      writer.string(kinds[0].rawValue)
      writer.endObject()
    }
    call.priority = .dispatch
    return RESTBackend.receipt(try await client.perform(call))
  }

  private func patch(_ order: DispatchOrder, _ flags: RecordWriter.Values) async throws(APIFailure) -> UpstreamReceipt {
    var call = APICall(
      method: .patch, path: APIPath(RESTSettings.Family.id.collection, String(order.device)),
      body: RecordWriter(.a).body(flags))
    call.priority = .dispatch
    try await client.perform(call)
    return UpstreamReceipt(statusText: "accepted")
  }

  private func requestHeadless(_ order: DispatchOrder) async throws(APIFailure) -> UpstreamReceipt {
    guard let serial = order.serialNumber else {
      throw .refused(
        GatewayError(
          .rejected, "upstream takes work on parameters by serial number, and this device has none",
          hint: "inventory.update gives it its serial_number"))
    }
    var call = APICall(method: .post, path: APIPath(HeadlessWork.collection))
    call.body = HeadlessRequest.body(order, serial)
    call.priority = .dispatch
    try await headless.rememberTransactions(before: order)
    await headless.rememberLog(before: order)
    if order.kinds.contains(.addObject) || order.kinds.contains(.deleteObject) {
      await headless.rememberInstances(before: order)
    }
    let response = try await client.perform(call)
    let receipt = HeadlessRequest.receipt(response)
    if receipt.transaction != nil { siblings.transactionsHaveIDs() }
    // Upstream may repeat in its words what nobody is to be told.
    let status = receipt.statusText.map { text in order.secrets.reduce(text) { Secrets.removing($1, from: $0) } }
    return UpstreamReceipt(transaction: receipt.transaction, statusText: status)
  }

  /// Requires nothing of the answer but that it is one (control-api.md 9.16).
  private static func receipt(_ response: TransportResponse) -> UpstreamReceipt {
    let told: (String?, String?)? = try? ControlClient.parsed(response) { (root) throws(JSONReadError) in
      (root.member("execution_id")?.stringValue, root.member("status")?.stringValue)
    }
    return UpstreamReceipt(executionID: told?.0, statusText: told?.1)
  }

  /// The error that stands for what the table of answers says.
  private func refusal(of order: DispatchOrder, _ failure: APIFailure) -> GatewayError {
    var error = failure.error(.updating(renames: false), client.token)
    guard case .event(let event) = AnswerTable.meaning(of: failure.answer, isHeadless: order.kinds.isHeadless) else {
      return error
    }
    switch event {
    case .unavailable:
      error.kind = .deviceUnavailable
      error.message = "upstream answered \(failure.status ?? 0): the device is offline or busy"
      error.isDeviceBusy = known.record(order.device).map { $0[.status] == .status(.up) } ?? false
      error.isRetryable = true
    case .rateLimited:
      error.kind = .rateLimited
      error.message = "upstream answered \(failure.status ?? 0): \(ErrorKind.rateLimited.meaning)"
      error.hint = nil
      error.isRetryable = true
    case .unauthorized: error.kind = .unauthorized
    case .notSent: error.kind = .unreachable
    case .outcomeUnknown: error.kind = .outcomeUnknown
    default:
      if error.kind != .forbidden, failure.status != nil { error.kind = .rejected }
      error.isRetryable = false
    }
    return error
  }

  // MARK: What became of headless work

  package func outcome(
    of order: DispatchOrder, _ receipt: UpstreamReceipt
  ) async throws(GatewayError) -> HeadlessOutcome {
    do throws(APIFailure) {
      let outcome = try await headless.outcome(of: order, receipt)
      guard case .failed(let error) = outcome else { return outcome }
      return .failed(error.without(order.secrets))
    } catch {
      throw error.error(.reading, client.token).without(order.secrets)
    }
  }

  package func readBack(_ paths: [String], from order: DispatchOrder) async throws(GatewayError) -> [Variable]? {
    do throws(APIFailure) {
      return try await headless.readBack(paths, from: order)
    } catch {
      throw error.error(.reading, client.token)
    }
  }

  package func transactions(_ query: TransactionQuery) async throws(GatewayError) -> [UpstreamTransaction] {
    do throws(APIFailure) {
      return try await headless.list(id: query.transaction, .interactive, updatesStatus: query.updatesStatus)
        .filter { transaction in query.serialNumber.map { $0 == transaction.serialNumber } ?? true }
        .map { $0.told }
    } catch {
      throw error.error(.reading, client.token)
    }
  }

  package func requireHeadlessResults(of device: Int) async throws(GatewayError) {
    if siblings.headlessResults == .unprobed { _ = await siblings.haveVariables(device) }
    guard siblings.headlessResults == .none else { return }
    throw GatewayError(
      .unsupported, "upstream tells the values of a get nowhere: neither in its transactions nor elsewhere",
      hint: "gateway.info tells headless_results")
  }
}

extension DispatchOrder {
  /// Values that are told to nobody, which upstream may repeat in its words.
  fileprivate var secrets: [String] {
    variables.compactMap { $0.isRedacted ? $0.value : nil }
  }
}

extension GatewayError {
  fileprivate func without(_ secrets: [String]) -> GatewayError {
    secrets.reduce(self) { $0.without($1) }
  }
}
