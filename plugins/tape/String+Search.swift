extension String {
  /// Whether the bytes of `other` stand somewhere in this text.
  func holds(_ other: String) -> Bool {
    Array(utf8).firstPlace(of: Array(other.utf8), from: 0) != nil
  }

  /// Puts `marker` where the bytes of `other` stand, and returns how often they did.
  mutating func replace(_ other: String, by marker: String) -> Int {
    let (source, wanted) = (Array(utf8), Array(other.utf8))
    var (replaced, from, count) = ([UInt8](), 0, 0)
    while let place = source.firstPlace(of: wanted, from: from) {
      replaced += source[from..<place] + Array(marker.utf8)
      from = place + wanted.count
      count += 1
    }
    guard count > 0 else { return 0 }
    self = String(decoding: replaced + source[from...], as: UTF8.self)
    return count
  }
}

extension [UInt8] {
  /// Where `other` stands, from that place on; nil for nowhere and for an empty one.
  func firstPlace(of other: [UInt8], from start: Int) -> Int? {
    guard let first = other.first, count >= other.count else { return nil }
    var at = start
    while at + other.count <= count {
      if self[at] == first, self[at..<at + other.count].elementsEqual(other) { return at }
      at += 1
    }
    return nil
  }
}
