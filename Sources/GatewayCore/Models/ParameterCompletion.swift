internal import JSON

/// What can stand next in a path that is being typed.
package struct ParameterCompletion {
  package struct Item: Equatable, Sendable {
    /// The whole path, with the dot of an object.
    package let path: String
    package let kind: ModelEntry.Kind
    /// Nil where nothing says so: of an object that is there once, and of a row.
    package var isWritable: Bool?
    package var type: ValueType?
  }

  private let scope: ModelScope
  private let device: ParameterTree?

  package init(_ scope: ModelScope, device: ParameterTree? = nil) {
    self.scope = device.map { scope.fitting($0) } ?? scope
    self.device = device
  }

  /// All that continues a prefix: what the device has first, then what the models have besides, in their order.
  package func items(_ prefix: String) -> [Item] {
    let parts = PathGrammar.split(Array(prefix.unicodeScalars))
    let word = String(scalars: parts[parts.count - 1].text)
    let parent = String(prefix.unicodeScalars.prefix(parts[parts.count - 1].position))
    if parent.isEmpty { return roots(word) }
    var collector = Collector(parent: parent, word: word)
    let path = ParameterCompletion.path(parent)
    let matches = path.map { ModelLookup($0, in: scope).matches } ?? []
    if let device { add(device, matches, to: &collector) }
    add(matches, to: &collector)
    if let path { addServices(path, to: &collector) }
    return collector.items
  }

  private func roots(_ word: String) -> [Item] {
    var collector = Collector(parent: "", word: word)
    for model in scope.roots {
      for root in model.top.children { collector.add(root) }
    }
    return collector.items
  }

  /// A parent as it is typed: rows by number, alias, `*` or `{i}`.
  private static func path(_ parent: String) -> ParameterPath? {
    var parts = parent.split(separator: ".", omittingEmptySubsequences: false)
    for index in parts.indices where parts[index] == "*" || parts[index] == "{i}" { parts[index] = "1" }
    return try? ParameterPath(strict: parts.joined(separator: "."))
  }

  // MARK: The device

  private func add(_ device: ParameterTree, _ matches: [ModelMatch], to collector: inout Collector) {
    let object = collector.parent.dropLast()
    for name in device.childNames(of: ExactString(String(object))) {
      guard let node = device[ExactString("\(object).\(name)")] else { continue }
      guard node.isObject else {
        collector.add("\(name)", .parameter, isWritable: node.isWritable, type: node.type)
        continue
      }
      let isRow = UInt32(name) != nil
      // Of a table without rows, only a model knows that it is one.
      let isTable =
        !device.instances(of: ExactString("\(object).\(name)")).isEmpty
        || matches.contains { $0.node.child(named: String(name), isParameter: false)?.kind == .table }
      collector.add("\(name).", isTable ? .table : .object, isWritable: isTable && !isRow ? node.isWritable : nil)
    }
    if collector.hasRows { collector.add("*.", .object) }
  }

  // MARK: The models

  private func add(_ matches: [ModelMatch], to collector: inout Collector) {
    for match in matches {
      if match.node.kind == .table, !match.isRow {
        collector.add("*.", .object)
        // Which rows there are, only a device knows.
        if device == nil { collector.add("{i}.", .object) }
      } else if match.node.kind != .parameter {
        for child in match.node.children { collector.add(child) }
      }
    }
  }

  private func addServices(_ path: ParameterPath, to collector: inout Collector) {
    guard path.components.count == 2, path.components[1] == .name("Services") else { return }
    for service in scope.services {
      for child in service.top.children { collector.add(child) }
    }
  }

  private struct Collector {
    let parent: String
    let word: String
    private(set) var items: [Item] = []
    private(set) var hasRows = false
    private var seen: Set<ExactString> = []

    init(parent: String, word: String) {
      self.parent = parent
      self.word = word
    }

    mutating func add(_ child: ModelNode) {
      // What the model that counts most has deleted is not offered by an older one either.
      guard child.status != .deleted else {
        seen.insert(ExactString(child.kind == .parameter ? child.name : child.name + "."))
        return
      }
      switch child.kind {
      case .parameter:
        add(child.name, .parameter, isWritable: child.isWritable, type: child.list == nil ? child.type : .string)
      case .table: add(child.name + ".", .table, isWritable: child.isWritable)
      case .object: add(child.name + ".", .object)
      }
    }

    mutating func add(_ name: String, _ kind: ModelEntry.Kind, isWritable: Bool? = nil, type: ValueType? = nil) {
      if kind == .object, UInt32(name.dropLast()) != nil { hasRows = true }
      guard name.utf8.starts(with: word.utf8), seen.insert(ExactString(name)).inserted else { return }
      items.append(Item(path: parent + name, kind: kind, isWritable: isWritable, type: type))
    }
  }
}
