internal import GatewayCore
internal import ModelBuilder
internal import Testing

/// What a document takes from others.
struct ImportTests {
  private func model(_ syntax: String) -> String {
    "<model name='Device:2.1'><object name='Device.'><parameter name='P'>\(syntax)</parameter></object></model>"
  }

  @Test func dataTypes() throws {
    let types = """
      <dataType name="Base"><string><size maxLength="8"/></string></dataType>
      <dataType name="Theirs" base="Base"><pattern value="x"/></dataType>
      """
    let vendor = """
      <import file="types.xml" spec="urn:example:d"><dataType name="Mine" ref="Theirs"/><dataType name="Base"/></import>
      <dataType name="Own" base="Mine"><size maxLength="4"/></dataType>
      \(model("<dataType ref='Own'/>".wrapped))
      """
    let entry = try Documents(files: ["d.xml": vendor, "types.xml": types]).read()[0].entries[1]
    #expect(entry.dataType == "Own")
    #expect(entry.lengths == [Bounds(nil, "4")])
    #expect(entry.patterns == ["x"])
  }

  @Test func throughADocumentBetween() throws {
    let files = [
      "d.xml": "<import file='b.xml'><dataType name='A'/></import>" + model("<dataType ref='A'/>".wrapped),
      "b.xml": "<import file='c.xml'><dataType name='A' ref='C'/></import>",
      "c.xml": "<dataType name='C'><unsignedLong/></dataType>",
    ]
    #expect(try Documents(files: files).read()[0].entries[1].type == .unsignedLong)
  }

  /// A name is looked up where it stands, not where the definition is used.
  @Test func namesOfTheDefiningDocument() throws {
    let files = [
      "d.xml": """
      <import file="b.xml"><component name="C"/></import>
      <dataType name="T"><int/></dataType>
      <model name="Device:2.1"><object name="Device."><component ref="C"/></object></model>
      """,
      "b.xml": """
      <dataType name="T"><boolean/></dataType>
      <component name="C"><parameter name="P"><syntax><dataType ref="T"/></syntax></parameter></component>
      """,
    ]
    #expect(try Documents(files: files).read()[0].entries[1].type == .boolean)
  }

  @Test(arguments: [
    "tr-181-2-19-1-cwmp.xml", "tr-181-2-19-1-cwmp-full.xml", "tr-181-2-19-cwmp.xml", "tr-181-2-19-cwmp-full.xml",
  ])
  func namesOfPublishedFiles(name: String) throws {
    let vendor = """
      <import file="https://example.com/cwmp/tr-181-2-19-1-cwmp.xml"><model name="Device:2.19"/></import>
      <model name="Device:2.19.1" base="Device:2.19"/>
      """
    let files = ["in/vendor.xml": vendor, "in/\(name)": "<model name='Device:2.19'><object name='Device.'/></model>"]
    let drafts = try Documents(files: files).read("in/vendor.xml")
    #expect(drafts.map(\.id) == ["Device:2.19.1"])
    #expect(drafts[0].entries.map(\.path) == ["Device."])
    #expect(drafts[0].source == "urn:example:d, vendor.xml; based on Device:2.19 of urn:example:d, \(name)")
  }

  @Test func aMissingFile() {
    let vendor = "<import file='tr-181-2-19-1.xml'><dataType name='T'/></import>"
    #expect(
      Documents(files: ["in/d.xml": vendor]).failure("in/d.xml")
        == ModelDocumentError(
          file: "in/d.xml", line: 2,
          reason: "imports `tr-181-2-19-1.xml`, which is not there; looked for in/tr-181-2-19-1.xml, "
            + "in/tr-181-2-19-1-full.xml, in/tr-181-2-19.xml, in/tr-181-2-19-full.xml"))
    let model = "<import file='base.xml'><model name='Device:2.11'/></import>"
    #expect(
      Documents(files: ["d.xml": model]).failure()?.reason
        == "imports `base.xml`, which is not there; looked for base.xml, base-full.xml")
  }

  @Test func whatIsImportedForItsProse() throws {
    let vendor = "<import file='tr-069-biblio.xml' spec='urn:broadband-forum-org:tr-069'/><model name='Device:2.1'/>"
    #expect(try Documents(vendor).read().count == 1)
  }

  @Test func circles() {
    let files = [
      "d.xml": "<import file='b.xml'><dataType name='A'/></import>",
      "b.xml": "\n<import file='d.xml'><dataType name='B'/></import>",
      "own.xml": "<import file='own.xml'><dataType name='B'/></import>",
    ]
    let documents = Documents(files: files)
    #expect(
      documents.failure()
        == ModelDocumentError(
          file: "b.xml", line: 3, reason: "imports go in a circle: d.xml imports b.xml imports d.xml"))
    #expect(documents.failure("own.xml")?.reason == "imports go in a circle: own.xml imports own.xml")
  }

  @Test(arguments: [
    ("<dataType name='T'/>", "imports dataType `T`, which `b.xml` does not define"),
    ("<dataType name='T' ref='U'/>", "imports dataType `U`, which `b.xml` does not define"),
    ("<component name='C'/>", "imports component `C`, which `b.xml` does not define"),
    ("<model name='Device:2.1'/>", "imports model `Device:2.1`, which `b.xml` does not define"),
    ("<dataType/>", "`dataType` without the attribute `name`"),
  ])
  func whatAFileDoesNotDefine(item: String, reason: String) {
    let vendor = "<import file='b.xml'>\n\(item)</import>"
    let failure = Documents(files: ["d.xml": vendor, "b.xml": ""]).failure()
    #expect(failure == ModelDocumentError(file: "d.xml", line: 3, reason: reason))
  }

  @Test func faultsOfAnImportedFile() {
    #expect(
      Documents("<import><model name='D:1.0'/></import>").failure()?.reason == "`import` without the attribute `file`")
    let files = ["d.xml": "<import file='b.xml'><dataType name='T'/></import>", "b.xml": "\n<a></b>"]
    #expect(
      Documents(files: files).failure()
        == ModelDocumentError(
          file: "b.xml", line: 3, reason: "not XML: an end tag that does not match the start tag"))
  }
}

extension String {
  fileprivate var wrapped: String { "<syntax>\(self)</syntax>" }
}
