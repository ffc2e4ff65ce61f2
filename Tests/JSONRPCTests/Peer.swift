internal import EventLoop
internal import JSONRPC
internal import TestSupport

/// A client with a session of ``TestHandler``, a clock that stands still, and no stream.
final class Peer {
  let time = ManualTime()
  let handler = TestHandler()
  let session: Session
  private let connection: MemoryConnection

  init(_ change: (inout SessionLimits) -> Void = { _ in }) {
    var limits = SessionLimits()
    change(&limits)
    session = Session(loop: EventLoop(time: time), limits: limits, handler: handler)
    connection = MemoryConnection(session)
  }

  /// What calls did since the last time.
  var record: [String] { handler.record.take() }

  var isOver: Bool { session.phase == .over }

  /// Sends lines in one piece and returns the frames that come.
  func send(_ lines: String...) -> [String] {
    give(lines.map { $0 + "\n" }.joined())
  }

  /// Sends bytes in one piece and returns the frames that come.
  func give(_ text: String) -> [String] {
    give(Array(text.utf8))
  }

  func give(_ bytes: [UInt8]) -> [String] {
    connection.send(bytes)
    return settle()
  }

  func settle() -> [String] {
    connection.settle().map { String(decoding: $0, as: UTF8.self) }
  }

  /// Sends bytes in one piece and returns the bytes that come.
  func exchange(_ text: String) -> String {
    connection.send(Array(text.utf8))
    return String(decoding: connection.settledBytes(), as: UTF8.self)
  }

  /// Wakes a suspended call.
  func wake(_ name: String) -> [String] {
    handler.record.wake(name)
    return settle()
  }

  func advance(bySeconds seconds: Double) -> [String] {
    time.advance(bySeconds: seconds)
    return settle()
  }

  func endInput() -> [String] {
    session.endOfInput()
    return settle()
  }
}

/// The text of a request with a number for an id.
func request(_ id: Int, _ method: String, _ params: String = "{}") -> String {
  #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
}

func notification(_ method: String, _ params: String = "{}") -> String {
  #"{"jsonrpc":"2.0","method":"\#(method)","params":\#(params)}"#
}

/// The text of an answer of ``TestHandler``.
func answer(_ id: Int, _ name: String, _ end: String) -> String {
  #"{"jsonrpc":"2.0","id":\#(id),"result":{"name":"\#(name)","end":"\#(end)"}}"#
}

/// The text of an error answer.
///
/// - Parameter more: further members of `data`, with a comma in front.
func failure(_ id: String, _ code: Int, _ kind: String, _ message: String, retryable: Bool = false, more: String = "")
  -> String
{
  #"{"jsonrpc":"2.0","id":\#(id),"error":{"code":\#(code),"message":"\#(message)","#
    + #""data":{"kind":"\#(kind)","retryable":\#(retryable)\#(more)}}}"#
}

/// The answer to a call that the client cancelled.
func cancelled(_ id: Int) -> String {
  failure("\(id)", -32800, "cancelled", "cancelled by the client")
}
