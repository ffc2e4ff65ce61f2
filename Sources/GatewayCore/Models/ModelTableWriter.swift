/// Makes the table of models that is compiled in, or that a vendor's documents become at the start.
package struct ModelTableWriter {
  private struct Node {
    var name: String
    var parent: Int
    var children: [Int] = []
    var entry: ModelEntry?
    var kind: ModelEntry.Kind
  }

  private var words: [UInt32] = []
  private var texts: [UInt8] = []
  private var places: [String: UInt32] = [:]

  /// The bytes of a table, always the same for the same models.
  ///
  /// - Throws: ``TooLarge``, which only what no model has can cause.
  package static func table(of models: [ModelDraft]) throws(TooLarge) -> [UInt8] {
    var writer = ModelTableWriter()
    return try writer.write(models)
  }

  /// Why a model does not fit into a table.
  package struct TooLarge: Error, Equatable, Sendable {
    package let reason: String
  }

  private mutating func write(_ models: [ModelDraft]) throws(TooLarge) -> [UInt8] {
    typealias Layout = ModelTableLayout
    let trees = models.map { ModelTableWriter.tree(of: $0) }
    let firstNode = Layout.Head.words + models.count * Layout.Model.words
    var nodeWords: [UInt32] = []
    var detailWords: [UInt32] = [0]
    let detailsAt = firstNode + trees.reduce(0) { $0 + $1.count } * Layout.Node.words
    var modelWords: [UInt32] = []
    var base = 0
    for (model, tree) in zip(models, trees) {
      for fact in [model.name, model.version, model.source, model.licence] { modelWords.append(try text(fact)) }
      modelWords += [model.isService ? 1 : 0, UInt32(base)]
      modelWords.append(UInt32(model.entries.count { $0.kind == .parameter }))
      for node in tree {
        guard node.children.count <= Int(UInt16.max) else {
          throw TooLarge(reason: "\(model.id): more than \(UInt16.max) names in \(node.entry?.path ?? "one object")")
        }
        nodeWords += [try text(node.name), UInt32(base + node.parent), UInt32(base + (node.children.first ?? 0))]
        nodeWords.append(UInt32(node.children.count) | Layout.hash(node.name.utf8) << 16)
        nodeWords.append(ModelTableWriter.facts(node))
        nodeWords.append(try details(of: node, at: detailsAt, into: &detailWords))
      }
      base += tree.count
    }
    words = [Layout.magic, 0, UInt32(models.count), UInt32(Layout.Head.words), UInt32(firstNode)]
    words += modelWords + nodeWords + detailWords
    // Texts lie behind all words; until here their places counted from the first of them.
    let textsAt = UInt32(words.count * 4)
    shift(by: textsAt, models: models.count, firstNode: firstNode, detailsAt: detailsAt)
    words[Layout.Head.size] = textsAt + UInt32(texts.count)
    return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } } + texts
  }

  private mutating func shift(by offset: UInt32, models: Int, firstNode: Int, detailsAt: Int) {
    typealias Layout = ModelTableLayout
    for model in 0..<models {
      for word in Layout.Model.name...Layout.Model.licence {
        words[Layout.Head.words + model * Layout.Model.words + word] += offset
      }
    }
    for place in stride(from: firstNode, to: detailsAt, by: Layout.Node.words) {
      words[place + Layout.Node.name] += offset
    }
    var place = detailsAt + 1
    while place < words.count {
      let count = Int(words[place])
      for fact in 0..<count { words[place + 2 + fact * 2] += offset }
      place += 1 + count * 2
    }
  }

  /// The place of a text among the texts; equal ones are kept once.
  private mutating func text(_ text: String) throws(TooLarge) -> UInt32 {
    if let place = places[text] { return place }
    let place = UInt32(texts.count)
    let bytes = Array(text.utf8)
    guard bytes.count <= Int(UInt16.max) else { throw TooLarge(reason: "a text of more than 64 KiB") }
    texts += [UInt8(truncatingIfNeeded: bytes.count), UInt8(truncatingIfNeeded: bytes.count >> 8)] + bytes
    places[text] = place
    return place
  }

  // MARK: The tree

  /// Nodes level by level, so that children lie side by side; the first one stands above all.
  private static func tree(of model: ModelDraft) -> [Node] {
    var nodes = [Node(name: "", parent: 0, kind: .object)]
    for entry in model.entries {
      var names = entry.path.split(separator: ".").map(String.init)
      if entry.kind != .parameter, names.last == "{i}" { names.removeLast() }
      var at = 0
      for (index, name) in names.enumerated() where name != "{i}" {
        let isParameter = entry.kind == .parameter && index == names.count - 1
        at = child(named: name, isParameter: isParameter, of: at, in: &nodes)
        if index + 1 < names.count, names[index + 1] == "{i}" { nodes[at].kind = .table }
      }
      nodes[at].entry = entry
      nodes[at].kind = entry.kind
    }
    return levelled(nodes)
  }

  private static func child(named name: String, isParameter: Bool, of parent: Int, in nodes: inout [Node]) -> Int {
    if let known = nodes[parent].children.first(where: {
      nodes[$0].name == name && (nodes[$0].kind == .parameter) == isParameter
    }) {
      return known
    }
    nodes.append(Node(name: name, parent: parent, kind: isParameter ? .parameter : .object))
    nodes[parent].children.append(nodes.count - 1)
    return nodes.count - 1
  }

  private static func levelled(_ nodes: [Node]) -> [Node] {
    var order = [0]
    var next = 0
    while next < order.count {
      order += nodes[order[next]].children
      next += 1
    }
    var place = [Int](repeating: 0, count: nodes.count)
    for (index, old) in order.enumerated() { place[old] = index }
    return order.map { old in
      var node = nodes[old]
      node.parent = place[node.parent]
      node.children = node.children.map { place[$0] }
      return node
    }
  }

  // MARK: Facts

  private static func facts(_ node: Node) -> UInt32 {
    typealias Facts = ModelTableLayout.Facts
    var facts: UInt32 = 0
    facts.set(UInt32(node.kind.rawValue), in: Facts.kind)
    guard let entry = node.entry else { return facts }
    facts.set(entry.isWritable ? 1 : 0, in: Facts.isWritable)
    facts.set(UInt32(ValueType.allCases.firstIndex(of: entry.type) ?? 0), in: Facts.type)
    facts.set(UInt32(entry.status.rawValue), in: Facts.status)
    facts.set(UInt32(entry.traits.rawValue), in: Facts.traits)
    let kinds = Set(details(of: entry).map(\.0.rawValue))
    facts.set(kinds.reduce(0) { $0 | 1 << $1 }, in: Facts.details)
    return facts
  }

  private mutating func details(
    of node: Node, at start: Int, into words: inout [UInt32]
  ) throws(TooLarge) -> UInt32 {
    guard let entry = node.entry else { return 0 }
    let details = ModelTableWriter.details(of: entry)
    guard !details.isEmpty else { return 0 }
    let place = UInt32(start + words.count)
    words.append(UInt32(details.count))
    for (kind, value) in details { words += [kind.rawValue, try text(value)] }
    return place
  }

  private static func details(of entry: ModelEntry) -> [(ModelTableLayout.Detail, String)] {
    var details: [(ModelTableLayout.Detail, String)] = []
    func add(_ kind: ModelTableLayout.Detail, _ text: String?) {
      if let text, !text.isEmpty { details.append((kind, text)) }
    }
    add(.dataType, entry.dataType)
    if let list = entry.list {
      add(.list, "\(list.items?.text ?? "");\(list.length?.text ?? "");\(list.isNested ? "nested" : "")")
    }
    for length in entry.lengths { add(.length, length.text) }
    for range in entry.ranges { add(.range, range.text) }
    for value in entry.enumeration {
      add(.enumeration, "\(value.isSettable ? "w" : "r")\(value.status.rawValue)\(value.value)")
    }
    // An empty pattern is one that allows the empty text.
    for pattern in entry.patterns { details.append((.pattern, pattern)) }
    add(.units, entry.units)
    add(.defaultValue, entry.defaultValue.map { "\($0.origin.rawValue):\($0.value)" })
    add(.since, entry.since)
    add(.instances, entry.instances?.text)
    add(.countParameter, entry.countParameter)
    add(.enableParameter, entry.enableParameter)
    for key in entry.uniqueKeys {
      add(.uniqueKey, "\(key.isFunctional ? "f" : "n"):\(key.parameters.joined(separator: "+"))")
    }
    for reference in entry.references {
      let strength = reference.isStrong.map { $0 ? "strong" : "weak" } ?? ""
      let parts = [reference.kind.rawValue, strength, reference.targetType, reference.nullValue ?? ""]
      add(.reference, (parts + reference.targets).joined(separator: String(ModelTableLayout.separator)))
    }
    return details
  }
}
