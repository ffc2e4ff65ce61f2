internal import JSON

/// An array of messages: its members are started one by one as places get free, and it is answered by one array when
/// all of them are done.
final class Batch {
  private let document: JSONDocument
  private let count: Int
  private var next = 0
  private var answers = JSONWriter()
  private var hasAnswers = false
  private var unfinished = 0
  /// Ids that were cancelled before their members began.
  var cancelledIDs: Set<RequestID>
  /// What to run once the array of answers is in the output.
  var onceAnswered: [() -> Void] = []

  init(_ document: consuming JSONDocument, cancelledIDs: Set<RequestID>) {
    count = document.read { $0.count }
    self.document = document
    self.cancelledIDs = cancelledIDs
    answers.beginArray()
  }

  var hasMore: Bool { next < count }

  /// Bytes of answers that are held until the last is there.
  var heldBytes: Int { answers.count }

  /// Lends the next member to `body`.
  func takeNext<Result>(_ body: (JSONValue) -> Result) -> Result? {
    guard hasMore else { return nil }
    next += 1
    unfinished += 1
    return document.read { root in
      guard let member = root.element(next - 1) else { return nil }
      return body(member)
    }
  }

  /// The answer of a member that is owed one.
  func add(_ answer: Span<UInt8>) {
    answers.raw(answer)
    hasAnswers = true
  }

  /// One member is done.
  ///
  /// Returns whether that was the last.
  func finishOne() -> Bool {
    unfinished -= 1
    return unfinished == 0 && !hasMore
  }

  /// Ends the array and lends it to `body`, unless nothing in it is owed an answer.
  func close(_ body: (inout JSONWriter) -> Void) {
    answers.endArray()
    if hasAnswers { body(&answers) }
  }
}
