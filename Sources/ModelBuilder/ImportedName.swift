internal import GatewayCore

/// A data type or a component of another document, under the name it has there.
struct ImportedName {
  let document: ModelDocument
  let name: String
}

/// A model from elsewhere: of another document, under the name it has there, or one that the caller supplied.
enum ImportedModel {
  case of(ModelDocument, name: String)
  case known(ModelDraft)
}

/// A definition with the document it stands in.
struct DefinedElement {
  let document: ModelDocument
  let element: RawElement
}
