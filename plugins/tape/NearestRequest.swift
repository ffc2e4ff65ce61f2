/// Finds the request of a tape that somebody probably meant.
enum NearestRequest {
  /// The one with the smallest edit distance, those of the same method before all others; of equals the first.
  static func of(_ key: RequestKey, among candidates: [RequestKey]) -> RequestKey? {
    let sameMethod = candidates.filter { $0.method == key.method }
    let pool = sameMethod.isEmpty ? candidates : sameMethod
    let target = Array(key.target.utf8.prefix(longest))
    var targets: [(target: String, distance: Int)] = []
    var seen: Set<String> = []
    var least = Int.max
    for candidate in pool where seen.insert(candidate.target).inserted {
      let other = Array(candidate.target.utf8.prefix(longest))
      guard let distance = distance(target, other, below: least) else { continue }
      targets.append((candidate.target, distance))
      least = distance
    }
    guard let best = targets.last?.target else { return nil }
    // The same target may have been asked with many bodies.
    let body = Array(key.body.prefix(longest))
    var nearest: (key: RequestKey, distance: Int)?
    for candidate in pool.lazy.filter({ $0.target == best }).prefix(mostBodies) {
      let limit = nearest?.distance ?? Int.max
      guard let distance = distance(body, Array(candidate.body.prefix(longest)), below: limit) else { continue }
      nearest = (candidate, distance)
    }
    return nearest?.key
  }

  /// Bytes that are compared: beyond that, nearness says little and costs much.
  private static let longest = 300
  private static let mostBodies = 200

  /// Insertions, deletions and replacements that make one out of the other; nil when not below `limit`.
  private static func distance(_ left: [UInt8], _ right: [UInt8], below limit: Int) -> Int? {
    let start = zip(left, right).prefix { $0 == $1 }.count
    let end = zip(left[start...].reversed(), right[start...].reversed()).prefix { $0 == $1 }.count
    let (mine, theirs) = (left[start..<left.count - end], right[start..<right.count - end])
    guard abs(mine.count - theirs.count) < limit else { return nil }
    var row = Array(0...theirs.count)
    for (index, byte) in mine.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      var least = row[0]
      for (column, other) in theirs.enumerated() {
        let replaced = diagonal + (byte == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
        least = min(least, row[column + 1])
      }
      guard least < limit else { return nil }
    }
    return row[theirs.count] < limit ? row[theirs.count] : nil
  }
}
