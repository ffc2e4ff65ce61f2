internal import GatewayCore

/// The documents of one reading: each is read once, with what it imports.
final class ModelLibrary {
  typealias Open = ModelReader.Open

  let known: [ModelDraft]
  private let entities: EntityRule
  private let open: Open
  private var documents: [String: ModelDocument] = [:]
  /// Files whose imports are being read, outermost first.
  private var loading: [String] = []

  init(known: [ModelDraft], entities: EntityRule, open: @escaping Open) {
    self.known = known
    self.entities = entities
    self.open = open
  }

  /// The document in a file; nil when there is no such file.
  func document(_ path: String) throws(ModelDocumentError) -> ModelDocument? {
    if let document = documents[path] { return document }
    guard let bytes = try open(path) else { return nil }
    let raw = try DocumentParser.parse(bytes, file: path, entities: entities)
    let document = try ModelDocument(raw, file: path)
    guard loading.count < 64 else {
      throw ModelDocumentError(file: path, reason: "more than 64 files import one another")
    }
    loading.append(path)
    defer { loading.removeLast() }
    for element in raw.root.children where element.name == "import" { try addImports(element, to: document) }
    documents[path] = document
    return document
  }

  private func addImports(_ element: RawElement, to document: ModelDocument) throws(ModelDocumentError) {
    let file = try document.required("file", of: element)
    // Without items it is for the prose: bibliographies and the like.
    guard !element.children.isEmpty else { return }
    let places = ImportPlaces.of(file, beside: document.file)
    var source: ModelDocument?
    for place in places where source == nil {
      if let start = loading.firstIndex(of: place) {
        if place != places[0] { continue }  // the importing file itself, under another of its names
        let circle = (loading[start...] + [place]).joined(separator: " imports ")
        throw document.error(element, "imports go in a circle: \(circle)")
      }
      source = try self.document(place)
    }
    for item in element.children {
      let name = try document.required("name", of: item)
      let theirs = item["ref"] ?? name
      guard let source else {
        if item.name == "model", let draft = known.first(where: { $0.id == theirs }) {
          document.add(model: name, .known(draft))
          continue
        }
        throw document.error(
          element, "imports `\(file)`, which is not there; looked for \(places.joined(separator: ", "))")
      }
      try add(item, name: name, theirs: theirs, from: source, to: document)
    }
  }

  private func add(
    _ item: RawElement, name: String, theirs: String, from source: ModelDocument, to document: ModelDocument
  ) throws(ModelDocumentError) {
    var isThere = true
    switch item.name {
    case "dataType":
      isThere = source.dataType(named: theirs) != nil
      document.add(dataType: name, ImportedName(document: source, name: theirs))
    case "component":
      isThere = source.component(named: theirs) != nil
      document.add(component: name, ImportedName(document: source, name: theirs))
    case "model":
      if source.model(named: theirs) != nil || source.importedModel(named: theirs) != nil {
        document.add(model: name, .of(source, name: theirs))
      } else if let draft = known.first(where: { $0.id == theirs }) {
        document.add(model: name, .known(draft))
      } else {
        isThere = false
      }
    default: break
    }
    guard isThere else {
      throw document.error(item, "imports \(item.name) `\(theirs)`, which `\(source.file)` does not define")
    }
  }
}
