internal import GatewayCore

extension ModelLibrary {
  /// A model of a document, with what it is based on.
  ///
  /// - Throws: ``ModelDocumentError`` for a base that is nowhere or that goes in a circle, and for whatever is wrong in
  ///   the model.
  func model(
    _ element: RawElement, of document: ModelDocument, beneath chain: [String] = []
  ) throws(ModelDocumentError) -> ResolvedModel {
    let name = try document.required("name", of: element)
    if let resolved = document.resolvedModels[name] { return resolved }
    let key = "\(document.file) \(name)"
    if chain.contains(key) { throw document.error(element, "model `\(name)` is based on itself") }
    guard chain.count < 64 else { throw document.error(element, "models based on models, more than 64 deep") }
    var start = ResolvedModel()
    let source = "\(document.spec), \(fileName(document.file))"
    if let base = element["base"] {
      start = try self.base(base, of: element, named: name, in: document, beneath: chain + [key])
      start.source = "\(source); based on \(base) of \(start.source)"
    } else {
      start.source = source
    }
    if start.licence.isEmpty { start.licence = document.licence }
    if let isService = try document.flag("isService", of: element) { start.isService = isService }
    var assembler = ModelAssembler(amending: start)
    try assembler.add(itemsOf: element, at: ModelAssembler.Placement(document: document))
    document.resolvedModels[name] = assembler.model
    return assembler.model
  }

  private func base(
    _ base: String, of element: RawElement, named name: String, in document: ModelDocument, beneath chain: [String]
  ) throws(ModelDocumentError) -> ResolvedModel {
    // An amended model often keeps the name of its base.
    if base != name, let local = document.model(named: base) { return try model(local, of: document, beneath: chain) }
    if let imported = try imported(base, into: document, beneath: chain) { return imported }
    if let draft = known.first(where: { $0.id == base }) { return ResolvedModel(draft) }
    let ids = known.map(\.id).joined(separator: ", ")
    throw document.error(
      element,
      "model `\(name)` is based on `\(base)`, which is nowhere: neither in this document nor by an import nor known "
        + "(known: \(ids.isEmpty ? "none" : ids))")
  }

  private func imported(
    _ name: String, into document: ModelDocument, beneath chain: [String]
  ) throws(ModelDocumentError) -> ResolvedModel? {
    switch document.importedModel(named: name) {
    case .known(let draft)?: return ResolvedModel(draft)
    case .of(let source, let theirs)?:
      if let element = source.model(named: theirs) { return try model(element, of: source, beneath: chain) }
      return try imported(theirs, into: source, beneath: chain)
    case nil: return nil
    }
  }

  private func fileName(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
}
