internal import GatewayCore
internal import JSON

/// Finds out what became of work on parameters and objects that upstream took (control-api.md 7).
final class HeadlessWork: Sendable {
  static let collection = "inventory_device_serial_headless_operation"

  let client: ControlClient
  let siblings: SiblingEndpoints
  let notes = OperationNotes()
  private static let mostPages = 50

  init(_ client: ControlClient, _ siblings: SiblingEndpoints) {
    self.client = client
    self.siblings = siblings
  }

  /// Upstream's own list; nothing there is an empty one (control-api.md 9.23).
  func list(
    id: String?, _ priority: RequestPriority, updatesStatus: Bool = false
  ) async throws(APIFailure) -> [HeadlessTransaction] {
    let first = (id.map { APIPath(HeadlessWork.collection).adding("id", $0) } ?? APIPath(HeadlessWork.collection))
      .adding("update_status", when: updatesStatus)
    var path = first
    var found: [HeadlessTransaction] = []
    for _ in 0..<HeadlessWork.mostPages {
      var call = APICall.get(path, priority)
      if updatesStatus { call.timeLimit = client.settings.statusUpdateTimeout }
      let page: RecordPage<HeadlessTransaction>
      do throws(APIFailure) {
        page = try await client.read(call) { (value) throws(JSONReadError) in
          try RecordPage(reading: value) { (row) throws(JSONReadError) in try HeadlessTransaction(reading: row) }
        }
      } catch {
        guard error.status == 404 else { throw error }
        return found
      }
      found += page.rows
      guard page.hasNext == true, !page.rows.isEmpty, let query = page.nextQuery else { break }
      path = first.withQuery(query)
    }
    return found
  }

  // MARK: The outcome

  func outcome(
    of order: DispatchOrder, _ receipt: UpstreamReceipt
  ) async throws(APIFailure) -> HeadlessOutcome {
    let outcome = try await lookForOutcome(of: order, receipt)
    if case .running = outcome { return outcome }
    // Nobody asks for it again.
    notes.forget(order)
    return outcome
  }

  /// What of a list may be the work that was asked for: by its id, or, without one, what looks like it.
  func own(
    _ listed: [HeadlessTransaction], _ order: DispatchOrder, _ receipt: UpstreamReceipt
  ) -> [HeadlessTransaction] {
    guard let id = receipt.transaction else { return listed.filter { $0.fits(order) } }
    return listed.filter { $0.id == id || $0.id == nil && $0.fits(order) }
  }

  /// Looks what is listed already that looks like an order, where its answer will tell no id to find it by.
  func rememberTransactions(before order: DispatchOrder) async throws(APIFailure) {
    guard !siblings.idsAreTold else { return }
    let listed = try await list(id: nil, .dispatch).filter { $0.fits(order) }
    notes.change(order) { $0.listed = listed }
  }

  private func lookForOutcome(
    of order: DispatchOrder, _ receipt: UpstreamReceipt
  ) async throws(APIFailure) -> HeadlessOutcome {
    let listed = try await list(id: receipt.transaction, .evidence)
    let own = own(listed, order, receipt)
    if !own.isEmpty { siblings.transactionsTell(status: own.contains { $0.phase != .untold }) }
    // Without an id, earlier work of the same kind looks alike: until all of it has ended, this may not have.
    guard let latest = own.newest(since: receipt.transaction == nil ? notes[order].listed : nil) else {
      return try await outcomeElsewhere(order, isListed: false)
    }
    if own.contains(where: { $0.phase == .running }) { return .running(isListed: true) }
    switch latest.phase {
    case .failed: return .failed(HeadlessWork.failure(latest))
    case .running: return .running(isListed: true)
    case .completed: return try await completed(order, latest)
    case .untold:
      if order.kinds.contains(.get), let values = latest.values(order) {
        siblings.transactionsTell(values: true)
        return .completed(values: values, instance: nil)
      }
      return try await outcomeElsewhere(order, isListed: true)
    }
  }

  private func completed(
    _ order: DispatchOrder, _ transaction: HeadlessTransaction
  ) async throws(APIFailure) -> HeadlessOutcome {
    if order.kinds.contains(.addObject) {
      let instance: String?
      if let told = transaction.newInstance { instance = told } else { instance = try await newInstance(order) }
      return .completed(values: [], instance: instance)
    }
    guard order.kinds.contains(.get) else { return .completed(values: [], instance: nil) }
    if let values = transaction.values(order) {
      siblings.transactionsTell(values: true)
      return .completed(values: values, instance: nil)
    }
    siblings.transactionsTell(values: false)
    if let values = try await valuesElsewhere(order) { return .completed(values: values, instance: nil) }
    if await siblings.haveLog(order.device) {
      if let noted = try await notedOutcome(order) { return noted }
      // The log may be a little behind.
      if !isSilentForLong(order) { return .running(isListed: true) }
    }
    return .failed(
      GatewayError(
        .unsupported, "upstream says that it was done, and tells the values nowhere",
        hint: "gateway.info tells headless_results"))
  }

  private static func failure(_ transaction: HeadlessTransaction) -> GatewayError {
    var error = GatewayError(
      .rejected, "upstream says \(transaction.status ?? "failed")" + (transaction.problem.map { ": \($0)" } ?? ""))
    error.message = APIProblem.clipped(error.message) ?? error.message
    error.faults = transaction.variables.compactMap { item in
      item.fault.flatMap { Int($0) }.flatMap { CWMPFault(rawValue: $0) }.map {
        ParameterFault(path: item.path, fault: $0)
      }
    }
    return error
  }
}
