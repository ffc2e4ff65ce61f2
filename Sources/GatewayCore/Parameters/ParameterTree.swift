package import JSON

/// What is known of a device's parameters: objects and parameters with their values, in the order of their paths.
package struct ParameterTree: Sendable {
  package struct Node: Sendable, Equatable {
    /// Without a trailing dot, for objects too.
    package let path: ExactString
    package let isObject: Bool
    /// Of a parameter: it can be set.
    ///
    /// Of a table: rows can be added. Of a row: it can be deleted.
    package var isWritable: Bool
    /// Nil for an object.
    package var value: String?
    package var type: ValueType

    package init(
      path: String, isObject: Bool, isWritable: Bool = false, value: String? = nil, type: ValueType = .string
    ) {
      self.path = ExactString(path)
      self.isObject = isObject
      self.isWritable = isWritable
      self.value = isObject ? nil : value ?? ""
      self.type = type
    }

    /// The last component.
    package var name: Substring {
      path.text.split(separator: ".").last ?? ""
    }
  }

  /// Where a node hangs: an index into `nodes`, which never moves.
  private var nodes: [Node?] = []
  private var children: [[Int]] = []
  private var places: [ExactString: Int] = [:]
  private var roots: [Int] = []

  package init() {}

  /// Builds a tree of nodes in any order; objects that nobody named but that must be there are added.
  package init(_ nodes: some Sequence<Node>) {
    for node in nodes { insert(node) }
    sortAll()
  }

  package var isEmpty: Bool { places.isEmpty }

  package subscript(path: ExactString) -> Node? {
    places[path].flatMap { nodes[$0] }
  }

  /// Sets the value of a parameter that is there.
  package mutating func setValue(_ value: String, at path: ExactString) {
    guard let place = places[path] else { return }
    nodes[place]?.value = value
  }

  // MARK: Walking

  /// All parameters below an object, or all there are for the empty path, in the order of their paths.
  package func parameters(below object: ExactString) -> [Node] {
    var found: [Node] = []
    if object.text.isEmpty {
      for root in roots { collect(root, into: &found) }
    } else if let place = places[object] {
      collect(place, into: &found)
    }
    return found
  }

  /// The numbers of a table's rows, ascending.
  package func instances(of table: ExactString) -> [UInt32] {
    childNames(of: table).compactMap { UInt32($0) }
  }

  /// The names directly below an object, in order.
  package func childNames(of object: ExactString) -> [Substring] {
    places[object].map { place in children[place].compactMap { nodes[$0]?.name } } ?? []
  }

  private func collect(_ place: Int, into found: inout [Node]) {
    guard let node = nodes[place] else { return }
    if node.isObject {
      for child in children[place] { collect(child, into: &found) }
    } else {
      found.append(node)
    }
  }

  /// Every node below an object, objects included, in order.
  package func nodes(below object: ExactString) -> [Node] {
    guard let place = places[object] else { return [] }
    return children[place].flatMap { child in
      (nodes[child].map { [$0] } ?? []) + (nodes[child].map { nodes(below: $0.path) } ?? [])
    }
  }

  /// The values of parameters that are there, in the order of the paths.
  package func values(of paths: [String]) -> [Variable] {
    paths.compactMap { path in
      self[ExactString(path)].flatMap { node in
        node.isObject ? nil : Variable(path: path, value: node.value ?? "", type: node.type)
      }
    }
  }

  // MARK: Changing

  /// Adds or replaces a node, and the objects above it that are missing.
  package mutating func insert(_ node: Node) {
    if let place = places[node.path] {
      nodes[place] = node
      return
    }
    let place = nodes.count
    nodes.append(node)
    children.append([])
    places[node.path] = place
    guard let dot = node.path.text.lastIndex(of: ".") else {
      roots.append(place)
      return
    }
    let parent = ExactString(String(node.path.text[..<dot]))
    if places[parent] == nil { insert(Node(path: parent.text, isObject: true)) }
    guard let above = places[parent] else { return }
    children[above].append(place)
  }

  /// Adds a row and what is below it, keeping the order of the rows.
  package mutating func insertRow(_ row: [Node], below table: ExactString) {
    for node in row { insert(node) }
    if let place = places[table] { sortChildren(of: place) }
  }

  /// Removes an object and everything below it.
  package mutating func remove(_ object: ExactString) {
    guard let place = places[object] else { return }
    for child in children[place] {
      if let path = nodes[child]?.path { remove(path) }
    }
    places[object] = nil
    nodes[place] = nil
    guard let dot = object.text.lastIndex(of: "."),
      let above = places[ExactString(String(object.text[..<dot]))]
    else { return }
    children[above].removeAll { $0 == place }
  }

  private mutating func sortAll() {
    for place in children.indices { sortChildren(of: place) }
  }

  private mutating func sortChildren(of place: Int) {
    children[place] = children[place].sorted { precedes($0, $1) }
  }

  /// Rows by number; everything else stays as it came, which is the order of the device or the model.
  private func precedes(_ left: Int, _ right: Int) -> Bool {
    switch (UInt32(nodes[left]?.name ?? ""), UInt32(nodes[right]?.name ?? "")) {
    case (let mine?, let theirs?): mine < theirs
    case (.some, nil): true
    case (nil, .some): false
    case (nil, nil): left < right
    }
  }
}
