internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// The members of a device, the sets of them, and the selectors (protocol.md 6).
@Suite struct DeviceVocabularyTests {
  /// The vocabulary of protocol.md 6, written out once more.
  static let names = """
    id uuid name customer_id is_active status status_change type type_short_name software_version hardware_version
    manufacturer unique_identifier product_class serial_number serial_number_alt description organization_id
    firmware_image firmware_image_is_pending location location_name location_short_name latitude longitude username
    update_frequency address last_connection last_configuration last_change created debug reboot factory device_factory
    sync reconf pending_settings type_name type_model organization_name organization_code mac_address has_pending extra
    """.split(whereSeparator: \.isWhitespace).map(String.init)

  @Test func theVocabularyIsThatOfTheContract() {
    #expect(DeviceField.allCases.map { "\($0.name)" } == DeviceVocabularyTests.names)
    for name in DeviceVocabularyTests.names { #expect(DeviceField(named: name).map { "\($0.name)" } == name) }
    #expect(DeviceField(named: "password") == nil)
  }

  @Test(arguments: DeviceField.allCases) func aSetHoldsWhatWasPutIn(_ field: DeviceField) throws {
    let others = DeviceField.allCases.filter { $0 != field && $0 != .id }
    let set = try reading(FieldSet.self, "[\"\(field.name)\"]")
    #expect(set.contains(field))
    #expect(set.contains(.id))
    for other in others { #expect(!set.contains(other)) }
    #expect(FieldSet.all.contains(field))
  }

  @Test func aSetIsToldInTheOrderOfADevice() throws {
    #expect(try told(reading(FieldSet.self, #"["extra","name","status","name"]"#)) == [.id, .name, .status, .extra])
    #expect(told(.all) == DeviceField.allCases)
  }

  private func told(_ set: FieldSet) -> [DeviceField] {
    Array(set.fields)
  }

  @Test func anUnknownMemberIsRefusedWithTheNearest() throws {
    let error = try #require(throws: JSONReadError.self) { try reading(FieldSet.self, #"["id","serial_nubmer"]"#) }
    #expect(error.pointer == "/1")
    #expect(error.reason.contains("serial_number"))
  }

  static let selectors: [(json: String, selector: DeviceSelector)] = [
    (#"{"id":7}"#, .id(7)), (#"{"uuid":"u"}"#, .uuid(ExactString("u"))), (#"{"name":"n"}"#, .name(ExactString("n"))),
    (#"{"serial_number":"s"}"#, .serialNumber(ExactString("s"))), (#"{"id":7,"name":null}"#, .id(7)),
  ]

  @Test(arguments: selectors) func aSelectorNamesOneDevice(_ json: String, _ selector: DeviceSelector) throws {
    #expect(try reading(DeviceSelector.self, json) == selector)
  }

  @Test(arguments: [
    "{}", #"{"id":1,"name":"x"}"#, #"{"id":"1"}"#, #"{"id":1.5}"#, #"{"nam":"x"}"#, "7", #"{"name":null}"#,
  ])
  func anythingElseIsNoSelector(_ json: String) {
    #expect(throws: JSONReadError.self) { try reading(DeviceSelector.self, json) }
  }

  @Test func selectorsAreComparedByCodePoint() {
    #expect(DeviceSelector.name(ExactString("é")) != .name(ExactString("e\u{301}")))
  }

  static let statuses: [(json: String, status: DeviceStatus)] = [
    (#""up""#, .up), (#""Up""#, .up), (#""DOWN""#, .down), (#""unknown""#, .unknown), ("true", .up), ("false", .down),
    ("1", .up), ("0", .down),
  ]

  @Test(arguments: statuses) func aStatusIsTakenInEveryForm(_ json: String, _ status: DeviceStatus) throws {
    #expect(try reading(DeviceStatus.self, json) == status)
  }

  @Test(arguments: ["2", "\"\"", "\"on\"", "null", "1.0", "[]"]) func anythingElseIsNoStatus(_ json: String) {
    #expect(throws: JSONReadError.self) { try reading(DeviceStatus.self, json) }
  }
}
