internal import Glibc

/// A member name or string value inside a document, on loan and not copied.
///
/// Equality is by code point.
@safe package struct JSONName: ~Escapable {
  private let start: UnsafePointer<CChar>
  /// Length in bytes of UTF-8.
  package let count: Int

  /// - Precondition: `count` bytes of valid UTF-8 at `start`, for the lifetime the caller gives the result.
  @_lifetime(immortal)
  init(_ start: UnsafePointer<CChar>, count: Int) {
    unsafe self.start = start
    self.count = count
  }

  /// A copy.
  package var string: String {
    let bytes = unsafe UnsafeBufferPointer(
      start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
    return unsafe String(decoding: bytes, as: UTF8.self)
  }

  /// The bytes, on loan.
  package var utf8: Span<UInt8> {
    @_lifetime(copy self)
    get {
      let bytes = unsafe UnsafeBufferPointer(
        start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
      return unsafe _overrideLifetime(Span(_unsafeElements: bytes), copying: self)
    }
  }

  /// Lets a name stand in a `switch` over literals.
  package static func ~= (pattern: StaticString, name: borrowing JSONName) -> Bool {
    name.equals(pattern)
  }

  package func equals(_ other: StaticString) -> Bool {
    guard other.utf8CodeUnitCount == count else { return false }
    return unsafe memcmp(other.utf8Start, start, count) == 0
  }
}
