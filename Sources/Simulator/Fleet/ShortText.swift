/// A short text on the stack: what the generator makes is composed here without allocating.
struct ShortText {
  static let capacity = 48
  private var bytes = InlineArray<48, UInt8>(repeating: 0)
  private(set) var count = 0

  /// What does not fit is cut off; nothing that the generator makes comes near.
  @inline(__always)
  mutating func append(_ text: StaticString) {
    let length = min(text.utf8CodeUnitCount, ShortText.capacity - count)
    for offset in 0..<length { bytes[count + offset] = text.utf8Start[offset] }
    count += length
  }

  @inline(__always)
  mutating func append(byte: UInt8) {
    guard count < ShortText.capacity else { return }
    bytes[count] = byte
    count += 1
  }

  /// Decimal digits, with zeros in front up to a width.
  @inline(__always)
  mutating func append(_ number: Int, width: Int = 1) {
    var length = 1
    var bound = 10
    while number >= bound {
      length += 1
      bound *= 10
    }
    length = max(length, width)
    guard count + length <= ShortText.capacity else { return }
    var rest = number
    for place in stride(from: count + length - 1, through: count, by: -1) {
      bytes[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += length
  }

  /// Hexadecimal digits of the lowest bits.
  @inline(__always)
  mutating func append(hex value: UInt64, digits: Int, upperCase: Bool = false) {
    for place in stride(from: digits - 1, through: 0, by: -1) {
      let digit = UInt8(truncatingIfNeeded: value >> UInt64(place * 4)) & 15
      append(byte: digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: upperCase ? "A" : "a") + digit - 10)
    }
  }

  var span: Span<UInt8> {
    @_lifetime(borrow self)
    get { bytes.span.extracting(0..<count) }
  }

  var string: String {
    String(unsafeUninitializedCapacity: count) { buffer in
      for offset in 0..<count { buffer[offset] = bytes[offset] }
      return count
    }
  }
}
