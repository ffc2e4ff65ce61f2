/// Lines that wait to be written to the child, in order.
struct Outbox {
  /// `id` is that of a request; nil for what only tells something.
  private var lines: [(id: Int?, bytes: ArraySlice<UInt8>)] = []
  private var first = 0
  /// Whether something of the first line was written: then the rest must follow, or the child cannot tell lines apart.
  private var isBegun = false
  /// In bytes.
  private(set) var count = 0

  var isEmpty: Bool { first == lines.count }

  /// What is to be written next.
  var next: (id: Int?, bytes: ArraySlice<UInt8>)? { isEmpty ? nil : lines[first] }

  mutating func add(_ line: [UInt8], for id: Int?) {
    lines.append((id, line[...]))
    count += line.count
  }

  /// Notes that so many bytes of ``next`` were written.
  mutating func consume(_ written: Int) {
    count -= written
    lines[first].bytes = lines[first].bytes.dropFirst(written)
    isBegun = !lines[first].bytes.isEmpty
    if isBegun { return }
    first += 1
    // What was written is dropped now and then, so that a long queue does not cost its length for each line.
    if first > 64, first * 2 > lines.count {
      lines.removeFirst(first)
      first = 0
    }
  }

  /// Takes back the line of a request of which nothing was written.
  mutating func remove(_ id: Int) {
    guard let place = lines[first...].firstIndex(where: { $0.id == id }), !(place == first && isBegun) else { return }
    count -= lines[place].bytes.count
    lines.remove(at: place)
  }
}
