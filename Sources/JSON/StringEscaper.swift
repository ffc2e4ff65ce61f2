internal import Glibc

/// The escapes of JSON strings (RFC 8259, 7): only what must be escaped is.
enum StringEscaper {
  /// Writes `source` and returns the number of bytes, at most six for each byte of it.
  ///
  /// - Precondition: `source` is valid UTF-8, and `target` has room for the longest outcome.
  @unsafe
  static func write(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) -> Int {
    guard let from = source.baseAddress else { return 0 }
    let end = source.count
    var (read, written) = (0, 0)
    while read < end {
      let plain = unsafe plainRun(from + read, limit: end - read)
      unsafe memcpy(target + written, from + read, plain)
      read += plain
      written += plain
      guard read < end else { break }
      unsafe written += escape(from.load(fromByteOffset: read, as: UInt8.self), to: target + written)
      read += 1
    }
    return written
  }

  /// How many bytes from here on need no escape; eight at a time.
  @unsafe @inline(__always)
  private static func plainRun(_ from: UnsafeRawPointer, limit: Int) -> Int {
    var at = 0
    while at + 8 <= limit {
      let word = unsafe from.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      if specials(in: word) != 0 { break }
      at += 8
    }
    while at < limit, unsafe !isSpecial(from.load(fromByteOffset: at, as: UInt8.self)) { at += 1 }
    return at
  }

  /// Marks which of eight bytes are below a blank, a quote or a backslash, by their highest bits: the lowest mark is
  /// right, and those above it may be false alarms.
  @inline(__always)
  static func specials(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let control = (word &- ones &* 0x20) & ~word & highs
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    return control | ((quote &- ones) & ~quote & highs) | ((backslash &- ones) & ~backslash & highs)
  }

  @inline(__always)
  static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x22 || byte == 0x5C
  }

  @unsafe
  private static func escape(_ byte: UInt8, to target: UnsafeMutableRawPointer) -> Int {
    let short: UInt8? =
      switch byte {
      case 0x22: UInt8(ascii: "\"")
      case 0x5C: UInt8(ascii: "\\")
      case 0x08: UInt8(ascii: "b")
      case 0x0C: UInt8(ascii: "f")
      case 0x0A: UInt8(ascii: "n")
      case 0x0D: UInt8(ascii: "r")
      case 0x09: UInt8(ascii: "t")
      default: nil
      }
    unsafe target.storeBytes(of: UInt8(ascii: "\\"), as: UInt8.self)
    if let short {
      unsafe target.storeBytes(of: short, toByteOffset: 1, as: UInt8.self)
      return 2
    }
    let digits: StaticString = "0123456789abcdef"
    let tail: [UInt8] = unsafe [
      UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0"),
      digits.utf8Start[Int(byte >> 4)], digits.utf8Start[Int(byte & 15)],
    ]
    for (offset, character) in tail.enumerated() {
      unsafe target.storeBytes(of: character, toByteOffset: 1 + offset, as: UInt8.self)
    }
    return 6
  }
}
