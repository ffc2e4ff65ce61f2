/// What one data model says, as it was read from a document: facts alone, no prose.
package struct ModelDraft: Equatable, Sendable {
  /// Such as `Device` or `VoiceService`.
  package var name: String
  /// Such as `2.19`.
  package var version: String
  /// Mounted below `Services.` of a root model.
  package var isService: Bool
  /// Where the facts come from: the document's own identifier and the name of its file.
  package var source: String
  /// The notice under which they may be passed on, in a line.
  package var licence: String
  /// In the order of the document; an object stands before what it holds.
  package var entries: [ModelEntry] = []

  package init(name: String, version: String, isService: Bool = false, source: String = "", licence: String = "") {
    self.name = name
    self.version = version
    self.isService = isService
    self.source = source
    self.licence = licence
  }

  /// `Device:2.19`.
  package var id: String { "\(name):\(version)" }
}
