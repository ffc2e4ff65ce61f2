internal import GatewayCore
internal import JSON
internal import Simulator

/// Writes transactions of headless operations, in the newest vocabulary or the older one.
struct HeadlessText {
  private let exchange: Exchange
  private let key: DeviceKey
  private var switches: ControlSwitches { exchange.switches }

  init(_ exchange: Exchange, _ key: DeviceKey) {
    self.exchange = exchange
    self.key = key
  }

  // MARK: Ids

  /// Ids do not begin at 1, so that nobody takes them for those of devices.
  private static let shift = 70_000

  static func id(_ number: Int, _ form: HeadlessID) -> String {
    switch form {
    case .none, .integer, .text: String(number + shift)
    case .txn: "txn_\(number + shift)"
    case .op: "op_\(number + shift)"
    }
  }

  static func number(_ id: String) -> Int? {
    let digits = id.hasPrefix("txn_") ? id.dropFirst(4) : id.hasPrefix("op_") ? id.dropFirst(3) : id[...]
    return Int(digits).flatMap { $0 > shift ? $0 - shift : nil }
  }

  // MARK: Writing

  /// - Parameter isTaken: this answers the POST, which never tells values that were read.
  func write(
    _ transaction: HeadlessTransaction, _ device: any DeviceRecord, isTaken: Bool, to writer: inout JSONWriter
  ) {
    let isOld = switches.headlessWords == .old
    writer.beginObject()
    if switches.headlessID != .none {
      writer.member("id")
      if switches.headlessID == .integer {
        writer.integer(transaction.number + HeadlessText.shift)
      } else {
        writer.string(HeadlessText.id(transaction.number, switches.headlessID))
      }
    }
    writeTarget(device, isOld: isOld, to: &writer)
    writer.member(isOld ? "operation_type" : "operation")
    writer.string(transaction.kind.rawValue)
    writer.member(isOld ? "parameters" : "variables")
    writer.beginArray()
    for variable in variables(transaction, isTaken: isTaken) { write(variable, isOld: isOld, to: &writer) }
    writer.endArray()
    if switches.headlessTellsStatus { writeStatus(transaction, isOld: isOld, to: &writer) }
    if !isTaken, switches.headlessInstance == .member, let instance = HeadlessText.instance(transaction) {
      writer.member("instance_number")
      writer.string(instance)
    }
    writer.endObject()
  }

  private func writeTarget(_ device: any DeviceRecord, isOld: Bool, to writer: inout JSONWriter) {
    let isPrefixed = isOld || switches.headlessTarget == .prefixed && key != .serialNumber
    switch key {
    case .id:
      // A transaction's own id takes the plain name.
      writer.member("device_id")
      writer.integer(device.id)
    case .name:
      writer.member(isPrefixed ? "device_name" : "name")
      (device[.name] ?? .null).write(to: &writer)
    case .serialNumber:
      writer.member(isPrefixed ? "device_serial" : "serial_number")
      (device[.serialNumber] ?? .null).write(to: &writer)
    }
  }

  private func writeStatus(_ transaction: HeadlessTransaction, isOld: Bool, to writer: inout JSONWriter) {
    writer.member("status")
    writer.string(word(transaction))
    if isOld {
      writer.member("progress")
      writer.integer(transaction.finished == nil ? 0 : 100)
    }
    writer.member("created_at")
    writer.time(transaction.created, switches.times)
    writer.member("completed_at")
    if let finished = transaction.finished { writer.time(finished, switches.times) } else { writer.null() }
    guard case .failed(let error) = transaction.outcome else { return }
    writer.member("error_code")
    if let fault = error.faults.first { writer.integer(fault.fault.rawValue) } else { writer.null() }
    writer.member("error_message")
    writer.string(error.message)
  }

  private func word(_ transaction: HeadlessTransaction) -> String {
    switch transaction.status {
    case .completed: return "completed"
    case .failed: return switches.headlessFailed
    case .scheduled:
      if exchange.now.seconds(since: transaction.created) < 0.5 { return "scheduled" }
      do throws(GatewayError) {
        try exchange.simulation.requireAnswering(transaction.device)
        return "in_progress"
      } catch {
        return "pending"
      }
    }
  }

  /// As they were asked for, or with what the device told.
  private func variables(_ transaction: HeadlessTransaction, isTaken: Bool) -> [Variable] {
    guard !isTaken, case .completed(let values, _) = transaction.outcome else { return transaction.variables }
    if switches.headlessTellsValues, transaction.kind == .get { return values }
    if switches.headlessInstance == .value, let instance = HeadlessText.instance(transaction) {
      return transaction.variables.map { Variable(path: $0.path, value: instance, type: .unsignedInt) }
    }
    return transaction.variables
  }

  private static func instance(_ transaction: HeadlessTransaction) -> String? {
    guard case .completed(_, let instance) = transaction.outcome else { return nil }
    return instance
  }

  private func write(_ variable: Variable, isOld: Bool, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member(isOld ? "name" : "variable_name")
    writer.string(variable.path)
    if let value = variable.value {
      writer.member("value")
      writer.string(value)
      writer.member(isOld ? "type" : "value_type")
      writer.string(variable.valueType)
    }
    writer.endObject()
  }
}

extension Variable {
  /// One of the three types that the API knows.
  var valueType: StaticString {
    if let type { return type.isInteger ? "integer" : type == .boolean ? "boolean" : "string" }
    if value == "true" || value == "false" { return "boolean" }
    return value.flatMap { Int($0) } == nil ? "string" : "integer"
  }
}
