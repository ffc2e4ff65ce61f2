internal import GatewayCore
internal import JSON
internal import Synchronization

/// Work on parameters and objects: asking for it, and finding out what became of it (control-api.md 7).
final class HeadlessWork: Sendable {
  static let collection = "inventory_device_serial_headless_operation"

  private let client: ControlClient
  /// Rows of a table before one was added, by the operation that adds it.
  private let instances = Mutex<[OperationID: Set<String>]>([:])
  /// How often each path was noted in the log before an operation.
  private let logged = Mutex<[OperationID: [ExactString: Int]]>([:])
  /// Since when a listed get has told nothing of how it does.
  private let silentSince = Mutex<[OperationID: Timestamp]>([:])

  init(_ client: ControlClient) {
    self.client = client
  }

  // MARK: Asking

  static func body(_ order: DispatchOrder, _ serial: String) -> JSONText {
    JSONText { writer in
      writer.beginObject()
      writer.member("serial_number")
      writer.string(serial)
      writer.member("operation")
      writer.string(order.kinds.kinds[0].rawValue)
      writer.member("variables")
      writer.beginArray()
      for variable in order.variables {
        writer.beginObject()
        writer.member("variable_name")
        writer.string(variable.path)
        if order.kinds.contains(.set) {
          writer.member("value")
          writer.string(variable.value ?? "")
          writer.member("value_type")
          writer.string((variable.type ?? .string).vendorName)
        }
        writer.endObject()
      }
      writer.endArray()
      writer.endObject()
    }
  }

  /// The id of the transaction, where the answer tells one: in its body or as a place (control-api.md 7.1).
  static func receipt(_ response: TransportResponse) -> UpstreamReceipt {
    let told: HeadlessTransaction? = try? ControlClient.parsed(response) { (root) throws(JSONReadError) in
      try HeadlessTransaction(reading: root)
    }
    return UpstreamReceipt(transaction: told?.id ?? place(response.header("Location")), statusText: told?.status)
  }

  private static func place(_ location: String?) -> String? {
    guard let location else { return nil }
    if let query = location.firstIndex(of: "?") {
      let names = location[location.index(after: query)...].split(separator: "&")
      return names.first { $0.hasPrefix("id=") }.map { String($0.dropFirst(3)) }
    }
    guard let last = location.split(separator: "/").last, last != collection else { return nil }
    return String(last)
  }

  // MARK: The list

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

  private static let mostPages = 50

  // MARK: The outcome

  func outcome(
    of order: DispatchOrder, _ receipt: UpstreamReceipt, _ siblings: SiblingEndpoints
  ) async throws(APIFailure) -> HeadlessOutcome {
    let outcome = try await lookForOutcome(of: order, receipt, siblings)
    if case .running = outcome { return outcome }
    // Nobody asks for it again.
    instances.withLock { $0[order.operation] = nil }
    logged.withLock { $0[order.operation] = nil }
    silentSince.withLock { $0[order.operation] = nil }
    return outcome
  }

  private func lookForOutcome(
    of order: DispatchOrder, _ receipt: UpstreamReceipt, _ siblings: SiblingEndpoints
  ) async throws(APIFailure) -> HeadlessOutcome {
    let listed = try await list(id: receipt.transaction, .evidence)
    let own = listed.filter { receipt.transaction != nil && $0.id == receipt.transaction || $0.fits(order) }
    if !own.isEmpty { siblings.transactionsTell(status: own.contains { $0.phase != .untold }) }
    // Without an id, earlier work of the same kind looks alike: until all of it has ended, this may not have.
    guard let latest = own.newest else {
      return try await outcomeElsewhere(order, isListed: false, siblings)
    }
    if own.contains(where: { $0.phase == .running }) { return .running(isListed: true) }
    switch latest.phase {
    case .failed: return .failed(HeadlessWork.failure(latest))
    case .running: return .running(isListed: true)
    case .completed: return try await completed(order, latest, siblings)
    case .untold:
      if order.kinds.contains(.get), let values = latest.values(order) {
        siblings.transactionsTell(values: true)
        return .completed(values: values, instance: nil)
      }
      return try await outcomeElsewhere(order, isListed: true, siblings)
    }
  }

  private func completed(
    _ order: DispatchOrder, _ transaction: HeadlessTransaction, _ siblings: SiblingEndpoints
  ) async throws(APIFailure) -> HeadlessOutcome {
    if order.kinds.contains(.addObject) {
      let instance: String?
      if let told = transaction.instance { instance = told } else { instance = try await newInstance(order, siblings) }
      return .completed(values: [], instance: instance)
    }
    guard order.kinds.contains(.get) else { return .completed(values: [], instance: nil) }
    if let values = transaction.values(order) {
      siblings.transactionsTell(values: true)
      return .completed(values: values, instance: nil)
    }
    siblings.transactionsTell(values: false)
    if let values = try await valuesElsewhere(order, siblings) { return .completed(values: values, instance: nil) }
    if await siblings.haveLog(order.device) {
      if let noted = try await notedOutcome(order, siblings) { return noted }
      // The log may be a little behind.
      if !isSilentForLong(order) { return .running(isListed: true) }
    }
    return .failed(
      GatewayError(
        .unsupported, "upstream says that it was done, and tells the values nowhere",
        hint: "gateway.info tells headless_results"))
  }

  /// Where the list tells no status: what upstream noted or keeps of the device.
  private func outcomeElsewhere(
    _ order: DispatchOrder, isListed: Bool, _ siblings: SiblingEndpoints
  ) async throws(APIFailure) -> HeadlessOutcome {
    if await siblings.haveLog(order.device), let noted = try await notedOutcome(order, siblings) { return noted }
    switch order.kinds.kinds[0] {
    case .get where isListed:
      // A get whose values upstream keeps elsewhere needs no status to be over.
      if let values = try await valuesElsewhere(order, siblings) { return .completed(values: values, instance: nil) }
      noteSilence(of: order, siblings)
    case .set where try await shows(order, siblings):
      return .completed(values: [], instance: nil)
    case .addObject:
      if let instance = try await newInstance(order, siblings) { return .completed(values: [], instance: instance) }
    case .deleteObject where try await isGone(order, siblings):
      return .completed(values: [], instance: nil)
    default: break
    }
    return .running(isListed: isListed)
  }

  /// What the log says of an order, as soon as it has an entry for each of its variables.
  private func notedOutcome(
    _ order: DispatchOrder, _ siblings: SiblingEndpoints
  ) async throws(APIFailure) -> HeadlessOutcome? {
    let entries = try await siblings.log.entries(of: order.device, action: order.logAction)
    let before = logged.withLock { $0[order.operation] ?? [:] }
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
    logged.withLock { $0[order.operation] = nil }
    if order.kinds.contains(.addObject) {
      return .completed(values: [], instance: try await newInstance(order, siblings))
    }
    guard order.kinds.contains(.get) else { return .completed(values: [], instance: nil) }
    if let kept = try await valuesElsewhere(order, siblings) { return .completed(values: kept, instance: nil) }
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
  private func noteSilence(of order: DispatchOrder, _ siblings: SiblingEndpoints) {
    if isSilentForLong(order) { siblings.transactionsTell(values: false) }
  }

  private func isSilentForLong(_ order: DispatchOrder) -> Bool {
    let now = client.clock.now
    let since = silentSince.withLock { silent in
      let since = silent[order.operation] ?? now
      silent[order.operation] = since
      return since
    }
    guard now.seconds(since: since) >= HeadlessWork.longestSilence else { return false }
    silentSince.withLock { $0[order.operation] = nil }
    return true
  }

  /// Seconds after which nothing is expected any more of a transaction that tells no status.
  private static let longestSilence = 120.0

  /// Whether the device has what was to be set, as far as upstream keeps its values.
  private func shows(_ order: DispatchOrder, _ siblings: SiblingEndpoints) async throws(APIFailure) -> Bool {
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
  private func valuesElsewhere(
    _ order: DispatchOrder, _ siblings: SiblingEndpoints
  ) async throws(APIFailure) -> [Variable]? {
    guard await siblings.haveVariables(order.device) else { return nil }
    let items = try await siblings.variables.values(
      order.variables.map { $0.path.hasSuffix(".") ? $0.path + "*" : $0.path }, of: order.device, asksDevice: true)
    return HeadlessWork.variables(items, for: order)
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

  /// Every path that was asked for has a value; nil when one has none.
  static func variables(_ items: [HeadlessTransaction.Item], for order: DispatchOrder) -> [Variable]? {
    var found: [Variable] = []
    for variable in order.variables {
      let own = items.filter { item in
        item.value != nil
          && (variable.path.hasSuffix(".") || variable.path.isEmpty
            ? item.path.hasPrefix(variable.path) : ExactString(item.path) == ExactString(variable.path))
      }
      guard !own.isEmpty else { return nil }
      found += own.map {
        Variable(path: $0.path, value: $0.value, type: ValueType(vendor: $0.type, asked: variable.type))
      }
    }
    return found
  }

  // MARK: Reading back

  /// Values that a device has now; nil where nothing tells them.
  func readBack(
    _ paths: [String], from order: DispatchOrder, _ siblings: SiblingEndpoints
  ) async throws(APIFailure) -> [Variable]? {
    var wanted = order
    wanted.variables = paths.map { path in
      Variable(path: path, type: order.variables.first { ExactString($0.path) == ExactString(path) }?.type)
    }
    if await siblings.haveVariables(order.device) {
      let items = try await siblings.variables.values(paths, of: order.device, asksDevice: true)
      return wanted.variables.flatMap { variable in
        HeadlessWork.variables(items, for: wanted.asking([variable])) ?? []
      }
    }
    guard siblings.headlessResults == .transaction, let serial = order.serialNumber else { return nil }
    return try await readBackByTransaction(wanted.getting, serial, siblings)
  }

  /// Asks the device for the values, in a transaction of our own, for a bounded time.
  private func readBackByTransaction(
    _ order: DispatchOrder, _ serial: String, _ siblings: SiblingEndpoints
  ) async throws(APIFailure) -> [Variable]? {
    var call = APICall(method: .post, path: APIPath(HeadlessWork.collection))
    call.body = HeadlessWork.body(order, serial)
    call.priority = .evidence
    let receipt = HeadlessWork.receipt(try await client.perform(call))
    let end = client.clock.now.advanced(bySeconds: HeadlessWork.longestReadBack)
    var pause = min(0.5, client.settings.retry.evidenceInterval)
    while client.clock.now < end {
      let listed = try await list(id: receipt.transaction, .evidence)
      let own = listed.filter { receipt.transaction != nil && $0.id == receipt.transaction || $0.fits(order) }
      if let latest = own.newest, !own.contains(where: { $0.phase == .running }) {
        if let values = latest.values(order) {
          siblings.transactionsTell(values: true)
          return values
        }
        if latest.phase != .untold { return nil }
      }
      guard await client.clock.sleep(seconds: pause) else { return nil }
      pause = min(pause * 2, client.settings.retry.evidenceInterval)
    }
    return nil
  }

  /// Seconds for which a value that was set is looked for.
  private static let longestReadBack = 60.0

  // MARK: What was noted before

  /// Looks how often upstream has noted the like already, where that is how an outcome is found.
  func rememberLog(before order: DispatchOrder, _ siblings: SiblingEndpoints) async {
    let isTold = order.kinds.contains(.get) ? siblings.valuesAreTold : siblings.transactionsTellStatus
    guard !isTold, await siblings.haveLog(order.device),
      let entries = try? await siblings.log.entries(of: order.device, action: order.logAction)
    else { return }
    let counts = entries.reduce(into: [ExactString: Int]()) { counts, entry in
      if let variable = entry.variable { counts[ExactString(variable), default: 0] += 1 }
    }
    logged.withLock { $0[order.operation] = counts }
  }

  // MARK: Rows of tables

  /// Looks which rows a table has, so that a new one is told from them, and one that is gone is missed.
  func rememberInstances(before order: DispatchOrder, _ siblings: SiblingEndpoints) async {
    guard let rows = try? await rows(order, siblings) else { return }
    instances.withLock { $0[order.operation] = rows }
  }

  private func newInstance(_ order: DispatchOrder, _ siblings: SiblingEndpoints) async throws(APIFailure) -> String? {
    guard let before = instances.withLock({ $0[order.operation] }), let now = try await rows(order, siblings) else {
      return nil
    }
    let new = now.subtracting(before)
    guard new.count == 1 else { return nil }
    instances.withLock { $0[order.operation] = nil }
    return new.first
  }

  private func isGone(_ order: DispatchOrder, _ siblings: SiblingEndpoints) async throws(APIFailure) -> Bool {
    guard let row = order.row, let before = instances.withLock({ $0[order.operation] }), before.contains(row),
      let now = try await rows(order, siblings), !now.contains(row)
    else { return false }
    instances.withLock { $0[order.operation] = nil }
    return true
  }

  private func rows(_ order: DispatchOrder, _ siblings: SiblingEndpoints) async throws(APIFailure) -> Set<String>? {
    guard let table = order.table, await siblings.haveVariables(order.device) else { return nil }
    let items = try await siblings.variables.values([table + "*"], of: order.device, asksDevice: true)
    let names = items.compactMap { item -> Substring? in
      guard item.path.hasPrefix(table) else { return nil }
      return item.path.dropFirst(table.count).split(separator: ".").first
    }
    return Set(names.filter { Int($0) != nil }.map(String.init))
  }
}

extension DispatchOrder {
  /// What the device log calls it: it knows sets and gets, and commands (control-api.md 8.4).
  fileprivate var logAction: String {
    kinds.contains(.get) ? "get" : kinds.contains(.set) ? "set" : "command"
  }

  /// The table whose rows an order changes, with its dot.
  fileprivate var table: String? {
    guard let path = variables.first?.path else { return nil }
    if kinds.contains(.addObject) { return path.hasSuffix(".") ? path : path + "." }
    guard kinds.contains(.deleteObject), let row else { return nil }
    return String((path.hasSuffix(".") ? path.dropLast() : path[...]).dropLast(row.count))
  }

  /// The row that is to be deleted.
  fileprivate var row: String? {
    variables.first?.path.split(separator: ".").last.map(String.init)
  }
}

extension [HeadlessTransaction] {
  /// The one that was made last, as far as they tell: by time, else by a number as id, else the last of the list.
  fileprivate var newest: HeadlessTransaction? {
    enumerated().max { left, right in
      if let mine = left.element.created, let theirs = right.element.created, mine != theirs { return mine < theirs }
      if let mine = left.element.id.flatMap({ Int($0) }), let theirs = right.element.id.flatMap({ Int($0) }),
        mine != theirs
      {
        return mine < theirs
      }
      return left.offset < right.offset
    }?.element
  }
}

extension HeadlessTransaction {
  /// The values of a `get`, when all are there.
  fileprivate func values(_ order: DispatchOrder) -> [Variable]? {
    HeadlessWork.variables(variables, for: order)
  }

  /// As `operation.transactions` tells it.
  var told: UpstreamTransaction {
    UpstreamTransaction(
      id: id, serialNumber: serialNumber, operation: operation,
      variables: variables.map {
        Variable(path: $0.path, value: $0.value, type: ValueType(vendor: $0.type, asked: nil))
      },
      status: status)
  }
}

extension DispatchOrder {
  fileprivate func asking(_ variables: [Variable]) -> DispatchOrder {
    var order = self
    order.variables = variables
    return order
  }

  /// A `get` of the same paths.
  fileprivate var getting: DispatchOrder {
    var order = self
    order.kinds = OperationKinds(.get)
    return order
  }
}

extension ValueType {
  /// One of the three types that the API knows (control-api.md 7.1).
  var vendorName: String {
    if isInteger { return "integer" }
    return self == .boolean ? "boolean" : "string"
  }

  /// The type that upstream's word means: `integer` is one of four, and `string` most of the others.
  init?(vendor: String?, asked: ValueType?) {
    guard let vendor else {
      guard let asked else { return nil }
      self = asked
      return
    }
    if let asked, asked.vendorName == vendor {
      self = asked
    } else {
      self = vendor == "integer" ? .int : ValueType(label: vendor)
    }
  }
}
