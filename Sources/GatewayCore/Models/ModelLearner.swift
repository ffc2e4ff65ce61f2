internal import JSON

/// Makes a model of what devices report: their templates, access and types, with what published models say besides.
package struct ModelLearner {
  /// A parameter that devices, or rows, label with several types.
  package struct Disagreement: Equatable, Sendable {
    package let path: String
    package let types: [ValueType]
    package let taken: ValueType
  }

  private let published: ModelCatalogue
  private var templates: [LearnedTemplate] = []
  private var places: [ExactString: Int] = [:]
  /// What devices of the kind that was learned from follow.
  private var scope: ModelScope?
  /// Paths that no model can have.
  package private(set) var leftOut = 0

  /// - Parameter published: models that say more of what devices report.
  package init(_ published: ModelCatalogue) {
    self.published = published
  }

  /// Adds what one device reports below a root.
  package mutating func add(_ tree: ParameterTree, root: RootModel) {
    if scope == nil { scope = published.everything.fitting(tree) }
    guard let top = tree[ExactString(root.rawValue)] else { return }
    add(top)
    for node in tree.nodes(below: top.path) { add(node) }
  }

  private mutating func add(_ node: ParameterTree.Node) {
    let names = node.path.text.split(separator: ".", omittingEmptySubsequences: false)
    guard let template = LearnedTemplate(names, isParameter: !node.isObject) else {
      leftOut += 1
      return
    }
    guard template.components.last?.isInstance == false else {
      // A row says of its table that it is one.
      guard let table = places[ExactString(LearnedTemplate.parent(of: template.text))] else { return }
      templates[table].isTable = true
      return
    }
    if let object = places[ExactString(LearnedTemplate.object(above: template.text))] {
      templates[object].isEmpty = false
    }
    let key = ExactString(template.text + (node.isObject ? "." : ""))
    let place = places[key] ?? templates.count
    if place == templates.count {
      templates.append(template)
      places[key] = place
    }
    templates[place].add(node)
  }

  // MARK: The model

  /// All that was reported so far, as a model.
  ///
  /// - Parameter source: where it comes from, such as the names of files.
  package func draft(name: String, version: String, source: String) -> ModelDraft {
    var draft = ModelDraft(name: name, version: version, source: "learned from \(source)")
    var licences: [String] = []
    for template in templates {
      let match = match(of: template)
      draft.entries.append(entry(of: template, match))
      // What it says comes from there.
      if let licence = match?.model.licence, !licence.isEmpty, !licences.contains(licence) { licences.append(licence) }
    }
    draft.licence = licences.joined(separator: " ")
    return draft
  }

  /// Where types differ between devices or rows, in the order of the model.
  package var disagreements: [Disagreement] {
    templates.filter { $0.types.count > 1 }.map { template in
      Disagreement(
        path: template.text, types: template.types, taken: template.type(published: match(of: template)?.valueType))
    }
  }

  /// How many parameters no published model has.
  package var vendorParameterCount: Int {
    templates.count { $0.isParameter && match(of: $0) == nil }
  }

  private func match(of template: LearnedTemplate) -> ModelMatch? {
    guard let scope else { return nil }
    return ModelLookup(template.components, isPartial: !template.isParameter, in: scope).matches.first
  }

  private func entry(of template: LearnedTemplate, _ match: ModelMatch?) -> ModelEntry {
    guard template.isParameter else { return object(template, match) }
    var entry = match.map { ModelEntry($0.node) } ?? ModelEntry(path: "", kind: .parameter)
    entry.path = template.text
    if let service = match?.service { entry.mountReferences(below: service) }
    entry = entry.reported(isWritable: template.isWritable, type: template.type(published: match?.valueType))
    if !entry.enumeration.isEmpty, entry.list == nil {
      // What devices have beside the published names is theirs, and taken by them.
      for value in template.values where !entry.enumeration.contains(where: { $0.value == value }) {
        entry.enumeration.append(EnumerationValue(value))
      }
    }
    return entry
  }

  private func object(_ template: LearnedTemplate, _ match: ModelMatch?) -> ModelEntry {
    let kind: ModelEntry.Kind =
      template.isTable || (match.map { $0.node.kind == .table } ?? template.isEmpty) ? .table : .object
    var entry = match.flatMap { $0.node.kind == kind ? ModelEntry($0.node) : nil } ?? ModelEntry(path: "", kind: kind)
    entry.path = template.text + (kind == .table ? ".{i}." : ".")
    entry.isWritable = kind == .table && template.isWritable
    if entry.status == .deleted { entry.status = .obsoleted }
    let count = template.text + "NumberOfEntries"
    if kind == .table, entry.countParameter == nil, places[ExactString(count)] != nil {
      entry.countParameter = count.split(separator: ".").last.map(String.init)
    }
    return entry
  }
}

extension LearnedTemplate {
  /// The key of the table whose row this is.
  fileprivate static func parent(of row: String) -> String { String(row.dropLast("{i}".count)) }

  /// The key of the object, or of the table, in which this stands.
  fileprivate static func object(above text: String) -> String {
    let object = text.lastIndex(of: ".").map { text[...$0] } ?? ""
    return String(object.hasSuffix(".{i}.") ? object.dropLast("{i}.".count) : object)
  }
}

extension ModelMatch {
  /// The type as it travels.
  fileprivate var valueType: ValueType { node.list == nil ? node.type : .string }

  /// Where the root object of a service model is, seen from the root; nil for a root model.
  fileprivate var service: String? {
    guard !mount.isEmpty, let dot = mount.firstIndex(of: ".") else { return nil }
    let name = node.path.prefix { $0 != "." }
    return "\(mount[dot...])\(name).{i}"
  }
}
