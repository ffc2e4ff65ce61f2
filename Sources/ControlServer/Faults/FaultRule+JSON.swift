internal import GatewayCore
internal import JSON

extension FaultPlan.Rule: JSONReadable {
  static let members: [StaticString] = ["method", "template", "status", "action", "times", "retry_after", "acted"]

  /// A status or an action, for the next requests of a kind.
  init(reading value: JSONValue) throws(JSONReadError) {
    let status = try value.member("status")?.readInteger(in: 400...599)
    let action: ControlAnswer.Delivery? = try value.member("action")?.readChoice()
    guard (status == nil) != (action == nil), action != .whole else {
      throw JSONReadError("expected one of status and action (close, cut, hang)")
    }
    var fault = FaultPlan.Fault(effect: action.map { .delivery($0) } ?? .status(status ?? 500))
    // Half of an answer is that of something that was done.
    fault.acted = try value.member("acted")?.readBoolean() ?? (action == .cut)
    fault.retryAfter = try value.member("retry_after")?.readInteger(in: 0...86_400)
    self.fault = fault
    method = try value.member("method")?.readString()
    template = try value.member("template")?.readString()
    times = try value.member("times")?.readInteger(in: 1...1_000_000) ?? 1
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("method")
    writer.stringOrNull(method)
    writer.member("template")
    writer.stringOrNull(template)
    switch fault.effect {
    case .status(let status):
      writer.member("status")
      writer.integer(status)
    case .delivery(let delivery):
      writer.member("action")
      writer.string(delivery.rawValue)
    }
    writer.member("times")
    writer.integer(times)
    writer.member("acted")
    writer.boolean(fault.acted)
    writer.endObject()
  }
}
