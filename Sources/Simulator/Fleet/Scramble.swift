/// Numbers that look random and are computed: the same seed and number always give the same.
package struct Scramble: Sendable {
  package let seed: UInt64

  package init(seed: UInt64) {
    self.seed = seed
  }

  /// 64 bits for a device and a purpose.
  @inline(__always)
  package func bits(_ number: Int, _ purpose: UInt64) -> UInt64 {
    Scramble.mix(Scramble.mix(seed &+ purpose &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(bitPattern: Int64(number)))
  }

  /// From 0 up to a bound that is not reached.
  @inline(__always)
  package func pick(_ number: Int, _ purpose: UInt64, below bound: Int) -> Int {
    Int(truncatingIfNeeded: bits(number, purpose) >> 11) % bound
  }

  /// From -1 to 1.
  package func jitter(_ number: Int, _ purpose: UInt64) -> Double {
    Double(bits(number, purpose) >> 12) / Double(UInt64(1) << 51) - 1
  }

  /// SplitMix64's finalizer: every bit of the input moves every bit of the output.
  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  // MARK: Numbers that can be found again

  /// A permutation of all 32-bit numbers: a serial number that hides the number and still leads back to it.
  package func hide(_ number: UInt32, _ purpose: UInt64) -> UInt32 {
    var (left, right) = (UInt16(truncatingIfNeeded: number >> 16), UInt16(truncatingIfNeeded: number))
    for round in 0..<4 { (left, right) = (right, left ^ roundKey(right, round, purpose)) }
    return UInt32(left) << 16 | UInt32(right)
  }

  /// The number that ``hide(_:_:)`` made this of.
  package func find(_ hidden: UInt32, _ purpose: UInt64) -> UInt32 {
    var (left, right) = (UInt16(truncatingIfNeeded: hidden >> 16), UInt16(truncatingIfNeeded: hidden))
    for round in (0..<4).reversed() { (left, right) = (right ^ roundKey(left, round, purpose), left) }
    return UInt32(left) << 16 | UInt32(right)
  }

  private func roundKey(_ half: UInt16, _ round: Int, _ purpose: UInt64) -> UInt16 {
    UInt16(truncatingIfNeeded: bits(Int(half) << 3 | round, purpose ^ 0xF315_7E1))
  }
}
