/// One document with what it imports: where the names in it are looked up.
final class ModelDocument {
  let file: String
  let spec: String
  let licence: String
  let models: [RawElement]
  private let dataTypes: [String: RawElement]
  private let components: [String: RawElement]
  private var importedTypes: [String: ImportedName] = [:]
  private var importedComponents: [String: ImportedName] = [:]
  private var importedModels: [String: ImportedModel] = [:]
  /// Types that were resolved before, by name.
  var resolvedTypes: [String: ValueFacts] = [:]
  /// Models that were resolved before, by name.
  var resolvedModels: [String: ResolvedModel] = [:]

  /// - Throws: ``ModelDocumentError`` for a definition without a name or one that stands twice.
  init(_ raw: RawDocument, file: String) throws(ModelDocumentError) {
    self.file = file
    guard let spec = raw.root["spec"] else {
      throw ModelDocumentError(file: file, line: raw.root.line, reason: "`document` without the attribute `spec`")
    }
    self.spec = spec
    licence =
      raw.carriesForumNotice ? "BSD-3-Clause wording, copyright Broadband Forum; copyright only, no patents" : ""
    dataTypes = try Self.named("dataType", in: raw.root, file: file)
    components = try Self.named("component", in: raw.root, file: file)
    _ = try Self.named("model", in: raw.root, file: file)
    models = Array(raw.root.children(named: "model"))
  }

  private static func named(
    _ kind: String, in root: RawElement, file: String
  ) throws(ModelDocumentError) -> [String: RawElement] {
    var found: [String: RawElement] = [:]
    for element in root.children where element.name == kind {
      guard let name = element["name"], !name.isEmpty else {
        throw ModelDocumentError(file: file, line: element.line, reason: "`\(kind)` without the attribute `name`")
      }
      if let first = found.updateValue(element, forKey: name) {
        throw ModelDocumentError(
          file: file, line: element.line, reason: "\(kind) `\(name)` is defined twice, first in line \(first.line)")
      }
    }
    return found
  }

  func add(dataType name: String, _ imported: ImportedName) { importedTypes[name] = imported }
  func add(component name: String, _ imported: ImportedName) { importedComponents[name] = imported }
  func add(model name: String, _ imported: ImportedModel) { importedModels[name] = imported }

  /// The data type of a name, with the document that defines it; that is where names in it are looked up.
  func dataType(named name: String) -> DefinedElement? {
    if let element = dataTypes[name] { return DefinedElement(document: self, element: element) }
    return importedTypes[name].flatMap { $0.document.dataType(named: $0.name) }
  }

  /// The component of a name, with the document that defines it.
  func component(named name: String) -> DefinedElement? {
    if let element = components[name] { return DefinedElement(document: self, element: element) }
    return importedComponents[name].flatMap { $0.document.component(named: $0.name) }
  }

  func model(named name: String) -> RawElement? {
    models.first { $0["name"] == name }
  }

  func importedModel(named name: String) -> ImportedModel? { importedModels[name] }

  func error(_ element: RawElement, _ reason: String) -> ModelDocumentError {
    ModelDocumentError(file: file, line: element.line, reason: reason)
  }
}
