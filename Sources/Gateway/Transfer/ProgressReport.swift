internal import EventLoop
package import JSON
internal import JSONRPC

/// What a client calls the progress of one of its calls by.
package enum ProgressToken: Sendable, JSONReadable {
  case integer(Int)
  case text(String)

  package init(reading value: JSONValue) throws(JSONReadError) {
    if let number = value.integerValue {
      self = .integer(number)
    } else if let text = value.stringValue {
      self = .text(text)
    } else {
      throw .expected("a string or an integer", found: value.kind)
    }
  }
}

/// Tells how far a long call is: at least once, at most ten times a second, the last time before the answer.
struct ProgressReport {
  private let token: ProgressToken?
  private let call: Call
  /// Nil when it is not known.
  var total: Int?
  private let isStepwise: Bool
  private var last: MonotonicTime

  private static let secondsBetween = 0.1

  init(_ token: ProgressToken?, _ call: Call, total: Int?) {
    self.token = token
    self.call = call
    self.total = total
    // Where the same lines in must give the same bytes out, only the end is told.
    isStepwise = call.session.limits.isStepwise
    last = call.session.loop.time.now()
  }

  mutating func tell(_ done: Int, _ message: StaticString) {
    guard token != nil, !isStepwise else { return }
    let now = call.session.loop.time.now()
    guard now.seconds(since: last) >= ProgressReport.secondsBetween else { return }
    last = now
    send(done, message)
  }

  func end(_ done: Int, _ message: StaticString) {
    send(done, message)
  }

  private func send(_ done: Int, _ message: StaticString) {
    guard let token else { return }
    let (call, session, total) = (call, call.session, total)
    session.loop.run {
      // Work that its call has let go of may still tell how far it is.
      guard !call.isAnswered else { return }
      session.notify("$/progress") { params in
        params.member("token")
        switch token {
        case .integer(let number): params.integer(number)
        case .text(let text): params.string(text)
        }
        params.member("done")
        params.integer(done)
        params.member("total")
        if let total { params.integer(total) } else { params.null() }
        params.member("message")
        params.string(message)
      }
    }
  }
}
