internal import GatewayCore
internal import ModelBuilder
internal import Testing

/// What is no data-model document, and how that is said.
struct ParserTests {
  private func failure(_ text: String) -> ModelDocumentError? {
    var documents = Documents("")
    documents.files["d.xml"] = text
    return documents.failure()
  }

  @Test(arguments: [
    ("", 1, "it ends before an element does"),
    ("hello", 1, "markup that begins no element"),
    ("\n<?xml version='1.0'?><a/>", 2, "an XML declaration that is not at its beginning"),
    ("<x:a/>", 1, "a namespace prefix that is not declared"),
    ("<?xml version='1.0' encoding='KLINGON'?><a/>", 1, "an encoding that is not read"),
    ("<?xml version='1.0' encoding='UTF-8' odd?><a/>", 1, "a faulty XML declaration"),
    (Documents.document("") + "<more/>", 3, "something after the root element"),
  ])
  func notXML(text: String, line: Int, reason: String) {
    #expect(failure(text) == ModelDocumentError(file: "d.xml", line: line, reason: "not XML: \(reason)"))
  }

  @Test(arguments: [
    ("<a>\n<b></a>", 3, "an end tag that does not match the start tag"),
    ("<model name='Device:2.1'>\n<object name='D.'", 4, "characters that may not stand here"),
    ("<a b='1' b='2'/>", 2, "an attribute that stands twice"),
    ("<a>\u{1}</a>", 2, "characters that may not stand here"),
    ("<a b='&laugh;'/>", 2, "an entity that is not defined"),
    ("<a b='&#0;'/>", 2, "a reference to a character that XML does not allow"),
    ("<a/><!-- ", 2, "a tag or a comment that is not closed"),
  ])
  func notXMLInside(content: String, line: Int, reason: String) {
    let failure = Documents(content).failure()
    #expect(failure == ModelDocumentError(file: "d.xml", line: line, reason: "not XML: \(reason)"))
  }

  @Test func anotherRootElement() {
    #expect(
      failure("<html/>")
        == ModelDocumentError(
          file: "d.xml", line: 1,
          reason: "not a data-model document: the root element is `html` of no namespace, "
            + "expected `document` of `urn:broadband-forum-org:cwmp:datamodel-…`"))
    let report = "<d:document xmlns:d='urn:broadband-forum-org:cwmp:datamodel-report-0-1' spec='s'/>"
    #expect(
      failure(report)?.reason.contains("`document` of `urn:broadband-forum-org:cwmp:datamodel-report-0-1`") == true)
  }

  @Test(arguments: [
    "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<!DOCTYPE a SYSTEM 'http://example.com/a.dtd'>",
    "<!DOCTYPE lolz [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>",
  ])
  func documentTypes(declaration: String) {
    let failure = failure(declaration + Documents.document(""))
    #expect(
      failure
        == ModelDocumentError(
          file: "d.xml", line: 1,
          reason: "a document type declaration: a data-model document has none, and entities are not read"))
  }

  @Test func entitiesOfShortText() throws {
    let model = Documents.document("<model name='Device:2.&nine;'><object name='&root;.'/></model>")
    let bytes = Array(("<!DOCTYPE a [<!ENTITY nine '19'><!ENTITY root 'Device'>]>" + model).utf8)
    let draft = try ModelReader(entities: .shortTexts) { _ in bytes }.read(file: "d.xml")[0]
    #expect(draft.id == "Device:2.19")
    #expect(draft.entries.map(\.path) == ["Device."])
  }

  @Test(arguments: [
    ("<!ENTITY a 'x'><!ENTITY b '&a;&a;'>", "an entity that holds markup or entities: `b`"),
    ("<!ENTITY b '&#38;a;'>", "an entity that holds markup or entities: `b`"),
    ("<!ENTITY b '<a/>'>", "an entity that holds markup or entities: `b`"),
    ("<!ENTITY b SYSTEM '/etc/passwd'>", "an entity that is no text: `b`"),
    ("<!ENTITY % b 'x'>", "an entity that is no text: `b`"),
    ("<!ENTITY b '\(String(repeating: "x", count: 257))'>", "an entity of more than 256 bytes: `b`"),
    ("<!ATTLIST object name CDATA 'x'>", "a declaration of attributes: a data-model document has none"),
  ])
  func otherDeclarations(declaration: String, reason: String) {
    let bytes = Array(("<!DOCTYPE a [\n" + declaration + "]>" + Documents.document("")).utf8)
    #expect(throws: ModelDocumentError(file: "d.xml", line: 2, reason: reason)) {
      try ModelReader(entities: .shortTexts) { _ in bytes }.read(file: "d.xml")
    }
  }

  @Test(arguments: [
    ("<!DOCTYPE a SYSTEM 'a.dtd'>", "a document type declaration in another file: none is read"),
    (
      "<!--\(String(repeating: "x", count: 1 << 20))--><!DOCTYPE a [<!ENTITY b 'x'>]>",
      "a document type declaration in a document of more than 1 MiB"
    ),
  ])
  func declarationsThatAreNotRead(declaration: String, reason: String) {
    let bytes = Array((declaration + Documents.document("")).utf8)
    #expect(throws: ModelDocumentError(file: "d.xml", line: 1, reason: reason)) {
      try ModelReader(entities: .shortTexts) { _ in bytes }.read(file: "d.xml")
    }
  }

  @Test func nestedWithoutEnd() {
    let deep = String(repeating: "<a>", count: 100_000)
    #expect(failure(Documents.document(deep))?.reason == "elements nested deeper than 64 levels")
  }

  @Test func aNamespaceForEverything() throws {
    var documents = Documents("")
    documents.files["d.xml"] = """
      <document xmlns="urn:broadband-forum-org:cwmp:datamodel-1-0" xmlns:x="urn:example:x" spec="s">
        <model name="Device:2.1"><object name="Device."/><x:object name="Device.X."/></model>
      </document>
      """
    #expect(try documents.read()[0].entries.map(\.path) == ["Device."])
  }

  @Test func otherEncodings() throws {
    let text = Documents.document("<model name='Device:2.1'><object name='Device.'/></model>")
    let bytes: [UInt8] = [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    let drafts = try ModelReader { _ in bytes }.read(file: "d.xml")
    #expect(drafts.map(\.id) == ["Device:2.1"])
  }

  @Test func whatIsSkipped() throws {
    let content = """
      <description>Prose with <b>marks</b></description>
      <template id="T">prose</template>
      <bibliography><reference id="R"/></bibliography>
      <model name="Device:2.1">
        <object name="Device.">
          <description>More <object name="Device.Prose."/></description>
          <command name="Reboot()"><input><parameter name="Cause"/></input></command>
          <event name="Boot!"><parameter name="Why"/></event>
        </object>
        <profile name="P:1"><object ref="Device." requirement="present"/></profile>
      </model>
      """
    #expect(try Documents(content).read()[0].entries.map(\.path) == ["Device."])
  }

  @Test func theNotice() throws {
    let notice = """
      <!-- Copyright (c) 2010-2025, Broadband Forum
      Redistribution and use in source and binary forms, with or without modification, are permitted -->
      """
    let model = "<model name='Device:2.1'/>"
    var documents = Documents(model)
    #expect(try documents.read()[0].licence.isEmpty)
    documents.files["d.xml"] = notice + Documents.document(model)
    let draft = try documents.read()[0]
    #expect(draft.licence == "BSD-3-Clause wording, copyright Broadband Forum; copyright only, no patents")
    #expect(draft.source == "urn:example:d, d.xml")
    documents.files["d.xml"] = "<!-- Copyright Example, after the Broadband Forum -->" + Documents.document(model)
    #expect(try documents.read()[0].licence.isEmpty)
    documents.files["d.xml"] = Documents.document(notice + model)
    #expect(try documents.read()[0].licence.isEmpty)
  }

  @Test func noFile() {
    #expect(
      Documents("").failure("other.xml") == ModelDocumentError(file: "other.xml", reason: "there is no such file"))
    #expect("\(ModelDocumentError(file: "a.xml", line: 3, reason: "odd"))" == "a.xml:3: odd")
    #expect("\(ModelDocumentError(file: "a.xml", reason: "odd"))" == "a.xml: odd")
  }
}
