internal import JSON

/// What was taken out of a tape, by name and number.
struct ScrubReport {
  private(set) var exchanges = 0
  private var counts: [String: Int] = [:]
  /// Names beyond this many are counted together: upstream chooses some of them.
  private static let mostNames = 500
  private static let others = "(other names)"

  mutating func add(_ more: [String: Int]) {
    exchanges += 1
    for (name, count) in more {
      let isRoom = counts[name] != nil || counts.count < ScrubReport.mostNames
      counts[isRoom ? name : ScrubReport.others, default: 0] += count
    }
  }

  private var sorted: [(name: String, count: Int)] {
    counts.map { (name: $0.key, count: $0.value) }.sorted { ExactString($0.name) < ExactString($1.name) }
  }

  /// The line that ends a session's part of a tape.
  func line(unanswered: Int) -> JSONText {
    JSONText { writer in
      writer.beginObject()
      writer.member("end")
      writer.beginObject()
      writer.member("exchanges")
      writer.integer(exchanges)
      writer.member("unanswered")
      writer.integer(unanswered)
      writer.member("scrubbed")
      writer.beginObject()
      for (name, count) in sorted {
        writer.member(named: name)
        writer.integer(count)
      }
      writer.endObject()
      writer.endObject()
      writer.endObject()
    }
  }

  /// For the log.
  var text: String {
    let shown = sorted.prefix(20).map { "\($0.name) \($0.count) times" }
    let more = counts.count > shown.count ? ["\(counts.count - shown.count) more names"] : []
    return "\(exchanges) exchanges recorded; scrubbed: "
      + (shown.isEmpty ? "nothing" : (shown + more).joined(separator: ", "))
  }
}
