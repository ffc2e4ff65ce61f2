internal import JSON

/// Whole frames on their way out, in the framing of the input.
///
/// Whoever owns the descriptor takes bytes from the front.
package struct Output: ~Copyable {
  private var writer = JSONWriter(reserving: 64 * 1024)
  private var sent = 0
  /// What was appended since the reader was last offered anything.
  private var unflushed = 0
  /// Decided by the input; what is written before that is a line.
  package var framing = Framing.line

  /// Bytes that were not taken yet.
  package var pendingBytes: Int { writer.count - sent }

  /// How much is gathered before it is offered to the reader while more is being made.
  ///
  /// The first answers to a burst of requests go out early, so that the client works beside us; the longer the burst,
  /// the larger the pieces.
  private var worthFlushing = Output.firstFlush

  private static let firstFlush = 4 * 1024
  private static let largestFlush = 128 * 1024
  /// From so many bytes on a message is not copied.
  private static let large = 16 * 1024
  /// Storage of more bytes is not kept.
  private static let kept = 2 << 20

  var isWorthFlushing: Bool { unflushed > worthFlushing }

  mutating func didFlush() {
    if isWorthFlushing { worthFlushing = min(worthFlushing * 2, Output.largestFlush) }
    unflushed = 0
  }

  /// A new burst of input has come.
  mutating func didReceive() {
    worthFlushing = Output.firstFlush
  }

  /// Adds one message.
  package mutating func append(_ message: Span<UInt8>) {
    unflushed += message.count
    if framing == .header {
      appendText("Content-Length: \(message.count)\r\n\r\n")
      writer.appendBytes(message)
    } else {
      writer.appendBytes(message)
      writer.appendByte(UInt8(ascii: "\n"))
    }
  }

  /// Adds one message, whose storage may be exchanged for some with anything in it.
  mutating func append(_ message: inout JSONWriter) {
    guard message.count > Output.large, pendingBytes == 0, framing == .line else { return append(message.bytes) }
    swap(&writer, &message)
    sent = 0
    unflushed += writer.count
    writer.appendByte(UInt8(ascii: "\n"))
  }

  /// What is to be written next.
  package var pending: Span<UInt8> {
    @_lifetime(borrow self)
    get { writer.bytes.extracting(droppingFirst: sent) }
  }

  /// A copy of ``pending``.
  var pendingCopy: [UInt8] {
    unsafe pending.withUnsafeBytes { unsafe [UInt8]($0) }
  }

  /// So many bytes of ``pending`` were written.
  package mutating func take(_ count: Int) {
    sent += count
    if sent == writer.count {
      writer.reset(keepingUpTo: Output.kept)
      sent = 0
    } else if sent > 1 << 20 {
      writer.removeFirst(sent)
      sent = 0
    }
  }

  /// Forgets everything: nobody will read it.
  package mutating func discard() {
    writer.reset(keepingUpTo: 0)
    sent = 0
  }

  private mutating func appendText(_ text: String) {
    for byte in text.utf8 { writer.appendByte(byte) }
  }
}
