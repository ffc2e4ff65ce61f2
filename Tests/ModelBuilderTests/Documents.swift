internal import GatewayCore
internal import ModelBuilder

/// Documents written for a test, read as if they were files.
struct Documents {
  var files: [String: String] = [:]
  var known: [ModelDraft] = []

  /// One document, `d.xml`, of what stands in its root element.
  init(_ content: String) {
    files["d.xml"] = Self.document(content)
  }

  init(files: [String: String], known: [ModelDraft] = []) {
    self.files = files.mapValues { Self.document($0) }
    self.known = known
  }

  func read(_ file: String = "d.xml") throws(ModelDocumentError) -> [ModelDraft] {
    let files = files
    return try ModelReader(known: known) { files[$0].map { Array($0.utf8) } }.read(file: file)
  }

  /// What the reading ends with; nil when it does not.
  func failure(_ file: String = "d.xml") -> ModelDocumentError? {
    do {
      _ = try read(file)
      return nil
    } catch {
      return error
    }
  }

  /// The root element stands in line 1 and what is in it begins in line 2.
  static func document(_ content: String) -> String {
    """
    <dm:document xmlns:dm="urn:broadband-forum-org:cwmp:datamodel-1-14" \
    xmlns:dmr="urn:broadband-forum-org:cwmp:datamodel-report-0-1" spec="urn:example:d" file="d.xml">
    \(content)
    </dm:document>
    """
  }

  /// The only parameter of a model, from its `syntax` and what else stands in the document.
  static func parameter(
    _ syntax: String, attributes: String = "", types: String = ""
  ) throws -> ModelEntry {
    let content = """
      \(types)
      <model name="Device:2.1">
        <object name="Device." version="2.0">
          <parameter name="P" \(attributes)>\(syntax)</parameter>
        </object>
      </model>
      """
    let draft = try Documents(content).read()[0]
    return draft.entries[1]
  }
}

extension ModelDraft {
  subscript(path: String) -> ModelEntry? { entries.first { $0.path == path } }
}
