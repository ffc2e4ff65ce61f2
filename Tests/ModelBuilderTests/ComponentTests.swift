internal import GatewayCore
internal import ModelBuilder
internal import Testing

/// Parts of models that are written once and used in several places.
struct ComponentTests {
  private let parts = """
    <component name="Alias">
      <parameter name="Alias" access="readWrite" version="1.0"><syntax><string/></syntax></parameter>
    </component>
    <component name="Stats">
      <parameter name="StatsEnable" version="2.9"><syntax><boolean/></syntax></parameter>
      <object name="Stats." version="1.0">
        <component ref="Alias"/>
        <parameter name="Bytes"><syntax><unsignedLong/></syntax></parameter>
      </object>
    </component>
    <component name="Nested"><component ref="Stats" path="Inner.{i}."/></component>
    """

  private func read(_ model: String) throws -> ModelDraft {
    try Documents(parts + "<model name='Device:2.9'>\(model)</model>").read()[0]
  }

  @Test func inAnObject() throws {
    let draft = try read("<object name='Device.A.{i}.' version='2.4'><component ref='Stats'/></object>")
    #expect(
      draft.entries.map(\.path) == [
        "Device.A.{i}.", "Device.A.{i}.StatsEnable", "Device.A.{i}.Stats.", "Device.A.{i}.Stats.Alias",
        "Device.A.{i}.Stats.Bytes",
      ])
    // Not before the object they are in.
    #expect(draft.entries.map(\.since) == ["2.4", "2.9", "2.4", "2.4", "2.4"])
  }

  @Test func atAPath() throws {
    let objects = "<object name='Device.' version='2.0'/><object name='Device.A.Inner.{i}.' version='2.2'/>"
    let draft = try read(objects + "<component ref='Nested' path='Device.A.' version='2.6'/>")
    #expect(
      draft.entries.map(\.path) == [
        "Device.", "Device.A.Inner.{i}.", "Device.A.Inner.{i}.StatsEnable", "Device.A.Inner.{i}.Stats.",
        "Device.A.Inner.{i}.Stats.Alias", "Device.A.Inner.{i}.Stats.Bytes",
      ])
    #expect(draft.entries.map(\.since) == ["2.0", "2.2", "2.9", "2.6", "2.6", "2.6"])
  }

  /// The document that uses it says what is meant: `Alias` of one protocol or of another.
  @Test func virtualOnes() throws {
    let files = [
      "d.xml": """
      <import file="types.xml"><component name="Alias" ref="Real"/></import>
      <import file="common.xml"><component name="All"/></import>
      <model name="Device:2.1"><component ref="All"/></model>
      """,
      "common.xml": """
      <import file="types.xml"><component name="Alias"/></import>
      <component name="All"><object name="Device."><component ref="Alias"/></object></component>
      <model name="Device:2.1"><component ref="All"/></model>
      """,
      "types.xml": """
      <component name="Alias" virtual="true">
        <parameter name="Alias" access="readOnly"><syntax><string/></syntax></parameter>
      </component>
      <component name="Real">
        <parameter name="Alias" access="readWrite"><syntax><string/></syntax></parameter>
      </component>
      """,
    ]
    #expect(try Documents(files: files).read()[0].entries.map(\.isWritable) == [false, true])
    #expect(try Documents(files: files).read("common.xml")[0].entries.map(\.isWritable) == [false, false])
  }

  @Test(arguments: [
    ("<component ref='None'/>", "component `None` is defined nowhere: neither in this document nor by an import"),
    ("<component/>", "`component` without the attribute `ref`"),
    ("<component ref='Alias' path='Device.B.'/>", "parameter `Alias`: its object `Device.B.` is not there"),
    ("<component ref='Alias'/><component ref='Alias'/>", "parameter `Alias` is defined twice"),
  ])
  func faults(use: String, reason: String) {
    #expect { try read(use) } throws: { ($0 as? ModelDocumentError)?.reason == reason }
  }

  @Test func circlesAndExplosions() {
    let circle = """
      <component name="A"><component ref="B" path="X."/></component>
      <component name="B"><component ref="A" path="X."/></component>
      <model name="D:1.0"><component ref="A"/></model>
      """
    #expect(
      Documents(circle).failure()
        == ModelDocumentError(
          file: "d.xml", line: 3, reason: "component `A` contains itself"))
    let doubling = (0..<40).map {
      "<component name='C\($0)'><component ref='C\($0 + 1)'/><component ref='C\($0 + 1)'/></component>"
    }
    let bomb = doubling.joined() + "<component name='C40'/><model name='D:1.0'><component ref='C0'/></model>"
    #expect(Documents(bomb).failure()?.reason == "more than 100000 items: components in components in components")
    let chain = (0..<1000).map { "<component name='C\($0)'><component ref='C\($0 + 1)'/></component>" }
    let deep = chain.joined() + "<model name='D:1.0'><component ref='C0'/></model>"
    #expect(Documents(deep).failure()?.reason == "components nested deeper than 64")
    let path = String(repeating: "Object.", count: 200)
    #expect(
      Documents("<model name='D:1.0'><object name='\(path)'/></model>").failure()?.reason
        == "a path of more than 1024 bytes")
  }
}
