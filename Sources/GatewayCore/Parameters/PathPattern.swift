package import JSON

/// A search path used to pick from a list of paths, component by component and never by characters.
package struct PathPattern: Sendable {
  private let search: SearchPath

  package init(_ text: String) throws(PathError) {
    search = try SearchPath(text)
  }

  /// Expressions and references can only be answered where the list has values.
  package var needsValues: Bool { search.needsValues }

  /// Those of the items that match, in their order and as often as they are there.
  ///
  /// A pattern that ends in a dot matches the object itself and everything below it.
  package func matches(among items: [PathItem]) -> [String] {
    guard search.needsValues || hasAlias else { return items.map(\.path).filter { matches($0) } }
    let tree = ParameterTree(
      items.compactMap { item in
        item.path.hasSuffix(".")
          ? ParameterTree.Node(path: String(item.path.dropLast()), isObject: true)
          : item.value.map {
            ParameterTree.Node(path: item.path, isObject: false, value: $0, type: item.type ?? .string)
          }
      })
    let found = Set(tree.search(search))
    return items.map(\.path).filter { path in
      matches(path) || (search.kind == .object ? isBelowAny(path, found) : found.contains(ExactString(path)))
    }
  }

  /// The parameters of a device that it covers: those it names, or all below the objects it names.
  ///
  /// - Parameter isStopped: as ``ParameterTree/search(_:isStopped:)`` takes it.
  package func parameters(in tree: ParameterTree, isStopped: () -> Bool = { false }) -> [ExactString] {
    let found = tree.search(search, isStopped: isStopped)
    guard search.kind == .object else { return found }
    var seen: Set<ExactString> = []
    return found.flatMap { tree.parameters(below: $0).map(\.path) }.filter { seen.insert($0).inserted }
  }

  private var hasAlias: Bool {
    search.steps.contains { step in
      if case .alias = step.rows { return true }
      return false
    }
  }

  /// Whether an object or parameter lies at or below one of the objects that were found.
  private func isBelowAny(_ path: String, _ found: Set<ExactString>) -> Bool {
    var end = path.endIndex
    while let dot = path[..<end].lastIndex(of: ".") {
      if found.contains(ExactString(String(path[..<dot]))) { return true }
      end = dot
    }
    return false
  }

  /// Whether the text alone decides that the path matches.
  private func matches(_ path: String) -> Bool {
    guard !search.needsValues, search.kind == .object || search.kind == .parameter else { return false }
    let components = PathGrammar.split(Array(path.unicodeScalars)).map { String(scalars: $0.text) }
    var at = 0
    for step in search.steps {
      guard at < components.count, ExactString(components[at]) == ExactString(step.name) else { return false }
      at += 1
      guard let rows = step.rows else { continue }
      guard at < components.count, PathPattern.holds(rows, for: components[at]) else { return false }
      at += 1
    }
    // Below an object there is at least the empty component behind its dot.
    return search.kind == .object ? at < components.count : at == components.count
  }

  private static func holds(_ rows: SearchPath.Rows, for component: String) -> Bool {
    switch rows {
    case .all: !component.isEmpty && component.utf8.allSatisfy { (0x30...0x39).contains($0) }
    case .number(let number): component == String(number)
    case .alias(let alias): component == "[\(alias)]"
    case .matching: false
    }
  }
}

/// One entry of a list of paths; the value when it is known.
package struct PathItem: Sendable {
  package let path: String
  package let value: String?
  package let type: ValueType?

  package init(path: String, value: String? = nil, type: ValueType? = nil) {
    self.path = path
    self.value = value
    self.type = type
  }
}

extension PathItem: JSONReadable {
  private static let members: [StaticString] = ["path", "value", "type"]

  /// A path alone, or an object with its value.
  package init(reading value: JSONValue) throws(JSONReadError) {
    if let path = value.stringValue {
      self.init(path: path)
      return
    }
    guard value.kind == .object else { throw .expected("a path, or an object with path and value", found: value.kind) }
    let variable = try RequestedVariable(reading: value)
    self.init(path: variable.path.text, value: variable.value?.text, type: variable.type)
  }
}
