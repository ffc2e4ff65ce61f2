internal import GatewayCore
internal import JSON
internal import Synchronization

/// What is to be known of operations between the looks at them.
///
/// A bounded number: an operation that nobody asks about any more leaves its notes behind.
final class OperationNotes: Sendable {
  struct Note: Sendable {
    /// Rows of the table before one was added or deleted.
    var rows: Set<String>?
    /// What upstream listed before that looks the same.
    var listed: [HeadlessTransaction]?
    /// How often upstream's log had each path before.
    var logged: [ExactString: Int]?
    /// Since when upstream lists it without a word of how it does.
    var silentSince: Timestamp?
  }

  private let notes = Mutex<[OperationID: Note]>([:])
  private static let most = 4096

  subscript(order: DispatchOrder) -> Note {
    notes.withLock { $0[order.operation] ?? Note() }
  }

  func change(_ order: DispatchOrder, _ body: (inout Note) -> Void) {
    notes.withLock { notes in
      body(&notes[order.operation, default: Note()])
      // Ids sort by submission: the oldest half is the least likely to be asked for.
      guard notes.count > OperationNotes.most else { return }
      for old in notes.keys.sorted().prefix(OperationNotes.most / 2) { notes[old] = nil }
    }
  }

  func forget(_ order: DispatchOrder) {
    notes.withLock { $0[order.operation] = nil }
  }
}
