/// Where words and values stand in a text of no known format.
enum TextScan {
  struct Word {
    let text: String
    let range: Range<Int>
  }

  /// All runs of what names of members and paths are made of.
  static func words(of bytes: [UInt8]) -> [Word] {
    var words: [Word] = []
    var at = 0
    while let start = bytes[at...].firstIndex(where: isWord) {
      at = bytes[start...].firstIndex { !isWord($0) } ?? bytes.count
      words.append(Word(text: String(decoding: bytes[start..<at], as: UTF8.self), range: start..<at))
    }
    return words
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "*"): true
    default: false
    }
  }

  /// Whether a byte can stand between a name and its value.
  static func separates(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ">"), UInt8(ascii: "%"): true
    default: isBlank(byte) || isQuote(byte)
    }
  }

  /// The value that belongs to a name: behind `=`, `:` or `>`, with quotes or without; nil without one of these.
  static func value(in bytes: [UInt8], behindNameAt end: Int) -> Range<Int>? {
    var at = end
    while at < bytes.count, isQuote(bytes[at]) || bytes[at] == UInt8(ascii: "\\") || isBlank(bytes[at]) { at += 1 }
    guard at < bytes.count else { return nil }
    // Escaped for a URL: `=` and `:`.
    if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count, bytes[at + 1] == UInt8(ascii: "3"),
      [UInt8(ascii: "A"), UInt8(ascii: "D")].contains(bytes[at + 2] & 0xDF)
    {
      return at + 3..<endOfLine(in: bytes, from: at)
    }
    let separator = bytes[at]
    guard [UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ">")].contains(separator) else { return nil }
    at += 1
    if separator == UInt8(ascii: ">") { return at..<(bytes[at...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count) }
    while at < bytes.count, isBlank(bytes[at]) || bytes[at] == UInt8(ascii: ">") { at += 1 }
    // Quotes with a backslash before them stand in a text inside a text.
    while at < bytes.count, bytes[at] == UInt8(ascii: "\\") { at += 1 }
    guard at < bytes.count else { return at..<at }
    // All that an object or a list holds, which may have no end.
    if bytes[at] == UInt8(ascii: "{") || bytes[at] == UInt8(ascii: "[") { return at..<bytes.count }
    guard isQuote(bytes[at]) else { return at..<endOfLine(in: bytes, from: at) }
    return at + 1..<endOfQuoted(in: bytes, from: at + 1, quote: bytes[at])
  }

  /// The text in quotes that follows one in quotes, as in `["path","value"]`; nil when it is the name of a member.
  static func nextString(in bytes: [UInt8], behindQuoteAt end: Int) -> Range<Int>? {
    guard end < bytes.count, isQuote(bytes[end]), let comma = skippingBlanks(in: bytes, from: end + 1),
      bytes[comma] == UInt8(ascii: ","), let quote = skippingBlanks(in: bytes, from: comma + 1), isQuote(bytes[quote])
    else { return nil }
    let close = endOfQuoted(in: bytes, from: quote + 1, quote: bytes[quote])
    let behind = skippingBlanks(in: bytes, from: close + 1)
    return behind.map { bytes[$0] == UInt8(ascii: ":") } ?? false ? nil : quote + 1..<close
  }

  /// What stands behind blanks up to the end of the line; nil where no blank follows.
  static func rest(in bytes: [UInt8], at end: Int) -> Range<Int>? {
    guard end < bytes.count, isBlank(bytes[end]) else { return nil }
    let start = bytes[end...].firstIndex { !isBlank($0) } ?? bytes.count
    return start..<endOfLine(in: bytes, from: start)
  }

  /// One run without blanks and quotes behind blanks; empty where there is none.
  static func word(in bytes: [UInt8], behindBlanksAt end: Int) -> Range<Int> {
    guard end < bytes.count, isBlank(bytes[end]) else { return end..<end }
    let start = bytes[end...].firstIndex { !isBlank($0) } ?? bytes.count
    return start..<(bytes[start...].firstIndex { $0 <= 0x20 || isQuote($0) } ?? bytes.count)
  }

  private static func endOfLine(in bytes: [UInt8], from start: Int) -> Int {
    bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
  }

  private static func skippingBlanks(in bytes: [UInt8], from start: Int) -> Int? {
    bytes.dropFirst(start).firstIndex { $0 > 0x20 }
  }

  private static func endOfQuoted(in bytes: [UInt8], from start: Int, quote: UInt8) -> Int {
    var at = start
    while at < bytes.count, bytes[at] != quote { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
    return min(at, bytes.count)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
}
