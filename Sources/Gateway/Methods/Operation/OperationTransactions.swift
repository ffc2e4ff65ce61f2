internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// `operation.transactions`: upstream's own list of headless work, whoever ordered it.
struct OperationTransactions: Method {
  static let name: StaticString = "operation.transactions"
  static let traits: MethodTraits = [.reachesDevices]

  struct Params: MethodParams {
    static let members: [StaticString] = ["transaction", "device", "update_status"]
    let transaction: String?
    let device: DeviceSelector?
    let updatesStatus: Bool

    init(reading value: JSONValue) throws(JSONReadError) {
      var transaction: String?
      var device: DeviceSelector?
      var updatesStatus = false
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "transaction": transaction = try value.readString(length: 1...200)
        case "device": device = try DeviceSelector(reading: value)
        default: updatesStatus = try value.readBoolean()
        }
      }
      self.transaction = transaction
      self.device = device
      self.updatesStatus = updatesStatus
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch {
    params.device.map { services.reads($0) } ?? .readAll
  }

  static func device(_ params: Params, _ services: GatewayServices) -> Int? {
    params.device.flatMap { services.inventory.knownID(of: $0) }
  }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let services = context.services
    var query = TransactionQuery()
    query.transaction = params.transaction
    query.updatesStatus = params.updatesStatus
    if let device = params.device {
      let record = try await services.inventory.get(device, ReadPolicy()).device
      guard let serial = record[.serialNumber]?.string else {
        throw GatewayError(
          .unsupported, "upstream lists headless work by serial number, and this device has none",
          hint: "name the transaction, or leave out device", path: "/device")
      }
      query.serialNumber = serial
    }
    result.member("transactions")
    result.beginArray()
    for transaction in try await services.operations.transactions(query) { write(transaction, services, to: &result) }
    result.endArray()
  }

  private static func write(
    _ transaction: UpstreamTransaction, _ services: GatewayServices, to result: inout JSONWriter
  ) {
    result.beginObject()
    if let id = transaction.id {
      result.member("id")
      result.string(id)
    }
    result.member("serial_number")
    result.stringOrNull(transaction.serialNumber)
    result.member("operation")
    result.stringOrNull(transaction.operation)
    result.member("variables")
    result.beginArray()
    for var variable in transaction.variables {
      variable.isHidden = services.hides(variable.path)
      variable.write(to: &result)
    }
    result.endArray()
    if let status = transaction.status {
      result.member("status")
      result.string(status)
    }
    result.endObject()
  }
}
