/// Whether everything in a table lies within it: asked of tables from files, which may hold anything.
struct ModelTableCheck {
  private let words: ModelWords
  private let size: Int

  /// - Parameter size: the bytes of the table, which has a whole head.
  init(_ words: ModelWords, size: Int) {
    self.words = words
    self.size = size
  }

  func passes() -> Bool {
    typealias Layout = ModelTableLayout
    let first = Int(words[Layout.Head.firstModel])
    let count = Int(words[Layout.Head.modelCount])
    guard has(first, count * Layout.Model.words) else { return false }
    return (0..<count).allSatisfy { passes(modelAt: first + $0 * Layout.Model.words) }
  }

  private func passes(modelAt place: Int) -> Bool {
    typealias Model = ModelTableLayout.Model
    guard (Model.name...Model.licence).allSatisfy({ hasText(words[place + $0]) }) else { return false }
    let top = words[place + Model.top]
    guard let node = self.place(of: top), words[node + ModelTableLayout.Node.parent] == top else { return false }
    var open = [top]
    while let number = open.popLast() {
      guard let children = children(of: number) else { return false }
      open += children
    }
    return true
  }

  /// The children of a node that is whole; nil of one that is not.
  ///
  /// They lie behind their parent and name it, so that no walk up or down the tree goes round in circles.
  private func children(of number: UInt32) -> Range<UInt32>? {
    typealias Node = ModelTableLayout.Node
    guard let place = place(of: number), hasText(words[place + Node.name]), hasDetails(words[place + Node.details]),
      words[place + Node.facts].bits(ModelTableLayout.Facts.type) < ValueType.allCases.count
    else { return nil }
    let count = words[place + Node.childCountAndHash] & 0xFFFF
    let first = words[place + Node.firstChild]
    guard count > 0 else { return 0..<0 }
    let (end, isBeyond) = first.addingReportingOverflow(count)
    guard first > number, !isBeyond else { return nil }
    let areItsOwn = (first..<end).allSatisfy { child in
      self.place(of: child).map { words[$0 + Node.parent] == number } ?? false
    }
    return areItsOwn ? first..<end : nil
  }

  private func hasDetails(_ details: UInt32) -> Bool {
    let place = Int(details)
    guard place > 0 else { return true }
    guard has(place, 1) else { return false }
    let count = Int(words[place])
    return has(place, 1 + count * 2) && (0..<count).allSatisfy { hasText(words[place + 2 + $0 * 2]) }
  }

  // MARK: Places

  private func place(of node: UInt32) -> Int? {
    let place = Int(words[ModelTableLayout.Head.firstNode]) + Int(node) * ModelTableLayout.Node.words
    return has(place, ModelTableLayout.Node.words) ? place : nil
  }

  private func has(_ place: Int, _ count: Int) -> Bool {
    (place + count) * 4 <= size
  }

  private func hasText(_ place: UInt32) -> Bool {
    let start = Int(place)
    return start + 2 <= size && start + 2 + words.length(ofTextAt: start) <= size
  }
}
