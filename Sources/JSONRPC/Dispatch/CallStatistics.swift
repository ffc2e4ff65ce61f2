/// How often one method was called, how often it failed and how long it took.
package struct CallStatistics: Sendable {
  package private(set) var count = 0
  package private(set) var errors = 0
  package private(set) var longestNanoseconds = 0
  /// Four buckets for each power of two, so a percentile is told within a fifth.
  private var buckets = [UInt32](repeating: 0, count: 4 * 48)

  package init() {}

  package mutating func record(nanoseconds: Int, failed: Bool) {
    count += 1
    if failed { errors += 1 }
    longestNanoseconds = max(longestNanoseconds, nanoseconds)
    buckets[CallStatistics.bucket(nanoseconds)] &+= 1
  }

  /// The time that such a share of the calls did not exceed, in seconds; 0 without calls.
  package func percentile(_ share: Double) -> Double {
    let wanted = (Double(count) * share).rounded(.up)
    var seen = 0.0
    for (index, calls) in buckets.enumerated() where calls > 0 {
      seen += Double(calls)
      if seen >= wanted { return min(Double(longestNanoseconds), CallStatistics.upperBound(index)) / 1e9 }
    }
    return Double(longestNanoseconds) / 1e9
  }

  private static func bucket(_ nanoseconds: Int) -> Int {
    let value = UInt64(max(4, nanoseconds))
    let exponent = 63 - value.leadingZeroBitCount
    let quarter = Int(value >> (UInt64(exponent) - 2)) & 3
    return min(4 * 48 - 1, exponent * 4 + quarter)
  }

  private static func upperBound(_ bucket: Int) -> Double {
    let base = Double(UInt64(1) << UInt64(bucket / 4))
    return base * (1 + Double(bucket % 4 + 1) / 4)
  }
}
