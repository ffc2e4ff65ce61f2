internal import GatewayCore
internal import ModelBuilder
internal import Testing

/// What a parameter's syntax says, and the data types it names.
struct SyntaxTests {
  private let types = """
    <dataType name="Base">
      <string>
        <size maxLength="64"/>
        <enumeration value="A"/>
        <enumeration value="B" access="readOnly"/>
        <pattern value=""/>
        <pattern value="[AB]"/>
      </string>
    </dataType>
    <dataType name="Narrow" base="Base"><size minLength="1" maxLength="8"/></dataType>
    <dataType name="Narrower" base="Narrow"><enumeration value="C" status="deprecated"/></dataType>
    <dataType name="Same" base="Narrower"/>
    <dataType name="Listed"><list maxItems="4"/><unsignedInt><units value="seconds"/></unsignedInt></dataType>
    <dataType name="Self" base="Other"/>
    <dataType name="Other" base="Self"/>
    """

  @Test(arguments: ValueType.allCases)
  func primitives(type: ValueType) throws {
    #expect(try Documents.parameter("<syntax><\(type.rawValue)/></syntax>").type == type)
  }

  @Test func facetsOfOneKindAreAlternatives() throws {
    let entry = try Documents.parameter(
      """
      <syntax><string>
        <size maxLength="0"/><size minLength="5" maxLength="7"/><size/><size maxLength="3" status="deleted"/>
        <pattern value=""/><pattern value="\\d+"/>
      </string></syntax>
      """)
    #expect(entry.lengths == [Bounds(nil, "0"), Bounds("5", "7")])
    #expect(entry.patterns == ["", "\\d+"])
    let number = try Documents.parameter(
      "<syntax><int><range minInclusive='-1' maxInclusive='-1'/><range minInclusive='2' step='2'/></int></syntax>")
    #expect(number.ranges == [Bounds("-1", "-1"), Bounds("2", nil, step: "2")])
    let decimal = try Documents.parameter(
      "<syntax><decimal><range minInclusive='2.6'/><units value='dB'/></decimal></syntax>")
    #expect(decimal.ranges == [Bounds("2.6", nil)])
    #expect(decimal.units == "dB")
  }

  @Test func enumerations() throws {
    let entry = try Documents.parameter(
      """
      <syntax><string>
        <enumeration value="None" access="readOnly"/>
        <enumeration value="Old" status="obsoleted"/>
        <enumeration value="Gone" status="deleted"/>
        <enumeration value="New" optional="true"/>
      </string></syntax>
      """)
    #expect(
      entry.enumeration == [
        EnumerationValue("None", isSettable: false), EnumerationValue("Old", status: .obsoleted),
        EnumerationValue("New"),
      ])
  }

  @Test func aTypeAsItIs() throws {
    let entry = try Documents.parameter("<syntax><dataType ref='Base'/></syntax>", types: types)
    #expect(entry.type == .string)
    #expect(entry.dataType == "Base")
    #expect(entry.lengths == [Bounds(nil, "64")])
    #expect(entry.enumeration == [EnumerationValue("A"), EnumerationValue("B", isSettable: false)])
    #expect(entry.patterns == ["", "[AB]"])
  }

  @Test func aDerivedTypeInheritsTheKindsItDoesNotGive() throws {
    let entry = try Documents.parameter("<syntax><dataType ref='Same'/></syntax>", types: types)
    #expect(entry.dataType == "Same")
    #expect(entry.lengths == [Bounds("1", "8")])
    #expect(entry.enumeration == [EnumerationValue("C", status: .deprecated)])
    #expect(entry.patterns == ["", "[AB]"])
    let used = try Documents.parameter(
      "<syntax><dataType base='Narrow'><pattern value='x'/></dataType></syntax>", types: types)
    #expect(used.dataType == "Narrow")
    #expect(used.lengths == [Bounds("1", "8")])
    #expect(used.patterns == ["x"])
  }

  @Test func lists() throws {
    let entry = try Documents.parameter(
      """
      <syntax><list minItems="1" maxItems="unbounded" nestedBrackets="required"><size maxLength="256"/></list>
      <string><size maxLength="8"/></string><default type="object" value="[]"/></syntax>
      """)
    #expect(entry.list == ListFacts(items: Bounds("1", nil), length: Bounds(nil, "256"), isNested: true))
    #expect(entry.lengths == [Bounds(nil, "8")])
    #expect(entry.defaultValue == DefaultValue(.object, "[]"))
    #expect(try Documents.parameter("<syntax><list/><string/></syntax>").list == ListFacts())
    #expect(try Documents.parameter("<syntax><string/></syntax>").list == nil)
    let typed = try Documents.parameter("<syntax><dataType ref='Listed'/></syntax>", types: types)
    #expect(typed.list == ListFacts(items: Bounds(nil, "4")))
    #expect(typed.units == "seconds")
    let sizes = "<list><size minLength='2' maxLength='4'/><size minLength='0' maxLength='1'/></list>"
    #expect(try Documents.parameter("<syntax>\(sizes)<int/></syntax>").list?.length == Bounds("0", "4"))
  }

  @Test func references() throws {
    let entry = try Documents.parameter(
      """
      <syntax><string>
        <pathRef refType="strong" targetParent=".IP.Interface. \n ##.Port." targetType="row"/>
        <enumerationRef targetParam="Modes" nullValue=""/>
      </string></syntax>
      """)
    var path = ModelReference(.path)
    path.isStrong = true
    path.targetType = "row"
    path.targets = [".IP.Interface.", "##.Port."]
    var values = ModelReference(.enumeration)
    values.targets = ["Modes"]
    values.nullValue = ""
    #expect(entry.references == [path, values])
    let instance = try Documents.parameter(
      "<syntax><int><instanceRef refType='weak' targetParent='Port.' targetParentScope='model'/></int></syntax>")
    var row = ModelReference(.instance)
    row.isStrong = false
    row.targets = [".Port."]
    #expect(instance.references == [row])
  }

  @Test func traits() throws {
    let entry = try Documents.parameter(
      "<syntax hidden='true' command='1' secured='0'><string/></syntax>",
      attributes: "access='readWrite' forcedInform='true'")
    #expect(entry.traits == [.hidden, .command, .forcedInform])
    #expect(entry.isWritable)
    let once = try Documents.parameter(
      "<syntax secured='true'><string/></syntax>", attributes: "access='writeOnceReadOnly'")
    #expect(once.traits == [.secured, .writeOnce])
    #expect(once.isWritable)
    #expect(try !Documents.parameter("<syntax><string/></syntax>").isWritable)
  }

  @Test func defaults() throws {
    let factory = try Documents.parameter("<syntax><string/><default type='factory' value=' a '/></syntax>")
    #expect(factory.defaultValue == DefaultValue(.factory, " a "))
    let gone = "<syntax><int/><default type='object' value='1' status='deleted'/></syntax>"
    #expect(try Documents.parameter(gone).defaultValue == nil)
  }

  @Test(arguments: [
    ("<syntax><strin/></syntax>", "an unknown primitive type: `strin`"),
    ("<syntax/>", "`syntax` without a type"),
    ("", "parameter `Device.P` without a `syntax`"),
    (
      "<syntax><dataType ref='Nobody'/></syntax>",
      "data type `Nobody` is defined nowhere: neither in this document nor by an import"
    ),
    ("<syntax><dataType/></syntax>", "`dataType` without the attribute `ref` or `base`"),
    ("<syntax><string><enumeration/></string></syntax>", "`enumeration` without the attribute `value`"),
    ("<syntax><string><pattern/></string></syntax>", "`pattern` without the attribute `value`"),
    ("<syntax><int><units/></int></syntax>", "`units` without the attribute `value`"),
    (
      "<syntax><string><size maxLength='many'/></string></syntax>",
      "`maxLength` of `size`: expected a number, found `many`"
    ),
    (
      "<syntax><int><range minInclusive='1-2'/></int></syntax>",
      "`minInclusive` of `range`: expected a number, found `1-2`"
    ),
    ("<syntax><string><pathRef refType='firm'/></string></syntax>", "an unknown refType: `firm`"),
    ("<syntax><string><enumerationRef/></string></syntax>", "`enumerationRef` without the attribute `targetParam`"),
    ("<syntax><int/><default value='1'/></syntax>", "`default` without the attribute `type`"),
    ("<syntax><int/><default type='object'/></syntax>", "`default` without the attribute `value`"),
    ("<syntax><int/><default type='lunar' value='1'/></syntax>", "an unknown type of default: `lunar`"),
    ("<syntax hidden='maybe'><int/></syntax>", "`hidden` of `syntax`: expected true or false, found `maybe`"),
    ("<syntax><string><size status='ill' maxLength='1'/></string></syntax>", "an unknown status: `ill`"),
  ])
  func faults(syntax: String, reason: String) {
    #expect { try Documents.parameter(syntax) } throws: { error in
      error as? ModelDocumentError == ModelDocumentError(file: "d.xml", line: 5, reason: reason)
    }
  }

  @Test func typesThatAreWrong() {
    #expect(throws: ModelDocumentError(file: "d.xml", line: 16, reason: "data type `Self` is derived from itself")) {
      try Documents.parameter("<syntax><dataType ref='Self'/></syntax>", types: types)
    }
    let syntax = "<syntax><dataType ref='T'/></syntax>"
    func failure(_ definition: String) -> ModelDocumentError? {
      Documents(
        "\(definition)<model name='D:1.0'><object name='D.'><parameter name='P'>\(syntax)</parameter></object></model>"
      )
      .failure()
    }
    #expect(
      failure("<dataType name='T'/>")?.reason == "`dataType` without a primitive type and without the attribute `base`")
    #expect(failure("<dataType name='T'><any/></dataType>")?.reason == "an unknown primitive type: `any`")
    #expect(
      failure("<dataType name='T' base='U'/>")?.reason
        == "data type `U` is defined nowhere: neither in this document nor by an import")
    #expect(failure("<dataType/>")?.reason == "`dataType` without the attribute `name`")
    #expect(
      failure("<dataType name='T'><int/></dataType>\n<dataType name='T'><int/></dataType>")
        == ModelDocumentError(
          file: "d.xml", line: 3, reason: "dataType `T` is defined twice, first in line 2"))
  }
}
