/// A short text on the stack: what the generator makes is composed here without allocating.
struct ShortText {
  static let capacity = 48
  private var bytes = InlineArray<48, UInt8>(repeating: 0)
  private(set) var count = 0

  // Every one of these sees to it that `count` stays within the capacity, so the stores need no check of their own.

  /// What does not fit is cut off; nothing that the generator makes comes near.
  @inline(__always)
  mutating func append(_ text: StaticString) {
    let length = min(text.utf8CodeUnitCount, ShortText.capacity - count)
    for offset in 0..<length { bytes[unchecked: count &+ offset] = text.utf8Start[offset] }
    count &+= length
  }

  @inline(__always)
  mutating func append(byte: UInt8) {
    guard count < ShortText.capacity else { return }
    bytes[unchecked: count] = byte
    count &+= 1
  }

  /// Decimal digits, with zeros in front up to a width.
  @inline(__always)
  mutating func append(_ number: Int, width: Int = 1) {
    var length = width
    var bound = ShortText.bounds[min(width, ShortText.bounds.count) - 1]
    while number >= bound {
      length &+= 1
      bound *= 10
    }
    guard count + length <= ShortText.capacity else { return }
    var rest = UInt(bitPattern: number)
    var place = count &+ length
    while place > count {
      place &-= 1
      bytes[unchecked: place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count &+= length
  }

  /// The first number that needs more digits than that.
  private static let bounds: InlineArray<6, Int> = [10, 100, 1000, 10_000, 100_000, 1_000_000]

  /// Hexadecimal digits of the lowest bits.
  @inline(__always)
  mutating func append(hex value: UInt64, digits: Int, upperCase: Bool = false) {
    let letter = UInt8(ascii: upperCase ? "A" : "a") &- 10
    guard count + digits <= ShortText.capacity else { return }
    for place in 0..<digits {
      let digit = UInt8(truncatingIfNeeded: value >> UInt64((digits &- 1 &- place) &* 4)) & 15
      bytes[unchecked: count &+ place] = digit &+ (digit < 10 ? UInt8(ascii: "0") : letter)
    }
    count &+= digits
  }

  var span: Span<UInt8> {
    @_lifetime(borrow self)
    get { bytes.span.extracting(0..<count) }
  }

  /// The same code points.
  func equals(_ text: String) -> Bool {
    let theirs = text.utf8Span.span
    guard theirs.count == count else { return false }
    for place in 0..<count where bytes[place] != theirs[place] { return false }
    return true
  }

  var string: String {
    String(unsafeUninitializedCapacity: count) { buffer in
      for offset in 0..<count { buffer[offset] = bytes[offset] }
      return count
    }
  }
}
