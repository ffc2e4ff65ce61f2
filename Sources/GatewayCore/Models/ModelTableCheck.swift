/// Whether the bytes of a table can be read without going astray: those of a file may be anybody's.
struct ModelTableCheck {
  /// Deeper than any model: the longest path has 128 names.
  private static let deepest = 256

  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isSound: Bool {
    typealias Layout = ModelTableLayout
    guard word(Layout.Head.magic) == Int(Layout.magic), word(Layout.Head.size) == bytes.count,
      let count = word(Layout.Head.modelCount), count <= bytes.count / (Layout.Model.words * 4),
      let first = word(Layout.Head.firstModel), let firstNode = word(Layout.Head.firstNode)
    else { return false }
    // Every node stands in one place of one tree.
    var left = bytes.count / (Layout.Node.words * 4)
    for model in 0..<count {
      let place = first + model * Layout.Model.words
      for text in Layout.Model.name...Layout.Model.licence where !isText(word(place + text)) { return false }
      guard word(place + Layout.Model.parameterCount) != nil, let top = word(place + Layout.Model.top),
        isTree(top, firstNode, &left)
      else { return false }
    }
    return true
  }

  private func isTree(_ top: Int, _ firstNode: Int, _ left: inout Int) -> Bool {
    typealias Node = ModelTableLayout.Node
    let place = { (number: Int) in firstNode + number * Node.words }
    guard word(place(top) + Node.parent) == top else { return false }
    var open = [(number: top, depth: 0)]
    while let (number, depth) = open.popLast() {
      left -= 1
      guard left >= 0, depth < ModelTableCheck.deepest, isText(word(place(number) + Node.name)),
        let facts = word(place(number) + Node.facts), let details = word(place(number) + Node.details),
        let first = word(place(number) + Node.firstChild), let count = word(place(number) + Node.childCountAndHash),
        isKnownType(facts), areDetails(details)
      else { return false }
      for child in first..<(first + count & 0xFFFF) {
        guard child > number, word(place(child) + Node.parent) == number else { return false }
        open.append((child, depth + 1))
      }
    }
    return true
  }

  private func isKnownType(_ facts: Int) -> Bool {
    UInt32(truncatingIfNeeded: facts).bits(ModelTableLayout.Facts.type) < ValueType.allCases.count
  }

  private func areDetails(_ place: Int) -> Bool {
    if place == 0 { return true }
    guard let count = word(place), count <= bytes.count / 8 else { return false }
    return (0..<count).allSatisfy { isText(word(place + 2 + $0 * 2)) }
  }

  private func isText(_ place: Int?) -> Bool {
    guard let place, place + 2 <= bytes.count else { return false }
    return place + 2 + (Int(bytes[place]) | Int(bytes[place + 1]) << 8) <= bytes.count
  }

  /// Nil behind the end.
  private func word(_ place: Int) -> Int? {
    guard place < bytes.count / 4 else { return nil }
    return (0..<4).reduce(0) { $0 | Int(bytes[place * 4 + $1]) << (8 * $1) }
  }
}
