internal import JSON
internal import JSONRPC

/// One call of ``TestHandler``.
final class TestBody: CallBody {
  let method: String
  let name: String
  let touch: Touch
  let mayHaveChangedSomething: Bool
  private let kind: Suspension
  private let seconds: Double?
  private let size: Int
  private let operation: String?
  private let record: Record

  init(_ method: String, _ params: JSONValue?, _ record: Record) {
    self.method = method
    self.record = record
    name = params?.member("name")?.stringValue ?? method
    seconds = params?.member("seconds")?.numberValue
    size = params?.member("size")?.integerValue ?? 0
    operation = params?.member("operation")?.stringValue
    kind =
      switch params?.member("kind")?.stringValue {
      case "held": .held
      case "working": .working
      default: .waiting
      }
    let key = params?.member("key")?.integerValue ?? 0
    touch =
      switch params?.member("touch")?.stringValue {
      case "read": .read(key)
      case "write": .write(key)
      case "readAll": .readAll
      case "writeAll": .writeAll
      default: .nothing
      }
    mayHaveChangedSomething = touch.isAnyWrite
  }

  var isHeavy: Bool { method.hasPrefix("heavy") }

  func answerAtOnce(_ call: Call, into result: inout JSONWriter) throws(RPCError) -> Bool {
    guard method == "now" else { return false }
    record.add("now \(name)")
    writeResult("now", to: &result)
    return true
  }

  func invoke(_ call: Call, into result: inout JSONWriter) async throws(RPCError) {
    record.add("begin \(name)")
    var end = "done"
    switch method {
    case "suspend", "heavySuspend":
      call.storedOperation = operation
      let reached = try await call.wait(kind, seconds: seconds) { wake in
        record.keep(name, wake)
        return { [record, name] in record.add("stop \(name)") }
      }
      end = "\(reached)"
    case "fail":
      throw RPCError(code: -32001, kind: "not_found", message: "no \(name)")
    case "notify":
      call.session.notify("told") { params in
        params.member("name")
        params.string(name)
      }
    case "hang":
      await withCheckedContinuation { continuation in record.keep(name) { continuation.resume() } }
    case "big":
      result.member("filling")
      result.string(String(repeating: "x", count: size))
    default: break
    }
    writeResult(end, to: &result)
  }

  func willFinish(_ call: Call, _ error: RPCError?, nanoseconds: Int) {
    record.add("finish \(name) \(error?.kind ?? "ok")")
  }

  private func writeResult(_ end: String, to result: inout JSONWriter) {
    result.member("name")
    result.string(name)
    result.member("end")
    result.string(end)
  }
}

extension Touch {
  fileprivate var isAnyWrite: Bool {
    switch self {
    case .write, .writeAll: true
    default: false
    }
  }
}
