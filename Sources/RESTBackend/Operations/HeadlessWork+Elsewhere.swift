internal import GatewayCore
internal import JSON

/// Where upstream's list tells too little: what its log and its store of values say (control-api.md 7.3, 8).
extension HeadlessWork {
  /// Where the list tells no status: what upstream noted or keeps of the device.
  func outcomeElsewhere(
    _ order: DispatchOrder, isListed: Bool
  ) async throws(APIFailure) -> HeadlessOutcome {
    if await siblings.haveLog(order.device), let noted = try await notedOutcome(order) { return noted }
    switch order.kinds.kinds[0] {
    case .get where isListed:
      // A get whose values upstream keeps elsewhere needs no status to be over.
      if let values = try await valuesElsewhere(order) { return .completed(values: values, instance: nil) }
      noteSilence(of: order)
    case .set where try await shows(order):
      return .completed(values: [], instance: nil)
    case .addObject:
      if let instance = try await newInstance(order) { return .completed(values: [], instance: instance) }
    case .deleteObject where try await isGone(order):
      return .completed(values: [], instance: nil)
    default: break
    }
    return .running(isListed: isListed)
  }

  /// What the log says of an order, as soon as it has an entry for each of its variables.
  func notedOutcome(
    _ order: DispatchOrder
  ) async throws(APIFailure) -> HeadlessOutcome? {
    let entries = try await siblings.log.entries(of: order.device, action: order.logAction)
    let before = notes[order].logged ?? [:]
    var values: [Variable] = []
    var problems: [DeviceLog.Entry] = []
    for variable in order.variables {
      let own = entries.filter { entry in entry.variable.map { ExactString($0) == ExactString(variable.path) } ?? false
      }
      // Earlier work of the same kind was noted too: only what has come since counts.
      guard let last = own.last, own.count > before[ExactString(variable.path)] ?? 0 else { continue }
      if last.problem != nil {
        problems.append(last)
      } else if last.isApplied == true, last.isPending != true {
        values.append(Variable(path: variable.path, value: last.value, type: variable.type))
      }
    }
    if !problems.isEmpty { return .failed(HeadlessWork.failure(problems)) }
    guard values.count == order.variables.count else { return nil }
    notes.change(order) { $0.logged = nil }
    if order.kinds.contains(.addObject) {
      return .completed(values: [], instance: try await newInstance(order))
    }
    guard order.kinds.contains(.get) else { return .completed(values: [], instance: nil) }
    if let kept = try await valuesElsewhere(order) { return .completed(values: kept, instance: nil) }
    return values.allSatisfy { $0.value != nil } ? .completed(values: values, instance: nil) : nil
  }

  private static func failure(_ entries: [DeviceLog.Entry]) -> GatewayError {
    let words = entries.compactMap(\.problem).first ?? ""
    var error = GatewayError(.rejected, "upstream notes that it failed: \(APIProblem.clipped(words) ?? "")")
    error.faults = entries.compactMap { entry in
      // The code of the whole is no fault of one path.
      guard let path = entry.variable, let fault = entry.code.flatMap({ CWMPFault(rawValue: $0) }),
        fault != .invalidArguments
      else { return nil }
      return ParameterFault(path: path, fault: fault)
    }
    return error
  }

  /// A get that is listed for long without a word of how it does: upstream tells its results nowhere.
  private func noteSilence(of order: DispatchOrder) {
    if isSilentForLong(order) { siblings.transactionsTell(values: false) }
  }

  func isSilentForLong(_ order: DispatchOrder) -> Bool {
    let now = client.clock.now
    let since = notes[order].silentSince ?? now
    notes.change(order) { $0.silentSince = since }
    guard now.seconds(since: since) >= HeadlessWork.longestSilence else { return false }
    notes.change(order) { $0.silentSince = nil }
    return true
  }

  /// Seconds after which nothing is expected any more of a transaction that tells no status.
  private static let longestSilence = 120.0

  /// Whether the device has what was to be set, as far as upstream keeps its values.
  private func shows(_ order: DispatchOrder) async throws(APIFailure) -> Bool {
    guard await siblings.haveVariables(order.device) else { return false }
    let items = try await siblings.variables.values(order.variables.map(\.path), of: order.device, asksDevice: true)
    return order.variables.allSatisfy { variable in
      items.contains { item in
        guard ExactString(item.path) == ExactString(variable.path), let value = item.value else { return false }
        let type = variable.type ?? .string
        return ExactString(type.canonical(value)) == ExactString(type.canonical(variable.value ?? ""))
      }
    }
  }

  /// Values of a `get` as upstream keeps them, once it has asked the device.
  func valuesElsewhere(
    _ order: DispatchOrder
  ) async throws(APIFailure) -> [Variable]? {
    guard await siblings.haveVariables(order.device) else { return nil }
    let items = try await siblings.variables.values(
      order.variables.map { $0.path.hasSuffix(".") ? $0.path + "*" : $0.path }, of: order.device, asksDevice: true)
    return HeadlessTransaction.values(in: items, for: order)
  }

  /// Looks how often upstream has noted the like already, where that is how an outcome is found.
  func rememberLog(before order: DispatchOrder) async {
    let isTold = order.kinds.contains(.get) ? siblings.valuesAreTold : siblings.transactionsTellStatus
    guard !isTold, await siblings.haveLog(order.device),
      let entries = try? await siblings.log.entries(of: order.device, action: order.logAction)
    else { return }
    let counts = entries.reduce(into: [ExactString: Int]()) { counts, entry in
      if let variable = entry.variable { counts[ExactString(variable), default: 0] += 1 }
    }
    notes.change(order) { $0.logged = counts }
  }
}

extension DispatchOrder {
  /// What the device log calls it: it knows sets and gets, and commands (control-api.md 8.4).
  fileprivate var logAction: String {
    kinds.contains(.get) ? "get" : kinds.contains(.set) ? "set" : "command"
  }
}
