/// A text that equals another only when both have the same code points.
///
/// Swift's `String` takes canonically equivalent texts for equal; device names, request ids and cursors must not be
/// mixed up that way. Order is by code point (which for UTF-8 is the order of the bytes).
package struct ExactString: Hashable, Comparable, Sendable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package static func == (left: ExactString, right: ExactString) -> Bool {
    let (mine, theirs) = (left.text.utf8Span.span, right.text.utf8Span.span)
    guard mine.count == theirs.count else { return false }
    for index in mine.indices where mine[index] != theirs[index] { return false }
    return true
  }

  package static func < (left: ExactString, right: ExactString) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    unsafe text.utf8Span.span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}
