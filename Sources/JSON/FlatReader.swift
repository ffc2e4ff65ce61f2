/// Reads JSON text in place, without a tree, as long as it is as plain as most texts of an upstream are: objects whose
/// members have known names and hold scalars.
///
/// It is never more lenient than ``JSONDocument``: whatever it takes means the same there. What it does not understand,
/// it refuses, and that says nothing: strings with escapes, reals, integers of more than 18 digits, names that are not
/// known. White space in front of what is taken is passed over.
package struct FlatReader: ~Escapable {
  private let text: RawSpan
  /// The offset of what comes next.
  package private(set) var place = 0
  /// The names of the object before: objects of one text mostly have the same, in the same order.
  private var expected: [ExpectedName] = []

  private struct ExpectedName {
    /// Behind the quote.
    let start: Int
    /// With the quote that ends it.
    let count: Int
    let place: Int
  }

  /// Digits of an integer that fits 64 bits whatever they are.
  private static let mostDigits = 18
  /// Deeper ones are left to the parser.
  private static let deepestSkip = 100

  @_lifetime(copy text)
  package init(_ text: Span<UInt8>) {
    self.text = unsafe text.bytes
  }

  /// Whether nothing but white space is left.
  @_lifetime(self: copy self)
  package mutating func isAtEnd() -> Bool {
    peek() == nil
  }

  /// Takes a character of the grammar, if it is what comes next.
  @inline(__always) @_lifetime(self: copy self)
  package mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    place &+= 1
    return true
  }

  /// Takes a member name with its colon; nil for one that is not in the table.
  @_lifetime(self: copy self)
  package mutating func takeName(_ names: NameTable) -> Int? {
    takeName(names, at: .max)
  }

  /// Takes a string, an integer of 64 bits, `true`, `false` or `null`.
  @inline(__always) @_lifetime(self: copy self)
  package mutating func takeScalar() -> FlatValue? {
    guard let first = peek() else { return nil }
    switch first {
    case UInt8(ascii: "\""): return takeString()
    case UInt8(ascii: "t"): return takeWord("true", .true)
    case UInt8(ascii: "f"): return takeWord("false", .false)
    case UInt8(ascii: "n"): return takeWord("null", .null)
    default: return takeInteger(first)
    }
  }

  /// Takes an object of at least one member, each with another name of the schema and a value that may stand there, and
  /// puts the pieces of its values in their places behind `first`.
  ///
  /// Returns whether it was understood; if not, the reader stands where it stood.
  @_lifetime(self: copy self)
  package mutating func takeObject(_ schema: FlatSchema, into pieces: inout [TextPiece], from first: Int) -> Bool {
    let begin = place
    var values = pieces.mutableSpan
    if take("{"), takeMembers(schema, &values, first), take("}") { return true }
    place = begin
    expected.removeAll(keepingCapacity: true)
    return false
  }

  @_lifetime(self: copy self)
  private mutating func takeMembers(
    _ schema: FlatSchema, _ pieces: inout MutableSpan<TextPiece>, _ first: Int
  ) -> Bool {
    var (seen, index) = (UInt64(0), 0)
    repeat {
      guard let name = takeName(schema.names, at: index), let value = takeScalar() else { return false }
      let bit: UInt64 = 1 << UInt64(name)
      guard seen & bit == 0, schema.kinds[name] & (1 << value.kind.rawValue) != 0 else { return false }
      seen |= bit
      pieces[first + name] = value.piece
      index &+= 1
    } while take(",")
    return true
  }

  /// Passes over an object or array without understanding it, and gives its place.
  ///
  /// It is whole when a parser takes that piece of the text.
  @_lifetime(self: copy self)
  package mutating func skipNested() -> Range<Int>? {
    guard let first = peek(), first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return nil }
    let start = place
    var depth = 0
    while place < text.byteCount {
      switch byte(place) {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""): skipString()
      default: break
      }
      place += 1
      if depth == 0, place <= text.byteCount { return start..<place }
      if depth > FlatReader.deepestSkip { return nil }
    }
    return nil
  }

  /// Goes from a quote to the one that ends the string, or to the end of the text.
  @_lifetime(self: copy self)
  private mutating func skipString() {
    place += 1
    while place < text.byteCount, byte(place) != UInt8(ascii: "\"") {
      place += byte(place) == UInt8(ascii: "\\") ? 2 : 1
    }
  }

  // MARK: Names

  /// - Parameter index: of the member in its object.
  @inline(__always) @_lifetime(self: copy self)
  private mutating func takeName(_ names: NameTable, at index: Int) -> Int? {
    guard take("\"") else { return nil }
    if index < expected.count, case let known = expected[index], isSame(known.start, place, count: known.count) {
      place &+= known.count
      return take(":") ? known.place : nil
    }
    let start = place
    guard let end = stringEnd(from: start),
      let name = names.place(of: Span<UInt8>(_bytes: text.extracting(start..<end)))
    else { return nil }
    if index <= expected.count {
      expected.removeSubrange(index...)
      expected.append(ExpectedName(start: start, count: end + 1 - start, place: name))
    }
    place = end + 1
    return take(":") ? name : nil
  }

  /// Whether two pieces of the text are the same; the first lies before the second.
  @inline(__always)
  private func isSame(_ first: Int, _ second: Int, count: Int) -> Bool {
    guard second &+ count &+ 8 <= text.byteCount else { return false }
    var done = 0
    while done &+ 8 <= count {
      guard word(first &+ done) == word(second &+ done) else { return false }
      done &+= 8
    }
    let rest: UInt64 = (1 << UInt64(8 &* (count &- done))) &- 1
    return (word(first &+ done) ^ word(second &+ done)) & rest == 0
  }

  // MARK: Scalars

  @inline(__always) @_lifetime(self: copy self)
  private mutating func takeString() -> FlatValue? {
    guard let end = stringEnd(from: place &+ 1) else { return nil }
    return value(.string, to: end &+ 1)
  }

  @inline(__always) @_lifetime(self: copy self)
  private mutating func takeWord(_ letters: StaticString, _ kind: FlatValue.Kind) -> FlatValue? {
    let count = letters.utf8CodeUnitCount
    guard place &+ count <= text.byteCount else { return nil }
    for index in 0..<count where unsafe byte(place &+ index) != letters.utf8Start[index] { return nil }
    return value(kind, to: place &+ count)
  }

  /// Takes an integer in the one way to write it: without leading zeros and not as `-0`.
  @inline(__always) @_lifetime(self: copy self)
  private mutating func takeInteger(_ first: UInt8) -> FlatValue? {
    var end = first == UInt8(ascii: "-") ? place &+ 1 : place
    let digits = end
    while end < text.byteCount, byte(end) &- UInt8(ascii: "0") < 10 { end &+= 1 }
    guard end > digits, end &- digits <= FlatReader.mostDigits,
      byte(digits) != UInt8(ascii: "0") || (end &- digits == 1 && digits == place)
    else { return nil }
    return value(.integer, to: end)
  }

  @inline(__always) @_lifetime(self: copy self)
  private mutating func value(_ kind: FlatValue.Kind, to end: Int) -> FlatValue? {
    guard end <= Int(UInt32.max) else { return nil }
    let piece = TextPiece(start: UInt32(truncatingIfNeeded: place), count: UInt32(truncatingIfNeeded: end &- place))
    place = end
    return FlatValue(kind: kind, piece: piece)
  }

  /// The place of the quote that ends a string; nil when it has escapes, control characters or bad UTF-8 in it.
  @inline(__always)
  private func stringEnd(from start: Int) -> Int? {
    let highs: UInt64 = 0x8080_8080_8080_8080
    var (end, foreign) = (start, UInt64(0))
    while end &+ 8 <= text.byteCount {
      let word = word(end)
      let special = StringEscaper.specials(in: word)
      if special != 0 {
        let plain = special.trailingZeroBitCount & ~7
        foreign |= word & highs & ((1 << UInt64(plain)) &- 1)
        end &+= plain >> 3
        break
      }
      foreign |= word & highs
      end &+= 8
    }
    // Near the end of the text, byte by byte.
    while end < text.byteCount, case let next = byte(end), !StringEscaper.isSpecial(next) {
      foreign |= UInt64(next & 0x80)
      end &+= 1
    }
    guard end < text.byteCount, byte(end) == UInt8(ascii: "\"") else { return nil }
    return foreign == 0 || isUTF8(start..<end) ? end : nil
  }

  @inline(never)
  private func isUTF8(_ piece: Range<Int>) -> Bool {
    (try? UTF8Span(validating: Span<UInt8>(_bytes: text.extracting(piece)))) != nil
  }

  // MARK: Bytes

  /// What comes next behind white space.
  @inline(__always) @_lifetime(self: copy self)
  private mutating func peek() -> UInt8? {
    while place < text.byteCount {
      switch byte(place) {
      case 0x20, 0x0A, 0x0D, 0x09: place &+= 1
      case let found: return found
      }
    }
    return nil
  }

  /// - Precondition: the place lies in the text: whoever asks has compared it with the count.
  @inline(__always)
  private func byte(_ place: Int) -> UInt8 {
    assert(place >= 0 && place < text.byteCount)
    return unsafe text.unsafeLoad(fromUncheckedByteOffset: place, as: UInt8.self)
  }

  /// Eight bytes, the first of them in the lowest bits.
  ///
  /// - Precondition: they lie in the text: whoever asks has compared their end with the count.
  @inline(__always)
  private func word(_ place: Int) -> UInt64 {
    assert(place >= 0 && place + 8 <= text.byteCount)
    return UInt64(littleEndian: unsafe text.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt64.self))
  }
}
