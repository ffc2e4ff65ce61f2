/// Finds the name that somebody probably meant.
package enum NearestName {
  /// The candidate with the smallest edit distance to `word`, or nil when none is close enough to be worth naming.
  ///
  /// Close enough is a third of the word, at least one edit; letter case counts half an edit, and where nothing else
  /// differs it is always close enough. Of equals the first wins.
  package static func of(_ word: some StringProtocol, among candidates: some Sequence<String>) -> String? {
    let letters = Array(word.utf8.prefix(longest + 1))
    guard letters.count <= longest else { return nil }
    let limit = max(1, letters.count / 3) * 2
    var best: (name: String, distance: Int)?
    for candidate in candidates where abs(candidate.utf8.count - letters.count) * 2 <= limit {
      let other = Array(candidate.utf8)
      let distance = distance(letters, other)
      let isClose = distance <= limit || letters.elementsEqual(other) { cost($0, $1) < 2 }
      if isClose, distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Longer words are no typing mistakes, and comparing them would cost.
  private static let longest = 80

  /// Optimal string alignment distance in half edits: insertion, deletion, replacement and the swap of two neighbours
  /// are two, a change of letter case is one.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var older = [Int](repeating: 0, count: right.count + 1)
    var before = Array(stride(from: 0, through: right.count * 2, by: 2))
    for row in 1..<(left.count + 1) {
      var current = [row * 2]
      current.reserveCapacity(right.count + 1)
      for column in 1..<(right.count + 1) {
        let (mine, theirs) = (left[row - 1], right[column - 1])
        let replaced = before[column - 1] + cost(mine, theirs)
        var least = min(before[column] + 2, current[column - 1] + 2, replaced)
        if row > 1, column > 1, mine == right[column - 2], left[row - 2] == theirs {
          least = min(least, older[column - 2] + 2)
        }
        current.append(least)
      }
      older = before
      before = current
    }
    return before[right.count]
  }

  private static func cost(_ left: UInt8, _ right: UInt8) -> Int {
    if left == right { return 0 }
    let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(left | 0x20)
    return isLetter && left | 0x20 == right | 0x20 ? 1 : 2
  }
}
