internal import Glibc

/// Writes compact JSON straight into bytes; commas are put where they belong.
///
/// The caller keeps objects and arrays balanced and gives every member a value; member names are ASCII literals that
/// need no escapes. Storage doubles as it grows and is released with the writer.
@safe package struct JSONWriter: ~Copyable {
  private var start: UnsafeMutableRawPointer
  private var capacity: Int
  /// Bytes written so far.
  package private(set) var count = 0
  /// True behind a value: whatever comes next at this level needs a comma first.
  private var needsComma = false

  package init(reserving capacity: Int = 512) {
    self.capacity = max(64, capacity)
    unsafe start = UnsafeMutableRawPointer.allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit {
    unsafe start.deallocate()
  }

  /// Everything written so far, on loan.
  package var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let typed = unsafe UnsafePointer(start.assumingMemoryBound(to: UInt8.self))
      return unsafe _overrideLifetime(Span(_unsafeStart: typed, count: count), borrowing: self)
    }
  }

  /// A copy of what was written behind a place.
  package func bytes(behind place: Int) -> [UInt8] {
    unsafe Array(UnsafeRawBufferPointer(start: start + place, count: count - place))
  }

  /// Forgets what was written and keeps the storage, unless it grew beyond `limit` bytes.
  package mutating func reset(keepingUpTo limit: Int) {
    count = 0
    needsComma = false
    guard capacity > limit else { return }
    unsafe start.deallocate()
    capacity = 512
    unsafe start = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
  }

  /// Where the writer stands now, to come back to with ``rewind(to:)``.
  package var mark: Mark { Mark(count: count, needsComma: needsComma) }

  /// Takes back everything written since `mark`.
  package mutating func rewind(to mark: Mark) {
    count = mark.count
    needsComma = mark.needsComma
  }

  package struct Mark: Sendable {
    fileprivate let count: Int
    fileprivate let needsComma: Bool
  }

  // MARK: Structure

  @inline(__always)
  package mutating func beginObject() { open(UInt8(ascii: "{")) }

  @inline(__always)
  package mutating func endObject() { close(UInt8(ascii: "}")) }

  @inline(__always)
  package mutating func beginArray() { open(UInt8(ascii: "[")) }

  @inline(__always)
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Begins a member; its value comes next.
  @inline(__always)
  package mutating func member(_ name: StaticString) {
    let length = name.utf8CodeUnitCount
    reserve(length + 4)
    separate()
    unsafe put(UInt8(ascii: "\""))
    unsafe put(name.utf8Start, count: length)
    unsafe put(UInt8(ascii: "\""))
    unsafe put(UInt8(ascii: ":"))
    needsComma = false
  }

  @inline(__always)
  package mutating func member(_ key: JSONKey) {
    reserve(JSONKey.longest)
    separate()
    unsafe start.storeBytes(of: key.bytes, toByteOffset: count, as: JSONKey.Bytes.self)
    count &+= key.count
    needsComma = false
  }

  /// Members as JSON text that the program holds, up to the colon behind which the last one's value comes next.
  package mutating func memberText(_ text: StaticString) {
    reserve(text.utf8CodeUnitCount + 1)
    separate()
    unsafe put(text.utf8Start, count: text.utf8CodeUnitCount)
    needsComma = false
  }

  /// Begins a member whose name was not known when the program was written.
  package mutating func member(named name: String) {
    string(name)
    unsafe put(UInt8(ascii: ":"))
    needsComma = false
  }

  // MARK: Values

  package mutating func null() {
    literal("null")
  }

  package mutating func boolean(_ value: Bool) {
    literal(value ? "true" : "false")
  }

  @inline(__always)
  package mutating func integer(_ value: Int) {
    reserve(24)
    separate()
    unsafe count += Decimal.write(value, to: start + count)
    needsComma = true
  }

  /// A finite real; always with a point or an exponent, so that it stays a real.
  package mutating func real(_ value: Double) {
    precondition(value.isFinite, "JSON has no such number")
    text(value.description)
  }

  /// A number that is written without a fraction when it has none.
  package mutating func number(_ value: Double) {
    if let whole = Int(exactly: value) { integer(whole) } else { real(value) }
  }

  package mutating func string(_ value: String) {
    var value = value
    value.withUTF8 { bytes in unsafe string(bytes.span) }
  }

  package mutating func string(_ value: StaticString) {
    value.withUTF8Buffer { bytes in unsafe string(bytes.span) }
  }

  /// Valid UTF-8, escaped where JSON wants it.
  package mutating func string(_ utf8: Span<UInt8>) {
    // Nothing grows more than sixfold: a control character becomes \u00XX.
    reserve(utf8.count * 6 + 4)
    separate()
    unsafe put(UInt8(ascii: "\""))
    unsafe utf8.withUnsafeBytes { source in
      unsafe count += StringEscaper.write(source, to: start + count)
    }
    unsafe put(UInt8(ascii: "\""))
    needsComma = true
  }

  /// A string that holds nothing that JSON escapes: printable ASCII without `"` and `\`, or whole UTF-8 characters.
  @inline(__always)
  package mutating func plainString(_ utf8: Span<UInt8>) {
    reserve(utf8.count + 4)
    separate()
    unsafe put(UInt8(ascii: "\""))
    unsafe utf8.withUnsafeBytes { unsafe append($0) }
    unsafe put(UInt8(ascii: "\""))
    needsComma = true
  }

  /// JSON text of one value, as it is.
  package mutating func raw(_ text: Span<UInt8>) {
    reserve(text.count + 1)
    separate()
    unsafe text.withUnsafeBytes { unsafe append($0) }
    needsComma = true
  }

  package mutating func raw(_ text: JSONText) {
    raw(text.bytes.span)
  }

  /// The members of an object that is JSON text, written into the object that is open.
  package mutating func members(of object: JSONText) {
    let text = object.bytes.span
    guard let first = text.indices.first(where: { text[$0] == UInt8(ascii: "{") }),
      let last = text.indices.last(where: { text[$0] == UInt8(ascii: "}") }),
      text.indices.contains(where: { $0 > first && $0 < last && text[$0] > 0x20 })
    else { return }
    raw(text.extracting(first + 1..<last))
  }

  /// Those members of the open object that have a piece of `text` as their value and whose bit in `wanted` is set, in
  /// the order of `pieces`.
  ///
  /// - Precondition: each piece is empty or the JSON text of one value, and each has its key.
  package mutating func members(
    _ wanted: UInt64, named keys: [JSONKey], from text: Span<UInt8>, at pieces: Span<TextPiece>
  ) {
    unsafe text.withUnsafeBytes { source in
      var rest = wanted
      while rest != 0 {
        let place = rest.trailingZeroBitCount
        rest &= rest &- 1
        let (from, length) = (Int(pieces[place].start), Int(pieces[place].count))
        guard length > 0 else { continue }
        precondition(from &+ length <= source.count, "a piece of another text")
        reserve(JSONKey.longest &+ max(length, JSONKey.longest))
        separate()
        unsafe start.storeBytes(of: keys[place].bytes, toByteOffset: count, as: JSONKey.Bytes.self)
        count &+= keys[place].count
        // Most are short, and a copy of a fixed length is one instruction.
        if length <= JSONKey.longest, from &+ JSONKey.longest <= source.count {
          let value = unsafe source.loadUnaligned(fromByteOffset: from, as: JSONKey.Bytes.self)
          unsafe start.storeBytes(of: value, toByteOffset: count, as: JSONKey.Bytes.self)
        } else if let bytes = source.baseAddress {
          unsafe memcpy(start + count, bytes + from, length)
        }
        count &+= length
        needsComma = true
      }
    }
  }

  /// A copy of a parsed value, members in their order.
  package mutating func copy(_ value: JSONValue) {
    switch value.kind {
    case .null: null()
    case .boolean: boolean(value.booleanValue == true)
    case .integer: integer(value.integerValue ?? 0)
    case .real: real(value.numberValue ?? 0)
    case .string: if let text = value.utf8Value { string(text.utf8) }
    case .array:
      beginArray()
      value.forEachElement { _, element in copy(element) }
      endArray()
    case .object:
      beginObject()
      var members = value.members
      while let member = members.next() {
        string(member.name.utf8)
        unsafe put(UInt8(ascii: ":"))
        needsComma = false
        copy(member.value)
      }
      endObject()
    }
  }

  // MARK: Bytes outside the grammar

  /// Bytes that are no value of their own, such as a line end between messages; no comma is written.
  package mutating func appendBytes(_ bytes: Span<UInt8>) {
    reserve(bytes.count)
    unsafe bytes.withUnsafeBytes { unsafe append($0) }
  }

  package mutating func appendByte(_ byte: UInt8) {
    reserve(1)
    unsafe put(byte)
  }

  /// Takes bytes away from the front.
  package mutating func removeFirst(_ length: Int) {
    unsafe memmove(start, start + length, count - length)
    count -= length
  }

  // MARK: Storage

  private mutating func literal(_ text: StaticString) {
    reserve(8)
    separate()
    unsafe put(text.utf8Start, count: text.utf8CodeUnitCount)
    needsComma = true
  }

  private mutating func text(_ text: String) {
    reserve(text.utf8.count + 1)
    separate()
    for byte in text.utf8 { unsafe put(byte) }
    needsComma = true
  }

  @inline(__always)
  private mutating func open(_ bracket: UInt8) {
    reserve(2)
    separate()
    unsafe put(bracket)
    needsComma = false
  }

  @inline(__always)
  private mutating func close(_ bracket: UInt8) {
    reserve(1)
    unsafe put(bracket)
    needsComma = true
  }

  @inline(__always)
  private mutating func separate() {
    if needsComma { unsafe put(UInt8(ascii: ",")) }
  }

  /// - Precondition: room was reserved.
  @unsafe @inline(__always)
  private mutating func put(_ byte: UInt8) {
    unsafe start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  /// - Precondition: room was reserved.
  @unsafe @inline(__always)
  private mutating func put(_ source: UnsafePointer<UInt8>, count length: Int) {
    unsafe memcpy(start + count, source, length)
    count += length
  }

  /// - Precondition: room was reserved.
  @unsafe @inline(__always)
  private mutating func append(_ source: UnsafeRawBufferPointer) {
    guard let from = source.baseAddress else { return }
    unsafe memcpy(start + count, from, source.count)
    count += source.count
  }

  /// Room for so many more bytes, and one for the colon or bracket that follows a name.
  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if count + more + 1 > capacity { grow(more + 1) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    capacity = max(capacity * 2, count + more)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    unsafe larger.copyMemory(from: start, byteCount: count)
    unsafe start.deallocate()
    unsafe start = larger
  }
}
