internal import GatewayCore
internal import JSON

/// One piece of headless work as upstream lists it, in the newest vocabulary or an older one (control-api.md 7, 9.22).
struct HeadlessTransaction: Sendable, Equatable {
  /// Opaque; many answers tell none.
  let id: String?
  let serialNumber: String?
  let operation: String?
  let variables: [Item]
  let status: String?
  /// What upstream says went wrong.
  let problem: String?
  /// When it was made, as text; for telling which is the newest.
  let created: String?
  /// The number of a new row.
  let instance: String?

  struct Item: Sendable, Equatable {
    let path: String
    let value: String?
    let type: String?
    /// A CWMP fault, or upstream's words.
    let fault: String?
  }

  init(reading value: JSONValue) throws(JSONReadError) {
    guard value.kind == .object else { throw .expected("a transaction", found: value.kind) }
    id = HeadlessTransaction.text(value, ["id", "transaction_id", "transaction"])
    serialNumber = HeadlessTransaction.text(value, ["serial_number", "device_serial"])
    operation = HeadlessTransaction.text(value, ["operation", "operation_type"])
    status = HeadlessTransaction.text(value, ["status", "state"])
    problem = HeadlessTransaction.text(value, ["error", "error_message", "fault"])
    created = HeadlessTransaction.text(value, ["created_at", "created", "scheduled_at", "timestamp"])
    instance = HeadlessTransaction.text(value, ["instance", "instance_number"])
    var items: [Item] = []
    for name in ["parameters", "variables"] as [StaticString] {
      guard let member = value.member(name) else { continue }
      items = try HeadlessTransaction.items(of: member)
    }
    variables = items
  }

  private static func items(of value: JSONValue) throws(JSONReadError) -> [Item] {
    guard value.kind == .array else { return [] }
    return try value.readElements { (element) throws(JSONReadError) in
      if let path = element.stringValue { return Item(path: path, value: nil, type: nil, fault: nil) }
      guard let path = text(element, ["variable_name", "path", "name"]) else { throw .missing("variable_name") }
      return Item(
        path: path, value: text(element, ["value"]), type: text(element, ["value_type", "data_type", "type"]),
        fault: text(element, ["fault", "fault_code", "error"]))
    }
  }

  /// The first of these members that is a text or a number.
  private static func text(_ value: JSONValue, _ names: [StaticString]) -> String? {
    for name in names {
      if let text = value.member(name)?.scalarText { return text }
    }
    return nil
  }
}

extension JSONValue {
  /// A text, number or truth value as text; nil for anything else.
  var scalarText: String? {
    if let text = stringValue { return text }
    if let number = integerValue { return String(number) }
    if let flag = booleanValue { return flag ? "true" : "false" }
    return numberValue?.description
  }
}

extension HeadlessTransaction {
  /// How far it is.
  enum Phase: Equatable {
    case completed
    case failed
    case running
    /// It tells no status.
    case untold
  }

  /// - Note: Source: control-api.md 7.3; the failure words are those of protocol.md 7.
  var phase: Phase {
    guard let status = status?.lowercased() else { return .untold }
    switch status {
    case "completed", "complete", "done", "success", "successful", "succeeded", "finished", "applied": return .completed
    case "failed", "error", "rejected", "timeout", "cancelled": return .failed
    default: return .running
    }
  }

  /// Whether it is the work that an order asked for, as far as can be told without an id.
  func fits(_ order: DispatchOrder) -> Bool {
    guard operation == order.kinds.kinds[0].rawValue, serialNumber == order.serialNumber else { return false }
    return Set(variables.map { ExactString($0.path) }) == Set(order.variables.map { ExactString($0.path) })
  }
}
