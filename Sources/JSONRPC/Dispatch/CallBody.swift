package import JSON

/// What one call does: a method with its params, as the handler prepared it.
package protocol CallBody: AnyObject, Sendable {
  /// Does the work and writes the members of the result object.
  func invoke(_ call: Call, into result: inout JSONWriter) async throws(RPCError)

  /// Does the same on the spot, when nothing of it has to be waited for.
  ///
  /// Returns false, with nothing done, when it has to be invoked.
  func answerAtOnce(_ call: Call, into result: inout JSONWriter) throws(RPCError) -> Bool

  /// What the call touches, as far as that is known now.
  var touch: Touch { get }

  /// Whether it may keep a processor busy for long, and so must not run on the loop's thread.
  var isHeavy: Bool { get }

  /// Whether it may have changed something when the session ends before the call does.
  var mayHaveChangedSomething: Bool { get }

  /// Told the outcome, nil for a result, just before the answer is written.
  func willFinish(_ call: Call, _ error: RPCError?, nanoseconds: Int)
}

extension CallBody {
  package func answerAtOnce(_ call: Call, into result: inout JSONWriter) throws(RPCError) -> Bool { false }
  package var touch: Touch { .nothing }
  package var isHeavy: Bool { false }
  package var mayHaveChangedSomething: Bool { false }
  package func willFinish(_ call: Call, _ error: RPCError?, nanoseconds: Int) {}
}

/// A call that was refused before it began; running it answers the error.
final class Refusal: CallBody {
  private let error: RPCError

  init(_ error: RPCError) {
    self.error = error
  }

  func invoke(_ call: Call, into result: inout JSONWriter) async throws(RPCError) {
    throw error
  }
}
