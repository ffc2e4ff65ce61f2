internal import Glibc

/// A file that takes what is written until its other end is closed: then every write fails, as on a broken disk.
final class PseudoTerminal {
  let path: String
  private let other: Int32

  init?() {
    var (other, own) = (Int32(-1), Int32(-1))
    var name = [CChar](repeating: 0, count: 128)
    guard openpty(&other, &own, &name, nil, nil) == 0 else { return nil }
    // The module opens it by its name.
    close(own)
    self.other = other
    path = name.withUnsafeBufferPointer { text in text.baseAddress.map { String(cString: $0) } ?? "" }
  }

  /// Once, and before the test ends.
  func closeOtherEnd() {
    close(other)
  }
}
