/// Decimal digits of integers, written straight to memory.
enum Decimal {
  /// Writes `value` and returns the number of bytes, at most 20.
  @unsafe @inline(__always)
  static func write(_ value: Int, to target: UnsafeMutableRawPointer) -> Int {
    guard value < 0 else { return unsafe write(value.magnitude, to: target) }
    unsafe target.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
    return unsafe 1 + write(value.magnitude, to: target + 1)
  }

  @unsafe
  private static func write(_ value: UInt, to target: UnsafeMutableRawPointer) -> Int {
    var length = 1
    var bound: UInt = 10
    while length < 20, value >= bound {
      length += 1
      let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
      if overflow { break }
      bound = next
    }
    var rest = value
    for place in stride(from: length - 1, through: 0, by: -1) {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      unsafe target.storeBytes(
        of: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit), toByteOffset: place, as: UInt8.self)
      rest = quotient
    }
    return length
  }
}
