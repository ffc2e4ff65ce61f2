/// An object, table or parameter of a data model, read from its table.
package struct ModelNode: Sendable, Hashable {
  private let words: ModelWords
  private let number: UInt32
  private let place: Int

  init(_ words: ModelWords, _ number: UInt32) {
    self.words = words
    self.number = number
    place = Int(words[ModelTableLayout.Head.firstNode]) &+ Int(number) &* ModelTableLayout.Node.words
  }

  /// The same place of the same table.
  package static func == (left: ModelNode, right: ModelNode) -> Bool {
    left.place == right.place && left.words.table == right.words.table
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(place)
    hasher.combine(words.table)
  }

  private var facts: UInt32 { words[place &+ ModelTableLayout.Node.facts] }

  package var name: String { words.string(at: words[place &+ ModelTableLayout.Node.name]) }

  package var kind: ModelEntry.Kind {
    ModelEntry.Kind(rawValue: UInt8(facts.bits(ModelTableLayout.Facts.kind))) ?? .object
  }

  package var isWritable: Bool { facts.bits(ModelTableLayout.Facts.isWritable) != 0 }
  package var type: ValueType { ValueType.allCases[Int(facts.bits(ModelTableLayout.Facts.type))] }

  package var status: ModelStatus {
    ModelStatus(rawValue: UInt8(facts.bits(ModelTableLayout.Facts.status))) ?? .current
  }

  package var traits: ModelTraits { ModelTraits(rawValue: UInt8(facts.bits(ModelTableLayout.Facts.traits))) }

  // MARK: The tree

  /// Nil above all.
  package var parent: ModelNode? {
    let parent = words[place &+ ModelTableLayout.Node.parent]
    return parent == number ? nil : ModelNode(words, parent)
  }

  /// In the order of the model.
  package var children: [ModelNode] {
    let first = words[place &+ ModelTableLayout.Node.firstChild]
    return (0..<childCount).map { ModelNode(words, first &+ UInt32($0)) }
  }

  private var childCount: Int { Int(words[place &+ ModelTableLayout.Node.childCountAndHash] & 0xFFFF) }

  /// The child of that name which is a parameter, or which is an object or a table.
  package func child(named name: String, isParameter: Bool) -> ModelNode? {
    var name = name
    return name.withUTF8 { utf8 in
      let wanted = ModelTableLayout.hash(utf8)
      let first = words[place &+ ModelTableLayout.Node.firstChild]
      for index in 0..<childCount {
        let node = ModelNode(words, first &+ UInt32(index))
        guard words[node.place &+ ModelTableLayout.Node.childCountAndHash] >> 16 == wanted,
          (node.kind == .parameter) == isParameter,
          words.text(at: words[node.place &+ ModelTableLayout.Node.name], equals: utf8)
        else { continue }
        return node
      }
      return nil
    }
  }

  /// The template, with the dot of an object and the `{i}.` of a table; below the mount point of a service model.
  package var path: String {
    guard let parent else { return "" }
    switch kind {
    case .object: return parent.path + name + "."
    case .table: return parent.path + name + ".{i}."
    case .parameter: return parent.path + name
    }
  }

  // MARK: Details

  private func details(_ kind: ModelTableLayout.Detail) -> [String] {
    guard facts.bits(ModelTableLayout.Facts.details) & 1 << kind.rawValue != 0 else { return [] }
    let details = Int(words[place &+ ModelTableLayout.Node.details])
    guard details != 0 else { return [] }
    var found: [String] = []
    for index in 0..<Int(words[details]) where words[details &+ 1 &+ index &* 2] == kind.rawValue {
      found.append(words.string(at: words[details &+ 2 &+ index &* 2]))
    }
    return found
  }

  package var dataType: String? { details(.dataType).first }

  package var list: ListFacts? {
    details(.list).first.map { text in
      let parts = text.split(separator: ";", omittingEmptySubsequences: false)
      return ListFacts(
        items: parts.first.flatMap { $0.isEmpty ? nil : Bounds(text: $0) },
        length: parts.count > 1 && !parts[1].isEmpty ? Bounds(text: parts[1]) : nil, isNested: parts.last == "nested")
    }
  }

  package var lengths: [Bounds] { details(.length).map { Bounds(text: $0) } }
  package var ranges: [Bounds] { details(.range).map { Bounds(text: $0) } }
  package var patterns: [String] { details(.pattern) }
  package var units: String? { details(.units).first }
  package var since: String { details(.since).first ?? "" }
  package var instances: Bounds? { details(.instances).first.map { Bounds(text: $0) } }
  package var countParameter: String? { details(.countParameter).first }
  package var enableParameter: String? { details(.enableParameter).first }

  package var enumeration: [EnumerationValue] {
    details(.enumeration).map { text in
      let status = text.dropFirst().first.flatMap { UInt8(String($0)) }.flatMap { ModelStatus(rawValue: $0) }
      return EnumerationValue(
        String(text.dropFirst(2)), isSettable: text.hasPrefix("w"), status: status ?? .current)
    }
  }

  package var defaultValue: DefaultValue? {
    details(.defaultValue).first.flatMap { text in
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      return DefaultValue.Origin(rawValue: String(parts[0])).map { DefaultValue($0, String(parts.last ?? "")) }
    }
  }

  package var uniqueKeys: [UniqueKey] {
    details(.uniqueKey).map { text in
      UniqueKey(
        isFunctional: text.hasPrefix("f"), parameters: text.dropFirst(2).split(separator: "+").map(String.init))
    }
  }

  package var references: [ModelReference] {
    details(.reference).compactMap { text in
      let parts = text.split(separator: ModelTableLayout.separator, omittingEmptySubsequences: false).map(String.init)
      guard parts.count >= 4, let kind = ModelReference.Kind(rawValue: parts[0]) else { return nil }
      var reference = ModelReference(kind)
      reference.isStrong = parts[1] == "strong" ? true : parts[1] == "weak" ? false : nil
      reference.targetType = parts[2]
      reference.nullValue = parts[3].isEmpty ? nil : parts[3]
      reference.targets = Array(parts.dropFirst(4))
      return reference
    }
  }
}
