internal import Glibc

/// Places of names in a list, found by the bytes of a name inside a document without copying it.
///
/// Each lies at a hash that costs a few instructions, or at the next free slot behind it.
package struct NameTable: Sendable {
  private struct Slot: Sendable {
    let name: StaticString
    let place: Int
  }

  private var slots: [Slot?]
  private var count = 0

  /// - Parameter capacity: at most so many names will be added.
  package init(capacity: Int) {
    var size = 16
    while size < capacity * 3 { size *= 2 }
    slots = Array(repeating: nil, count: size)
  }

  package init(_ names: [StaticString]) {
    self.init(capacity: names.count)
    for name in names { add(name) }
  }

  /// Gives a name the next place.
  ///
  /// - Precondition: the name is not there yet.
  package mutating func add(_ name: StaticString) {
    precondition(count < slots.count / 2, "the table of names is too full")
    var slot = name.withUTF8Buffer { bytes in unsafe start(bytes.span) }
    while let other = slots[slot] {
      precondition("\(other.name)" != "\(name)", "the name \(name) stands twice")
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Slot(name: name, place: count)
    count += 1
  }

  /// The place of a name; nil for one that is not there.
  package func place(of name: JSONName) -> Int? {
    place(of: name.utf8)
  }

  /// The place of a name by its bytes.
  package func place(of name: Span<UInt8>) -> Int? {
    var slot = start(name)
    while let entry = slots[slot] {
      if NameTable.isSame(entry.name, name) { return entry.place }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private static func isSame(_ name: StaticString, _ bytes: Span<UInt8>) -> Bool {
    guard name.utf8CodeUnitCount == bytes.count else { return false }
    return unsafe bytes.withUnsafeBytes { bytes in
      unsafe bytes.baseAddress.map { unsafe memcmp(name.utf8Start, $0, bytes.count) == 0 } ?? true
    }
  }

  /// FNV-1a over the last bytes, in which names differ, and the length.
  private func start(_ name: Span<UInt8>) -> Int {
    var hash: UInt32 = 2_166_136_261
    for index in max(0, name.count - 8)..<name.count { hash = (hash ^ UInt32(name[index])) &* 16_777_619 }
    return Int((hash ^ UInt32(truncatingIfNeeded: name.count)) >> 3) & (slots.count - 1)
  }
}
