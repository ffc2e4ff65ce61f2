package import JSON

/// A text in which `*` stands for any run of characters; there is no escape, and nothing else is special.
package struct Glob: Hashable, Sendable {
  package let pattern: ExactString
  private let pieces: [[UInt8]]

  package init(_ pattern: String) {
    self.pattern = ExactString(pattern)
    pieces = pattern.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
  }

  /// The text itself, when nothing in it stands for anything else.
  package var exact: ExactString? {
    pieces.count == 1 ? pattern : nil
  }

  package func matches(_ text: String) -> Bool {
    matches(text.utf8Span.span)
  }

  /// Matches UTF-8 bytes, which is the same as matching characters: no character begins inside another.
  package func matches(_ text: Span<UInt8>) -> Bool {
    guard let first = pieces.first, let last = pieces.last else { return false }
    guard pieces.count > 1 else { return text.count == first.count && Glob.holds(first, at: 0, of: text) }
    guard text.count >= first.count + last.count, Glob.holds(first, at: 0, of: text),
      Glob.holds(last, at: text.count - last.count, of: text)
    else { return false }
    var at = first.count
    let end = text.count - last.count
    for piece in pieces.dropFirst().dropLast() {
      while at + piece.count <= end, !Glob.holds(piece, at: at, of: text) { at += 1 }
      guard at + piece.count <= end else { return false }
      at += piece.count
    }
    return true
  }

  private static func holds(_ piece: [UInt8], at offset: Int, of text: Span<UInt8>) -> Bool {
    for (index, byte) in piece.enumerated() where text[offset + index] != byte { return false }
    return true
  }
}
