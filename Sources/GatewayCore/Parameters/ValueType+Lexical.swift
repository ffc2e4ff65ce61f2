extension ValueType {
  /// Whether a text is a value of this type as CWMP writes it; around all but strings, white space is no part of it.
  package func accepts(_ text: String) -> Bool {
    if self == .string {
      // Printable ASCII, as nearly all values are, needs no closer look.
      return text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        || text.unicodeScalars.allSatisfy(ValueType.isXMLCharacter)
    }
    let trimmed = ValueType.trim(text)
    switch self {
    case .string: return true
    case .boolean: return ["0", "1", "true", "false"].contains(trimmed)
    case .int, .long: return integer(trimmed)
    case .unsignedInt, .unsignedLong: return ValueType.isDigits(trimmed) && integer(trimmed)
    case .decimal: return SearchConstant.isNumber(trimmed)
    case .dateTime: return ValueType.isDateTime(trimmed)
    case .base64: return ValueType.isBase64(trimmed)
    case .hexBinary: return trimmed.utf8.count % 2 == 0 && trimmed.utf8.allSatisfy(ValueType.isHexDigit)
    }
  }

  /// The one spelling of a value, for comparing: `1` and `true` are the same boolean, `+5` and `5` the same number.
  package func canonical(_ text: String) -> String {
    guard self != .string, accepts(text) else { return text }
    let trimmed = ValueType.trim(text)
    switch self {
    case .boolean: return trimmed == "1" ? "true" : trimmed == "0" ? "false" : trimmed
    case .int, .long, .unsignedInt, .unsignedLong:
      return Int(trimmed).map(String.init) ?? UInt(trimmed).map(String.init) ?? trimmed
    case .hexBinary: return trimmed.lowercased()
    case .string, .decimal, .dateTime, .base64: return trimmed
    }
  }

  private func integer(_ text: String) -> Bool {
    switch self {
    case .int: Int32(text) != nil
    case .unsignedInt: UInt32(text) != nil
    case .long: Int64(text) != nil
    case .unsignedLong: UInt64(text) != nil
    case .string, .boolean, .dateTime, .base64, .hexBinary, .decimal: false
    }
  }

  private static func trim(_ text: String) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
    let bytes = text.utf8
    guard let first = bytes.first, let last = bytes.last, isBlank(first) || isBlank(last) else { return text }
    guard let start = bytes.firstIndex(where: { !isBlank($0) }), let end = bytes.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(text[start...end])
  }

  private static func isDigits(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  private static func isXMLCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  /// UTC, or without a zone a time since boot, which has a year below 1000.
  private static func isDateTime(_ text: String) -> Bool {
    if text.hasSuffix("Z") || text.hasSuffix("+00:00") || text.hasSuffix("-00:00") {
      return isMoment(text)
    }
    return text.hasPrefix("0") && isMoment(text + "Z")
  }

  /// A moment with upper-case letters and no leap second.
  private static func isMoment(_ text: String) -> Bool {
    guard Timestamp(text) != nil, !text.contains("t"), !text.contains("z") else { return false }
    return text.dropFirst(17).prefix(2) != "60"
  }

  /// Groups of four with padding in the last; line breaks are allowed.
  private static func isBase64(_ text: String) -> Bool {
    let body = text.utf8.filter { ![0x20, 0x09, 0x0D, 0x0A].contains($0) }
    guard body.count % 4 == 0 else { return false }
    let padding = body.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    let isAlphabet: (UInt8) -> Bool = { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x2B || byte == 0x2F
    }
    return padding <= 2 && body.dropLast(padding).allSatisfy(isAlphabet)
  }
}
