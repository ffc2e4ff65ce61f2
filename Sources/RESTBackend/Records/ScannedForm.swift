internal import GatewayCore

/// What the JSON text of a scalar means that a ``RecordScanner`` has let pass.
enum ScannedForm {
  /// The inside of a string.
  @_lifetime(copy piece)
  static func unquoted(_ piece: Span<UInt8>) -> Span<UInt8> {
    piece.extracting(1..<piece.count - 1)
  }

  /// Of at most 18 digits; nil for what is no integer.
  static func integer(_ piece: Span<UInt8>) -> Int? {
    guard !piece.isEmpty else { return nil }
    let isNegative = piece[0] == UInt8(ascii: "-")
    var number = 0
    for index in (isNegative ? 1 : 0)..<piece.count {
      let digit = piece[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      number = number * 10 + Int(digit)
    }
    return isNegative ? -number : number
  }

  /// Nil for a text that the parser has to look at.
  static func status(_ piece: Span<UInt8>) -> DeviceStatus? {
    switch piece[0] {
    case UInt8(ascii: "t"): .up
    case UInt8(ascii: "f"): .down
    case UInt8(ascii: "\""):
      isWord("\"up\"", piece) ? .up : isWord("\"down\"", piece) ? .down : isWord("\"unknown\"", piece) ? .unknown : nil
    default: isWord("1", piece) ? .up : isWord("0", piece) ? .down : .unknown
    }
  }

  /// Whether something is queued, by what stands as `pending_settings`.
  static func isPending(_ piece: Span<UInt8>) -> Bool {
    switch piece[0] {
    case UInt8(ascii: "t"): true
    case UInt8(ascii: "f"), UInt8(ascii: "n"): false
    default: !isWord("\"\"", piece) && !isWord("\"none\"", piece)
    }
  }

  /// - Parameter word: in lower case; the piece may be in any.
  private static func isWord(_ word: StaticString, _ piece: Span<UInt8>) -> Bool {
    guard piece.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { word in word.indices.allSatisfy { piece[$0] | 0x20 == word[$0] } }
  }
}
