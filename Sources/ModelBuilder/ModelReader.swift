package import GatewayCore

/// Reads data-model documents of the Broadband Forum's form, published ones and those of vendors that amend them.
package struct ModelReader: Sendable {
  /// Gives the bytes of a file, nil when there is none of that name; ``ModelFile/read(_:)`` is one.
  package typealias Open = @Sendable (String) throws(ModelDocumentError) -> [UInt8]?

  private let known: [ModelDraft]
  private let entities: EntityRule
  private let open: Open

  /// - Parameters:
  ///   - known: models that documents may amend without a file: `base="Device:2.19"` finds `Device:2.19` here when no
  ///     imported file has it.
  ///   - entities: what documents may declare; the Forum's `tr-106-types.xml` needs ``EntityRule/shortTexts``.
  package init(
    known: [ModelDraft] = [], entities: EntityRule = .refused, open: @escaping Open = ModelFile.read
  ) {
    self.known = known
    self.entities = entities
    self.open = open
  }

  /// The models that a document defines, in its order; none when it has data types and components only.
  ///
  /// Imports are looked for beside it. A file that is needed and not there, whatever is not a data-model document and
  /// every name that nobody defines ends the reading.
  /// - Throws: ``ModelDocumentError`` with file, line and reason.
  package func read(file: String) throws(ModelDocumentError) -> [ModelDraft] {
    let library = ModelLibrary(known: known, entities: entities, open: open)
    guard let document = try library.document(file) else {
      throw ModelDocumentError(file: file, reason: "there is no such file")
    }
    var drafts: [ModelDraft] = []
    for element in document.models {
      let model = try library.model(element, of: document)
      drafts.append(try draft(model, of: element, in: document))
    }
    return drafts
  }

  private func draft(
    _ model: ResolvedModel, of element: RawElement, in document: ModelDocument
  ) throws(ModelDocumentError) -> ModelDraft {
    let id = try document.required("name", of: element)
    let parts = id.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[1].contains(".") else {
      throw document.error(element, "model `\(id)`: a name is followed by a colon and a version such as 2.19")
    }
    var draft = ModelDraft(name: String(parts[0]), version: String(parts[1]), isService: model.isService)
    draft.source = model.source
    draft.licence = model.licence
    draft.entries = model.finished()
    return draft
  }
}
