internal import CJansson
internal import CJanssonArena
internal import Glibc

/// One parsed JSON text: the only owner of a Jansson tree and of the arena it lies in, released exactly once.
@safe package struct JSONDocument: ~Copyable {
  private let tree: UnsafeMutablePointer<json_t>
  private let arena: OpaquePointer

  /// Levels of nesting that are read; a scalar counts as one (protocol.md 1.5, and Jansson's own bound).
  package static let maximumDepth = Int(JSON_PARSER_MAX_DEPTH)

  /// Parses one JSON value of any kind.
  ///
  /// Refused beyond what is not JSON: bad UTF-8, NUL bytes, `\u0000`, lone surrogates, a member that stands twice,
  /// integers beyond signed 64 bits, reals beyond a double, and nesting beyond ``maximumDepth``.
  /// - Throws: ``JSONParseError`` with line and byte position.
  package init(parsing text: Span<UInt8>) throws(JSONParseError) {
    // Jansson loses a NUL byte that it had to put back, so "1\0" would pass for "1".
    if let position = JSONDocument.firstNUL(in: text) {
      let line = 1 + text.indices.prefix(position).count { text[$0] == UInt8(ascii: "\n") }
      throw JSONParseError(reason: "a NUL byte", line: line, position: position)
    }
    var failure = json_error_t()
    var arena: OpaquePointer?
    let flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY
    let parsed = unsafe text.withUnsafeBytes { bytes in
      unsafe cjansson_arena_parse(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, Int(flags), &failure, &arena)
    }
    guard let parsed = unsafe parsed, let arena = unsafe arena else { throw JSONParseError(failure) }
    unsafe tree = parsed
    unsafe self.arena = arena
  }

  deinit {
    unsafe cjansson_arena_release(arena)
  }

  /// Lends the value of the text to `body`: it and everything reached through it cannot leave.
  package borrowing func read<Result, Failure: Error>(
    _ body: (JSONValue) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(unsafe JSONValue(tree))
  }

  private static func firstNUL(in text: Span<UInt8>) -> Int? {
    unsafe text.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress, let found = unsafe memchr(start, 0, bytes.count) else { return nil }
      return unsafe UnsafeRawPointer(found) - start
    }
  }
}
