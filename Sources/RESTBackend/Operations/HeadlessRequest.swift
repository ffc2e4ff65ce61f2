internal import GatewayCore
internal import JSON

/// Work on parameters and objects as it is asked for, and what the answer to that says (control-api.md 7.1).
enum HeadlessRequest {
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
      return names.first { $0.hasPrefix("id=") }.map { APIPath.unescaped(String($0.dropFirst(3))) }
    }
    guard let last = location.split(separator: "/").last, last != HeadlessWork.collection else { return nil }
    return APIPath.unescaped(String(last))
  }
}
