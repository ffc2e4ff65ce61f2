internal import Glibc

/// A table of models, read where it lies.
package final class ModelTable: @unchecked Sendable {
  // @unchecked: the bytes are constants of the program or owned here, and never written.
  let bytes: UnsafeRawBufferPointer
  private let owned: UnsafeMutableRawBufferPointer?
  package let models: [DataModel]

  /// Over bytes that live as long as the program and begin at an address divisible by four.
  ///
  /// - Throws: ``BrokenTable``.
  package convenience init(_ bytes: UnsafeRawBufferPointer) throws(BrokenTable) {
    try self.init(bytes, owned: nil)
  }

  /// Over a copy of bytes.
  package convenience init(copying bytes: [UInt8]) throws(BrokenTable) {
    let owned = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 4)
    owned.copyBytes(from: bytes)
    try self.init(UnsafeRawBufferPointer(owned), owned: owned)
  }

  /// Over a copy of bytes that somebody else may have written, all of which is looked at first.
  package convenience init(untrusted bytes: [UInt8]) throws(BrokenTable) {
    guard ModelTableCheck(bytes).isSound else { throw BrokenTable() }
    try self.init(copying: bytes)
  }

  /// Whether bytes begin as a table does, of this layout or of another.
  package static func isTable(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("CPM".utf8)) }

  private init(_ bytes: UnsafeRawBufferPointer, owned: UnsafeMutableRawBufferPointer?) throws(BrokenTable) {
    typealias Head = ModelTableLayout.Head
    let words = ModelWords(bytes)
    guard bytes.count >= Head.words * 4, words[Head.magic] == ModelTableLayout.magic,
      Int(words[Head.size]) == bytes.count
    else {
      owned?.deallocate()
      throw BrokenTable()
    }
    self.bytes = bytes
    self.owned = owned
    let first = Int(words[Head.firstModel])
    models = (0..<Int(words[Head.modelCount])).map { index in
      DataModel(words, at: first + index * ModelTableLayout.Model.words)
    }
  }

  deinit {
    owned?.deallocate()
  }

  package struct BrokenTable: Error {
    package init() {}
  }
}

/// The words and texts of a table.
///
/// Whoever holds one keeps the table: tables that are compiled in live for ever, others as long as the catalogue.
struct ModelWords: @unchecked Sendable {
  // @unchecked: never written.
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
