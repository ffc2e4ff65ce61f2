internal import GatewayCore
internal import ModelBuilder
internal import Testing

/// Objects, tables and what they hand down.
struct ModelTests {
  private let string = "<syntax><string/></syntax>"

  @Test func objectsAndTables() throws {
    let content = """
      <model name="Device:2.1">
        <object name="Device." access="readWrite" version="2.0"/>
        <object name="Device.T.{i}." access="readWrite" minEntries="0" maxEntries="unbounded"
            numEntriesParameter="TNumberOfEntries" enableParameter="Enable">
          <uniqueKey functional="false"><parameter ref="Alias"/></uniqueKey>
          <uniqueKey><parameter ref="A"/><parameter ref="B"/></uniqueKey>
        </object>
        <object name="Device.F.{i}." minEntries="4" maxEntries="4"/>
        <object name="Device.O." minEntries="0"/>
        <object name="Device.U.{i}." maxEntries="unbounded"/>
      </model>
      """
    let draft = try Documents(content).read()[0]
    #expect(draft.name == "Device")
    #expect(draft.version == "2.1")
    #expect(!draft.isService)
    #expect(draft.entries.map(\.kind) == [.object, .table, .table, .object, .table])
    #expect(draft.entries.map(\.isWritable) == [false, true, false, false, false])
    #expect(
      draft.entries.map(\.instances) == [nil, Bounds("0", nil), Bounds("4", "4"), Bounds("0", "1"), Bounds("0", nil)])
    let table = try #require(draft["Device.T.{i}."])
    #expect(table.countParameter == "TNumberOfEntries")
    #expect(table.enableParameter == "Enable")
    #expect(
      table.uniqueKeys == [
        UniqueKey(isFunctional: false, parameters: ["Alias"]), UniqueKey(isFunctional: true, parameters: ["A", "B"]),
      ])
  }

  @Test func theWorstStatusWins() throws {
    let content = """
      <model name="Device:2.1">
        <object name="Device."/>
        <object name="Device.A." status="deprecated">
          <parameter name="Same">\(string)</parameter>
          <parameter name="Worse" status="deleted"/>
        </object>
        <object name="Device.A.B.{i}." status="obsoleted">
          <parameter name="P" status="deprecated">\(string)</parameter>
        </object>
        <object name="Device.A.B.{i}.C.D."><parameter name="P">\(string)</parameter></object>
      </model>
      """
    let draft = try Documents(content).read()[0]
    let statuses: [ModelStatus] = [
      .current, .deprecated, .deprecated, .deleted, .obsoleted, .obsoleted, .obsoleted, .obsoleted,
    ]
    #expect(draft.entries.map(\.status) == statuses)
  }

  @Test func versions() throws {
    let content = """
      <model name="Device:2.1">
        <object name="Device."><parameter name="None">\(string)</parameter></object>
        <object name="Device.A." version=" 2.3 ">
          <parameter name="P">\(string)</parameter><parameter name="Q" version="2.4 ">\(string)</parameter>
        </object>
        <object name="Device.A.B.{i}."><parameter name="P">\(string)</parameter></object>
        <object name="Device.C." dmr:version="2.2">
          <parameter name="P" version="2.9" dmr:version="2.1">\(string)</parameter>
        </object>
      </model>
      """
    let draft = try Documents(content).read()[0]
    #expect(draft.entries.map(\.since) == ["", "", "2.3", "2.3", "2.4", "2.3", "2.3", "2.2", "2.9"])
  }

  @Test func services() throws {
    let content = """
      <model name="VoiceService:2.0" isService="true">
        <parameter name="VoiceServiceNumberOfEntries" version="2.0"><syntax><unsignedInt/></syntax></parameter>
        <object name="VoiceService.{i}." minEntries="0" maxEntries="unbounded" version="1.0">
          <parameter name="P ">\(string)</parameter>
        </object>
      </model>
      """
    let draft = try Documents(content).read()[0]
    #expect(draft.isService)
    #expect(draft.entries.map(\.path) == ["VoiceServiceNumberOfEntries", "VoiceService.{i}.", "VoiceService.{i}.P"])
    #expect(draft.entries.map(\.since) == ["2.0", "1.0", "1.0"])
  }

  @Test func severalModelsAndNone() throws {
    let models = "<model name='A:1.0'/><model name='B:1.1'/>"
    #expect(try Documents(models).read().map(\.id) == ["A:1.0", "B:1.1"])
    #expect(try Documents("<dataType name='T'><int/></dataType>").read().isEmpty)
  }

  @Test(arguments: [
    ("<model/>", "`model` without the attribute `name`"),
    ("<model name='Device'/>", "model `Device`: a name is followed by a colon and a version such as 2.19"),
    ("<model name='D:1.0' isService='?'/>", "`isService` of `model`: expected true or false, found `?`"),
    ("<model name='D:1.0'><object/></model>", "`object` without the attribute `name`"),
    ("<model name='D:1.0'><object name='D'/></model>", "object `D`: the name of an object ends in a dot"),
    ("<model name='D:1.0'><object name='D.'/><object name='D.'/></model>", "object `D.` is defined twice"),
    ("<model name='D:1.0'><object name='D.' access='all'/></model>", "an unknown access: `all`"),
    (
      "<model name='D:1.0'><object name='D.' maxEntries='lots'/></model>",
      "`maxEntries` of `object`: expected a number, found `lots`"
    ),
    ("<model name='D:1.0'><object name='D.'><uniqueKey/></object></model>", "`uniqueKey` without parameters"),
    (
      "<model name='D:1.0'><object name='D.'><uniqueKey><parameter/></uniqueKey></object></model>",
      "`parameter` without the attribute `ref`"
    ),
    (
      "<model name='D:1.0'><parameter><syntax><int/></syntax></parameter></model>",
      "`parameter` without the attribute `name`"
    ),
    ("<model name='D:1.0'><object base='D.'/></model>", "object `D.` is amended and not there"),
    (
      "<model name='D:1.0'><object name='D.'><parameter base='P'/></object></model>",
      "parameter `D.P` is amended and not there"
    ),
    (
      "<model name='D:1.0'><parameter name='P' status='deleted'/><parameter name='P'/></model>",
      "parameter `P` is defined twice"
    ),
  ])
  func faults(content: String, reason: String) {
    #expect(Documents("\n" + content).failure() == ModelDocumentError(file: "d.xml", line: 3, reason: reason))
  }

  @Test func aDocumentWithoutSpec() {
    var documents = Documents("")
    documents.files["d.xml"] = "<m:document xmlns:m='urn:broadband-forum-org:cwmp:datamodel-1-5'/>"
    #expect(
      documents.failure()
        == ModelDocumentError(file: "d.xml", line: 1, reason: "`document` without the attribute `spec`"))
  }
}
