internal import JSON
internal import JSONRPC
internal import Synchronization

/// A handler whose calls do what their params say, and that keeps a record of what they did.
///
/// Methods: `now` answers on the spot; `do` runs without a suspension; `suspend` waits until the test wakes it or its
/// seconds are over; `heavy` runs on another thread, and `heavySuspend` suspends from there; `fail` throws; `end` asks for the end of the session; `notify`
/// sends a notification; `big` answers with so many bytes; `hang` is at work until
/// the test wakes it, and hears of no cancel.
final class TestHandler: CallHandler {
  let record = Record()
  /// What ``passTime(isQuiet:)`` does, and what it was told.
  var onPassTime: ((_ isQuiet: Bool) -> Bool)?
  var hasDueWork = false
  private(set) var ends = 0

  func prepare(_ method: JSONName, params: JSONValue?) throws(RPCError) -> any CallBody {
    let known = ["now", "do", "suspend", "heavy", "fail", "end", "notify", "big", "hang", "heavySuspend"]
    guard known.contains(method.string) else { throw .methodNotFound(method.string, known: known) }
    if let params, params.kind != .object {
      throw .invalidParams(JSONReadError("expected params that are an object"))
    }
    return TestBody(method.string, params, record)
  }

  func endsSession(_ method: JSONName, params: JSONValue?) -> Bool {
    method.equals("end")
  }

  func sessionEnds() {
    ends += 1
  }

  func mayPassTime(hasWaiting: Bool) -> Bool {
    onPassTime != nil
  }

  func passTime(isQuiet: Bool) -> Bool {
    onPassTime?(isQuiet) ?? false
  }
}

/// What calls did, in order, and how to wake those that are suspended.
final class Record: Sendable {
  private let state = Mutex<(lines: [String], wakes: [String: @Sendable () -> Void])>(([], [:]))

  /// What was told since the last time.
  func take() -> [String] {
    state.withLock { state in
      defer { state.lines = [] }
      return state.lines
    }
  }

  func add(_ line: String) {
    state.withLock { $0.lines.append(line) }
  }

  func keep(_ name: String, _ wake: @escaping @Sendable () -> Void) {
    state.withLock { $0.wakes[name] = wake }
  }

  /// Wakes the suspended call of that name.
  ///
  /// - Precondition: there is one.
  func wake(_ name: String) {
    guard let wake = state.withLock({ $0.wakes.removeValue(forKey: name) }) else {
      preconditionFailure("no call \(name) is suspended")
    }
    wake()
  }
}
