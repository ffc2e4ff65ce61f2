internal import GatewayCore

/// Puts a model together from its element: objects, parameters, components, and amendments of what is there already.
struct ModelAssembler {
  /// Where the items of an element go.
  struct Placement {
    let document: ModelDocument
    /// The object they are in; empty at the top.
    var path = ""
    /// Versions before this one count as it; empty for no such bound.
    var floor = ""
    /// The components that are being expanded, outermost first.
    var uses: [DefinedElement] = []
    /// The documents that use them, in the same order.
    var callers: [ModelDocument] = []
  }

  /// The largest published model has 8216 items.
  private static let maximumSteps = 100_000
  /// Paths have at most 256 characters in a device.
  private static let maximumPath = 1024
  private static let maximumDepth = 64

  private(set) var model: ResolvedModel
  private var steps = 0

  init(amending model: ResolvedModel) {
    self.model = model
  }

  /// Adds what stands in a model, an object or a component.
  mutating func add(itemsOf element: RawElement, at place: Placement) throws(ModelDocumentError) {
    for child in element.children {
      steps += 1
      guard steps <= Self.maximumSteps else {
        throw place.document.error(
          child, "more than \(Self.maximumSteps) items: components in components in components")
      }
      switch child.name {
      case "object": try add(object: child, at: place)
      case "parameter": try add(parameter: child, at: place)
      case "component": try expand(component: child, at: place)
      default: break
      }
    }
  }

  private mutating func add(object element: RawElement, at place: Placement) throws(ModelDocumentError) {
    let document = place.document
    let (name, isAmendment) = try document.nameOrBase(of: element)
    let path = try path(name, of: element, at: place)
    guard path.hasSuffix(".") else {
      throw document.error(element, "object `\(path)`: the name of an object ends in a dot")
    }
    switch (model.entry(path), isAmendment) {
    case (nil, true): throw document.error(element, "object `\(path)` is amended and not there")
    case (_?, false): throw document.error(element, "object `\(path)` is defined twice")
    case (var entry?, true):
      try document.describe(object: element, in: &entry)
      model.replace(entry)
    case (nil, false):
      var entry = ModelEntry(path: path, kind: TemplatePath.isTable(path) ? .table : .object)
      // The schema's default is one. Tables of Device:2.19 that leave it out have a count and may be empty.
      entry.instances = Bounds(entry.kind == .table ? "0" : "1", "1")
      try document.describe(object: element, in: &entry)
      entry.since = since(of: element, at: place, in: TemplatePath.parent(of: path))
      model.add(entry)
    }
    var inner = place
    inner.path = path
    try add(itemsOf: element, at: inner)
  }

  private mutating func add(parameter element: RawElement, at place: Placement) throws(ModelDocumentError) {
    let document = place.document
    let (name, isAmendment) = try document.nameOrBase(of: element)
    let path = try path(name, of: element, at: place)
    switch (model.entry(path), isAmendment) {
    case (nil, true): throw document.error(element, "parameter `\(path)` is amended and not there")
    case (_?, false): throw document.error(element, "parameter `\(path)` is defined twice")
    case (var entry?, true):
      try document.describe(parameter: element, in: &entry, isAmendment: true)
      model.replace(entry)
    case (nil, false):
      guard model.holds(object: place.path) else {
        throw document.error(element, "parameter `\(name)`: its object `\(place.path)` is not there")
      }
      var entry = ModelEntry(path: path, kind: .parameter)
      try document.describe(parameter: element, in: &entry, isAmendment: false)
      entry.since = since(of: element, at: place, in: place.path)
      model.add(entry)
    }
  }

  private func path(
    _ name: String, of element: RawElement, at place: Placement
  ) throws(ModelDocumentError) -> String {
    let path = place.path + name
    guard path.utf8.count <= Self.maximumPath else {
      throw place.document.error(element, "a path of more than \(Self.maximumPath) bytes")
    }
    return path
  }

  /// The version of an item itself; in a component not before that of its use and of the object around it.
  private func since(of element: RawElement, at place: Placement, in object: String?) -> String {
    let own = place.document.version(of: element)
    if place.uses.isEmpty { return own }
    return VersionNumber.later(VersionNumber.later(own, place.floor), object.map { model.since(of: $0) } ?? "")
  }

  private mutating func expand(component element: RawElement, at place: Placement) throws(ModelDocumentError) {
    let document = place.document
    let name = try document.required("ref", of: element)
    guard var found = document.component(named: name) else {
      throw document.error(element, "component `\(name)` is defined nowhere: neither in this document nor by an import")
    }
    if try found.document.flag("virtual", of: found.element) ?? false {
      found = try realComponent(named: name, place) ?? found
    }
    let isOpen = place.uses.contains {
      $0.document === found.document && $0.element.line == found.element.line
        && $0.element["name"] == found.element["name"]
    }
    if isOpen { throw document.error(element, "component `\(name)` contains itself") }
    guard place.uses.count < Self.maximumDepth else {
      throw document.error(element, "components nested deeper than \(Self.maximumDepth)")
    }
    var inner = Placement(document: found.document)
    inner.path = try path(element["path"] ?? "", of: element, at: place)
    inner.floor = VersionNumber.later(place.floor, document.version(of: element))
    inner.uses = place.uses + [found]
    inner.callers = place.callers + [document]
    try add(itemsOf: found.element, at: inner)
  }

  /// What stands in for a virtual component: the first of its name among the documents on the way here that is real.
  private func realComponent(named name: String, _ place: Placement) throws(ModelDocumentError) -> DefinedElement? {
    for caller in [place.document] + place.callers.reversed() {
      guard let found = caller.component(named: name) else { continue }
      if try found.document.flag("virtual", of: found.element) != true { return found }
    }
    return nil
  }
}
