internal import Glibc

/// Bytes that were read and are not used up yet, in one piece.
@safe struct InputBuffer: ~Copyable {
  private var start: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var head = 0
  private(set) var tail = 0

  static let initialCapacity = 64 * 1024

  init() {
    capacity = InputBuffer.initialCapacity
    unsafe start = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
  }

  deinit {
    unsafe start.deallocate()
  }

  var count: Int { tail - head }

  /// Lends free storage for more input and takes over as many bytes as `read` says it filled.
  mutating func fill(_ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
    makeRoom()
    let got = unsafe read(UnsafeMutableRawBufferPointer(start: start + tail, count: capacity - tail))
    if got > 0 { tail += got }
    return got
  }

  mutating func append(_ bytes: Span<UInt8>) {
    var copied = 0
    while copied < bytes.count {
      copied += unsafe fill { target in
        let size = min(target.count, bytes.count - copied)
        unsafe bytes.withUnsafeBytes { source in
          unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[copied..<copied + size]))
        }
        return size
      }
    }
  }

  mutating func drop(_ size: Int) {
    head += size
    if head == tail { (head, tail) = (0, 0) }
  }

  subscript(offset: Int) -> UInt8 {
    unsafe start.load(fromByteOffset: head + offset, as: UInt8.self)
  }

  /// The place of the first `byte` at or behind `offset`.
  func firstIndex(of byte: UInt8, from offset: Int) -> Int? {
    let from = head + offset
    guard from < tail, let found = unsafe memchr(start + from, Int32(byte), tail - from) else { return nil }
    return unsafe UnsafeMutableRawPointer(found) - start - head
  }

  /// Bytes at an absolute place, which stay valid until the next ``fill(_:)``.
  @_lifetime(borrow self)
  func bytes(at offset: Int, count: Int) -> Span<UInt8> {
    let typed = unsafe UnsafePointer((start + offset).assumingMemoryBound(to: UInt8.self))
    return unsafe _overrideLifetime(Span(_unsafeStart: typed, count: count), borrowing: self)
  }

  private mutating func makeRoom() {
    if head == tail, capacity > 1 << 20 {
      // A large message is over: give its storage back.
      unsafe start.deallocate()
      capacity = InputBuffer.initialCapacity
      unsafe start = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
      (head, tail) = (0, 0)
    }
    guard capacity - tail < 16 * 1024 else { return }
    if head > capacity / 2 {
      unsafe memmove(start, start + head, count)
    } else {
      let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity * 2, alignment: 16)
      unsafe memcpy(larger, start + head, count)
      unsafe start.deallocate()
      unsafe start = larger
      capacity *= 2
    }
    (head, tail) = (0, count)
  }
}
