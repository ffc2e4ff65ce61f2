package import JSON

extension ParameterTree {
  /// The paths that a search addresses, in the order of the tree: parameters, or objects without their dot.
  ///
  /// No match is an empty list. Commands and events are nothing that is known of a device.
  /// - Parameter isStopped: asked before each object is looked at; once true, what was found so far is worth nothing.
  package func search(_ search: SearchPath, isStopped: () -> Bool = { false }) -> [ExactString] {
    guard search.kind == .parameter || search.kind == .object, let root = search.steps.first else { return [] }
    var here = self[ExactString(root.name)].map { [$0.path] } ?? []
    var steps = search.steps.dropFirst()
    let leaf = search.kind == .parameter ? steps.popLast() : nil
    for step in steps {
      // Each object once: references may lead to the same one on many ways, and chains of them would multiply.
      here = unique(here.flatMap { isStopped() ? [] : next($0, step) })
    }
    guard let leaf else { return unique(here) }
    return unique(here.map { $0.appending(leaf.name) }).filter { path in self[path].map { !$0.isObject } ?? false }
  }

  /// The objects one step further on.
  private func next(_ object: ExactString, _ step: SearchPath.Step) -> [ExactString] {
    let named = object.appending(step.name)
    if let follow = step.follow { return followed(named, follow) }
    guard self[named]?.isObject ?? false else { return [] }
    switch step.rows {
    case nil: return [named]
    case .all: return rows(of: named)
    case .number(let number):
      let row = named.appending(String(number))
      return self[row] == nil ? [] : [row]
    case .alias(let alias):
      return rows(of: named).filter { row in
        self[row.appending("Alias")]?.value.map { ExactString($0) } == ExactString(alias)
      }
    case .matching(let terms):
      return rows(of: named).filter { row in terms.allSatisfy { holds($0, for: row) } }
    }
  }

  private func rows(of table: ExactString) -> [ExactString] {
    instances(of: table).map { table.appending(String($0)) }
  }

  /// The objects that a reference parameter points at; devices that write a trailing dot are understood.
  private func followed(_ parameter: ExactString, _ follow: SearchPath.Follow) -> [ExactString] {
    guard let value = self[parameter]?.value else { return [] }
    let targets = value.split(separator: ",", omittingEmptySubsequences: false).map { item in
      var target = item.drop { $0 == " " }
      while target.last == " " { target.removeLast() }
      if target.last == "." { target.removeLast() }
      return ExactString(String(target))
    }
    let wanted: [ExactString] =
      switch follow {
      case .all: targets
      case .item(let number): number <= targets.count ? [targets[number - 1]] : []
      }
    return wanted.filter { self[$0]?.isObject ?? false }
  }

  private func holds(_ term: SearchPath.Term, for row: ExactString) -> Bool {
    guard let parameter = term.left.last else { return false }
    var objects = [row]
    for step in term.left.dropLast() {
      objects = objects.flatMap { object in
        let named = object.appending(step.name)
        return step.follow.map { followed(named, $0) } ?? [named]
      }
    }
    return objects.contains { object in
      self[object.appending(parameter.name)].map { SearchComparison.holds($0, term) } ?? false
    }
  }

  private func unique(_ paths: [ExactString]) -> [ExactString] {
    var seen: Set<ExactString> = []
    return paths.filter { seen.insert($0).inserted }
  }
}

extension ExactString {
  /// The path one component further on.
  package func appending(_ component: String) -> ExactString {
    ExactString(text + "." + component)
  }
}

/// How a value compares with the constant of an expression.
private enum SearchComparison {
  static func holds(_ node: ParameterTree.Node, _ term: SearchPath.Term) -> Bool {
    let value = node.value ?? ""
    if term.comparison == .contains { return items(of: value).contains(ExactString(text(of: term.constant))) }
    if node.type == .boolean || term.constant.isBoolean {
      guard let mine = boolean(value), let theirs = boolean(text(of: term.constant)) else { return false }
      return compare(mine == theirs ? 0 : 1, term.comparison, isOrdered: false)
    }
    switch term.constant {
    case .text(let text):
      return compare(ExactString(value) == ExactString(text) ? 0 : 1, term.comparison, isOrdered: false)
    case .number(let text):
      guard let mine = Double(value.filter { !$0.isWhitespace }), let theirs = Double(text) else { return false }
      return compare(mine == theirs ? 0 : mine < theirs ? -1 : 1, term.comparison, isOrdered: true)
    case .time(let text):
      guard let mine = moment(value), let theirs = moment(text) else { return false }
      return compare(mine == theirs ? 0 : mine < theirs ? -1 : 1, term.comparison, isOrdered: true)
    case .boolean:
      return false
    }
  }

  private static func compare(_ order: Int, _ comparison: SearchPath.Comparison, isOrdered: Bool) -> Bool {
    switch comparison {
    case .equal: order == 0
    case .notEqual: order != 0
    case .less: isOrdered && order < 0
    case .greater: isOrdered && order > 0
    case .atMost: isOrdered && order <= 0
    case .atLeast: isOrdered && order >= 0
    case .contains: false
    }
  }

  private static func text(of constant: SearchPath.Constant) -> String {
    switch constant {
    case .text(let text), .number(let text), .time(let text): text
    case .boolean(let flag): flag ? "true" : "false"
    }
  }

  private static func items(of value: String) -> [ExactString] {
    guard !value.isEmpty else { return [] }
    return value.split(separator: ",", omittingEmptySubsequences: false).map { item in
      var trimmed = item.drop { $0.isWhitespace }
      while trimmed.last?.isWhitespace ?? false { trimmed.removeLast() }
      return ExactString(String(trimmed))
    }
  }

  private static func boolean(_ text: String) -> Bool? {
    switch text.filter({ !$0.isWhitespace }) {
    case "1", "true": true
    case "0", "false": false
    default: nil
    }
  }

  /// A time without an offset is taken for UTC.
  private static func moment(_ text: String) -> Timestamp? {
    Timestamp(text) ?? Timestamp(text + "Z")
  }
}

extension SearchPath.Constant {
  fileprivate var isBoolean: Bool {
    if case .boolean = self { return true }
    return false
  }
}
