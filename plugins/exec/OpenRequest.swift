internal import TransportModule

/// A request that was not answered yet.
struct OpenRequest {
  /// The host's number of it.
  let call: UInt64
  let maxAnswerBytes: Int
  /// When it is given up, in nanoseconds.
  var deadline: Int
  /// Whether anything of its line was written to the child.
  var isWritten = false
  var isCancelled = false

  /// What is told of it when it ends without an answer: nothing has left as long as nothing was written.
  func failure(_ reason: ModuleReason, _ message: String) -> ModuleAnswer {
    ModuleAnswer(isWritten ? .outcomeUnknown(reason) : .notSent(reason), message: message)
  }
}
