/// Which rows of a list are asked for (reference: 1.4).
struct PageRequest {
  let limit: Int
  let offset: Int

  /// What cannot be read falls back, and what is too much is cut.
  init(_ query: Query, _ switches: ControlSwitches) {
    let limit = query["limit"].flatMap { Int($0) } ?? 0
    let standard = max(1, switches.pageSize)
    self.limit = min(limit > 0 ? limit : standard, max(1, switches.pageMaximum))
    offset = max(0, query["offset"].flatMap { Int($0) } ?? 0)
  }

  /// The rows of a list of so many that are told.
  ///
  /// - Parameter rows: what pages behind the first do.
  func places(of count: Int, _ rows: PageRows) -> [Int] {
    guard offset < count else { return [] }
    let end = min(count, offset + min(limit, count))
    switch rows {
    case .steady: return Array(offset..<end)
    // As if a row had been added in front of all others meanwhile.
    case .repeated: return offset == 0 ? Array(0..<end) : Array(offset - 1..<(end == count ? end : end - 1))
    case .reordered: return offset / max(1, limit) % 2 == 1 ? (offset..<end).reversed() : Array(offset..<end)
    case .dropped: return offset == 0 ? Array(0..<end) : Array(offset..<max(offset, end - 1))
    }
  }
}
