internal import GatewayCore
internal import ModelBuilder
internal import Testing

/// Models of vendors that change published ones.
struct AmendmentTests {
  private let base = """
    <model name="Device:2.11">
      <object name="Device." version="2.0"/>
      <object name="Device.A." status="deprecated" version="2.1">
        <parameter name="Mode" version="2.2">
          <syntax hidden="true"><string>
            <size maxLength="16"/><enumeration value="One"/><enumeration value="Two"/><enumeration value="Three"/>
          </string><default type="object" value="One"/></syntax>
        </parameter>
        <parameter name="Number">
          <syntax><unsignedInt><range minInclusive="1"/><units value="s"/></unsignedInt></syntax>
        </parameter>
      </object>
      <object name="Device.T.{i}." minEntries="0" maxEntries="unbounded" numEntriesParameter="TNumberOfEntries">
        <uniqueKey functional="false"><parameter ref="Alias"/></uniqueKey>
      </object>
    </model>
    """

  private let imported = "<import file='tr-181-2-11.xml'><model name='Device:2.11'/></import>"

  private func amend(_ content: String, name: String = "X_Device:1.0") throws -> ModelDraft {
    let vendor = "\(imported)<model name='\(name)' base='Device:2.11'>\(content)</model>"
    return try Documents(files: ["d.xml": vendor, "tr-181-2-11.xml": base]).read()[0]
  }

  @Test func everythingStays() throws {
    let draft = try amend("")
    let published = try Documents(base).read()[0]
    #expect(draft.entries == published.entries)
    #expect(draft.id == "X_Device:1.0")
  }

  @Test func values() throws {
    let draft = try amend(
      """
      <object base="Device.A.">
        <parameter base="Mode" access="readWrite">
          <syntax hidden="false" command="true"><string>
            <enumeration value="Two" access="readOnly"/><enumeration value="Three" status="deleted"/>
            <enumeration value="X_EXAMPLE-COM_Four"/>
          </string><default type="factory" value="Two"/></syntax>
        </parameter>
      </object>
      """)
    let mode = try #require(draft["Device.A.Mode"])
    #expect(mode.isWritable)
    #expect(mode.traits == .command)
    #expect(mode.lengths == [Bounds(nil, "16")])
    #expect(
      mode.enumeration == [
        EnumerationValue("One"), EnumerationValue("Two", isSettable: false), EnumerationValue("X_EXAMPLE-COM_Four"),
      ])
    #expect(mode.defaultValue == DefaultValue(.factory, "Two"))
    #expect(mode.since == "2.2")
  }

  @Test func facetsOfAKindTakeThePlaceOfThoseBefore() throws {
    let syntax = "<syntax><unsignedInt><range minInclusive='5' maxInclusive='6'/></unsignedInt></syntax>"
    let draft = try amend("<object base='Device.A.'><parameter base='Number'>\(syntax)</parameter></object>")
    let number = try #require(draft["Device.A.Number"])
    #expect(number.ranges == [Bounds("5", "6")])
    #expect(number.units == "s")
    let list = "<syntax><list maxItems='3'/><unsignedInt/></syntax>"
    let listed = try amend("<object base='Device.A.'><parameter base='Number'>\(list)</parameter></object>")
    #expect(listed["Device.A.Number"]?.list == ListFacts(items: Bounds(nil, "3")))
    #expect(listed["Device.A.Number"]?.ranges == [Bounds("1", nil)])
  }

  @Test func facetsThatAreTakenAway() throws {
    let number =
      "<syntax><unsignedInt><range status='deleted'/><units value='s' status='deleted'/></unsignedInt></syntax>"
    let mode =
      "<syntax><string><size maxLength='16' status='deleted'/></string>"
      + "<default type='object' value='One' status='deleted'/></syntax>"
    let draft = try amend(
      """
      <object base='Device.A.'>
        <parameter base='Number'>\(number)</parameter><parameter base='Mode'>\(mode)</parameter>
      </object>
      """)
    #expect(draft["Device.A.Number"]?.ranges == [])
    #expect(draft["Device.A.Number"]?.units == nil)
    #expect(draft["Device.A.Mode"]?.lengths == [])
    #expect(draft["Device.A.Mode"]?.enumeration.count == 3)
    #expect(draft["Device.A.Mode"]?.defaultValue == nil)
  }

  @Test func anotherTypeEndsWhatWasSaid() throws {
    let syntax = "<syntax><string><size maxLength='4'/></string></syntax>"
    let draft = try amend("<object base='Device.A.'><parameter base='Number'>\(syntax)</parameter></object>")
    let number = try #require(draft["Device.A.Number"])
    #expect(number.type == .string)
    #expect(number.ranges.isEmpty)
    #expect(number.units == nil)
    #expect(number.lengths == [Bounds(nil, "4")])
  }

  @Test func statusOfAnObjectReachesWhatIsInIt() throws {
    let worse = try amend("<object base='Device.A.' status='deleted'/>")
    #expect(worse["Device.A.Mode"]?.status == .deleted)
    #expect(worse["Device.T.{i}."]?.status == .current)
    let better = try amend("<object base='Device.A.' status='current'/>")
    #expect(better["Device.A.Mode"]?.status == .current)
  }

  @Test func tables() throws {
    let draft = try amend(
      """
      <object base="Device.T.{i}." access="readWrite" maxEntries="8" enableParameter="Enable">
        <uniqueKey><parameter ref="Port"/></uniqueKey>
      </object>
      """)
    let table = try #require(draft["Device.T.{i}."])
    #expect(table.isWritable)
    #expect(table.instances == Bounds("0", "8"))
    #expect(table.countParameter == "TNumberOfEntries")
    #expect(table.enableParameter == "Enable")
    #expect(
      table.uniqueKeys == [
        UniqueKey(isFunctional: false, parameters: ["Alias"]), UniqueKey(isFunctional: true, parameters: ["Port"]),
      ])
    #expect(try amend("<object base='Device.A.'/>")["Device.A."]?.instances == nil)
    let key = "<uniqueKey functional='true'><parameter ref='Alias'/></uniqueKey>"
    let functional = try amend("<object base='Device.T.{i}.'>\(key)</object>")
    #expect(functional["Device.T.{i}."]?.uniqueKeys == [UniqueKey(isFunctional: true, parameters: ["Alias"])])
  }

  @Test func additionsStandWithTheirObject() throws {
    let draft = try amend(
      """
      <object base="Device.A.">
        <parameter name="X_EXAMPLE-COM_P" version="2.11"><syntax><int/></syntax></parameter>
        <parameter name="X_EXAMPLE-COM_Q"><syntax><int/></syntax></parameter>
      </object>
      <object name="Device.X_EXAMPLE-COM_B." version="2.11">
        <parameter name="P"><syntax><int/></syntax></parameter>
      </object>
      """)
    #expect(
      draft.entries.map(\.path) == [
        "Device.", "Device.A.", "Device.A.Mode", "Device.A.Number", "Device.A.X_EXAMPLE-COM_P",
        "Device.A.X_EXAMPLE-COM_Q", "Device.T.{i}.", "Device.X_EXAMPLE-COM_B.", "Device.X_EXAMPLE-COM_B.P",
      ])
    #expect(draft["Device.A.X_EXAMPLE-COM_P"]?.since == "2.11")
    #expect(draft["Device.A.X_EXAMPLE-COM_P"]?.status == .deprecated)
    #expect(draft["Device.A.X_EXAMPLE-COM_Q"]?.since == "2.1")
    #expect(draft["Device.X_EXAMPLE-COM_B.P"]?.since == "2.11")
  }

  @Test func knownModels() throws {
    var known = try Documents(base).read()[0]
    known.source = "published"
    known.licence = "theirs"
    let change = "<object base='Device.A.' status='obsoleted'/>"
    let vendor = imported + "<model name='Device:2.11' base='Device:2.11'>\(change)</model>"
    let draft = try Documents(files: ["d.xml": vendor], known: [known]).read()[0]
    #expect(draft["Device.A.Mode"]?.status == .obsoleted)
    #expect(draft.source == "urn:example:d, d.xml; based on Device:2.11 of published")
    #expect(draft.licence == "theirs")
    let unchanged = "<model name='X:1.0' base='Device:2.11'/>"
    #expect(try Documents(files: ["d.xml": unchanged], known: [known]).read()[0].entries == known.entries)
    let renamed =
      "<import file='f.xml'><model name='Root:2.0' ref='Device:2.11'/></import><model name='X:1.0' base='Root:2.0'/>"
    #expect(try Documents(files: ["d.xml": renamed], known: [known]).read()[0].entries == known.entries)
    let better = "<model name='X:1.0' base='Device:2.11'><object base='Device.A.' status='current'/></model>"
    #expect(try Documents(files: ["d.xml": better], known: [known]).read()[0]["Device.A.Mode"]?.status == .current)
  }

  @Test func amendmentsOfAmendments() throws {
    let vendor = """
      \(imported)
      <model name="X:1.1" base="X:1.0">
        <object base="Device.X."><parameter base="P" access="readWrite"/></object>
      </model>
      <model name="X:1.0" base="Device:2.11">
        <object name="Device.X."><parameter name="P"><syntax><int/></syntax></parameter></object>
      </model>
      """
    let drafts = try Documents(files: ["d.xml": vendor, "tr-181-2-11.xml": base]).read()
    #expect(drafts.map { $0["Device.X.P"]?.isWritable } == [true, false])
  }

  @Test(arguments: [
    ("<object base='Device.None.'/>", "object `Device.None.` is amended and not there"),
    (
      "<object base='Device.A.'><parameter base='None'/></object>", "parameter `Device.A.None` is amended and not there"
    ),
    ("<object name='Device.A.'/>", "object `Device.A.` is defined twice"),
  ])
  func faults(content: String, reason: String) {
    #expect { try amend(content) } throws: { ($0 as? ModelDocumentError)?.reason == reason }
  }

  @Test func basesThatAreNowhere() {
    let known = ModelDraft(name: "Device", version: "2.19")
    let vendor = "<model name='X:1.0' base='Device:2.11'/>"
    #expect(
      Documents(files: ["d.xml": vendor], known: [known]).failure()
        == ModelDocumentError(
          file: "d.xml", line: 2,
          reason:
            "model `X:1.0` is based on `Device:2.11`, which is nowhere: neither in this document nor by an import "
            + "nor known (known: Device:2.19)"))
    #expect(Documents(vendor).failure()?.reason.hasSuffix("(known: none)") == true)
    let circle = "<model name='X:1.0' base='Y:1.0'/><model name='Y:1.0' base='X:1.0'/>"
    #expect(Documents(circle).failure()?.reason == "model `X:1.0` is based on itself")
  }
}
