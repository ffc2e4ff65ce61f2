/// A moment of wall-clock time, in milliseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Comparable, Hashable, Sendable {
  package let milliseconds: Int

  package init(milliseconds: Int) {
    self.milliseconds = milliseconds
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The last moment that RFC 3339 can tell: the end of the year 9999.
  package static let latest = Timestamp(milliseconds: 253_402_300_799_999)

  /// That many seconds later, and never after ``latest``.
  package func advanced(bySeconds seconds: Double) -> Timestamp {
    let limit = Double(Timestamp.latest.milliseconds)
    let sum = Double(milliseconds) + (seconds * 1000).rounded()
    guard sum < limit else { return .latest }
    guard sum > -limit else { return Timestamp(milliseconds: -Timestamp.latest.milliseconds) }
    return Timestamp(milliseconds: milliseconds + Int((seconds * 1000).rounded()))
  }

  package func seconds(since earlier: Timestamp) -> Double {
    Double(milliseconds - earlier.milliseconds) / 1000
  }
}

extension Timestamp {
  /// Bytes of ``text`` of a year with four digits.
  package static let textLength = 24

  /// RFC 3339 in UTC with three fraction digits, `2030-01-01T00:00:00.000Z`: such times sort as text.
  package var text: String {
    String(unsafeUninitializedCapacity: Timestamp.textLength) { buffer in
      write(to: buffer)
      return Timestamp.textLength
    }
  }

  /// Writes ``text`` into at least ``textLength`` bytes.
  package func write(to buffer: UnsafeMutableBufferPointer<UInt8>) {
    precondition(buffer.count >= Timestamp.textLength)
    let days = Timestamp.floorDivide(milliseconds, 86_400_000)
    let rest = UInt32(truncatingIfNeeded: milliseconds - days * 86_400_000)
    let date = CivilDate(daysSinceEpoch: days)
    let (seconds, milli) = (rest / 1000, rest % 1000)
    let year = UInt32(truncatingIfNeeded: date.year)
    var writer = PairWriter(buffer)
    writer.put(year / 100)
    writer.put(year % 100, then: "-")
    writer.put(UInt32(truncatingIfNeeded: date.month), then: "-")
    writer.put(UInt32(truncatingIfNeeded: date.day), then: "T")
    writer.put(seconds / 3600, then: ":")
    writer.put(seconds / 60 % 60, then: ":")
    writer.put(seconds % 60, then: ".")
    writer.put(milli / 10)
    writer.put(digit: milli % 10, then: "Z")
  }

  private static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
    value >= 0 ? value / divisor : (value - divisor + 1) / divisor
  }

  /// Reads RFC 3339 with any offset and any number of fraction digits.
  ///
  /// A time without an offset, a date alone and days that do not exist are nil; so are years before 0001.
  package init?(_ text: String) {
    self.init(text.utf8Span.span)
  }

  /// The same, of bytes.
  package init?(_ text: Span<UInt8>) {
    var reader = DigitReader(text)
    guard let year = reader.number(digits: 4), reader.take("-"), let month = reader.number(digits: 2), reader.take("-"),
      let day = reader.number(digits: 2), reader.take("T") || reader.take("t"), let hour = reader.number(digits: 2),
      reader.take(":"), let minute = reader.number(digits: 2), reader.take(":"), let second = reader.number(digits: 2),
      year > 0, let date = CivilDate(year: year, month: month, day: day), hour < 24, minute < 60, second <= 60
    else { return nil }
    guard let milli = reader.fraction(), let offset = reader.offset(), reader.isAtEnd else { return nil }
    let seconds = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second - offset * 60
    milliseconds = seconds * 1000 + milli
  }
}

/// Puts numbers below 100 one behind the other, each as two digits.
private struct PairWriter {
  private let buffer: UnsafeMutableBufferPointer<UInt8>
  private var place = 0

  init(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
    self.buffer = buffer
  }

  @inline(__always)
  mutating func put(_ number: UInt32) {
    buffer[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number / 10)
    buffer[place &+ 1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number % 10)
    place &+= 2
  }

  @inline(__always)
  mutating func put(_ number: UInt32, then end: Unicode.Scalar) {
    put(number)
    buffer[place] = UInt8(ascii: end)
    place &+= 1
  }

  @inline(__always)
  mutating func put(digit: UInt32, then end: Unicode.Scalar) {
    buffer[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
    buffer[place &+ 1] = UInt8(ascii: end)
    place &+= 2
  }
}

/// Takes digits off the front of a text.
private struct DigitReader: ~Escapable {
  private let text: Span<UInt8>
  private var place = 0

  @_lifetime(copy text)
  init(_ text: Span<UInt8>) {
    self.text = text
  }

  var isAtEnd: Bool { place == text.count }

  @_lifetime(self: copy self)
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard place < text.count, text[place] == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  @_lifetime(self: copy self)
  mutating func number(digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// The thousandths of a fraction, 0 without one; nil for a point without digits.
  @_lifetime(self: copy self)
  mutating func fraction() -> Int? {
    guard take(".") else { return 0 }
    var (value, count) = (0, 0)
    while let digit = digit() {
      if count < 3 { value = value * 10 + digit }
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in count..<max(3, count) { value *= 10 }
    return value
  }

  /// Minutes east of UTC; nil without an offset.
  @_lifetime(self: copy self)
  mutating func offset() -> Int? {
    if take("Z") || take("z") { return 0 }
    let sign = take("+") ? 1 : take("-") ? -1 : 0
    guard sign != 0, let hours = number(digits: 2), take(":"), let minutes = number(digits: 2), hours < 24, minutes < 60
    else { return nil }
    return sign * (hours * 60 + minutes)
  }

  @_lifetime(self: copy self)
  private mutating func digit() -> Int? {
    guard place < text.count, case let digit = text[place] &- UInt8(ascii: "0"), digit < 10 else { return nil }
    place += 1
    return Int(digit)
  }
}
