internal import Glibc

/// A table of models, read where it lies.
///
/// Its bytes stay where they are as long as the program: models and nodes point into them and could outlive any owner.
package struct ModelTable: Sendable {
  package let models: [DataModel]

  /// Over bytes that live as long as the program and begin at an address divisible by four.
  ///
  /// - Throws: ``BrokenTable``.
  package init(_ bytes: UnsafeRawBufferPointer) throws(BrokenTable) {
    typealias Head = ModelTableLayout.Head
    let words = ModelWords(bytes)
    guard bytes.count >= Head.words * 4, words[Head.magic] == ModelTableLayout.magic,
      Int(words[Head.size]) == bytes.count
    else { throw BrokenTable() }
    let first = Int(words[Head.firstModel])
    models = (0..<Int(words[Head.modelCount])).map { index in
      DataModel(words, at: first + index * ModelTableLayout.Model.words)
    }
  }

  /// Over a copy of bytes, which is never released.
  package init(copying bytes: [UInt8]) throws(BrokenTable) {
    let kept = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 4)
    kept.copyBytes(from: bytes)
    do throws(BrokenTable) {
      try self.init(UnsafeRawBufferPointer(kept))
    } catch {
      kept.deallocate()
      throw error
    }
  }

  /// Over a copy of bytes that somebody else may have written, all of which is looked at first.
  package init(untrusted bytes: [UInt8]) throws(BrokenTable) {
    guard ModelTableCheck(bytes).isSound else { throw BrokenTable() }
    try self.init(copying: bytes)
  }

  /// Whether bytes begin as a table does, of this layout or of another.
  package static func isTable(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("CPM".utf8)) }

  package struct BrokenTable: Error {
    package init() {}
  }
}

/// The words and texts of a table.
///
/// They are never written and never released, see ``ModelTable``.
struct ModelWords: @unchecked Sendable {
  // @unchecked: constants as long as the program.
  private let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// Tells tables apart.
  var table: UnsafeRawPointer? { bytes.baseAddress }

  @inline(__always)
  subscript(place: Int) -> UInt32 {
    UInt32(littleEndian: bytes.load(fromByteOffset: place &* 4, as: UInt32.self))
  }

  /// The bytes of a text.
  @inline(__always)
  func text(at place: UInt32) -> UnsafeRawBufferPointer {
    let start = Int(place)
    let count = Int(bytes[start]) | Int(bytes[start &+ 1]) << 8
    return UnsafeRawBufferPointer(rebasing: bytes[(start &+ 2)..<(start &+ 2 &+ count)])
  }

  @inline(__always)
  func text(at place: UInt32, equals other: UnsafeBufferPointer<UInt8>) -> Bool {
    let mine = text(at: place)
    guard mine.count == other.count, let left = mine.baseAddress, let right = other.baseAddress else { return false }
    return memcmp(left, right, mine.count) == 0
  }

  func string(at place: UInt32) -> String {
    String(decoding: text(at: place), as: UTF8.self)
  }
}
