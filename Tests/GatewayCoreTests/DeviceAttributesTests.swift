internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// What create, update and replace take (protocol.md 6, attributes).
@Suite struct DeviceAttributesTests {
  private let current = device(
    7,
    [
      .uuid: .text("u"), .name: .text("a"), .type: .integer(1), .reboot: .boolean(false), .sync: .boolean(true),
      .manufacturer: .text("Acme"), .firmwareImageIsPending: .boolean(false), .created: .null,
    ])

  private func changes(_ json: String, to current: Device?) throws -> [String] {
    try attributes(json).changes(to: current).map { "\($0.field.name)" }
  }

  static let writable = [
    "name", "customer_id", "is_active", "type", "serial_number", "serial_number_alt", "description", "organization_id",
    "firmware_image", "location", "location_name", "latitude", "longitude", "username", "update_frequency", "debug",
  ]
  static let neverNull: Set<String> = ["name", "type", "organization_id", "is_active"]
  static let ignored: Set<String> = [
    "status", "status_change", "address", "last_connection", "last_configuration", "last_change", "software_version",
    "hardware_version", "pending_settings", "has_pending", "extra",
  ]

  @Test(arguments: DeviceField.allCases) func nullClearsWhatCanBeWritten(_ field: DeviceField) throws {
    let name = "\(field.name)"
    let json = "{\"\(name)\":null}"
    if DeviceAttributesTests.neverNull.contains(name) {
      let error = try #require(throws: JSONReadError.self) { try attributes(json) }
      #expect(error.pointer == "/\(name)")
    } else {
      // Null for what cannot be written is taken and changes nothing.
      #expect(try changes(json, to: current) == (DeviceAttributesTests.writable.contains(name) ? [name] : []))
      #expect(try changes(json, to: nil) == (DeviceAttributesTests.writable.contains(name) ? [name] : []))
    }
  }

  @Test(arguments: ignored) func whatMovesByItselfIsTakenWhateverItHolds(_ name: String) throws {
    for value in ["7", "true", "\"x\"", "[1]", "{}"] {
      #expect(try changes("{\"\(name)\":\(value)}", to: current) == [])
    }
  }

  static let harmless = [
    #"{"id":7}"#, #"{"uuid":"u"}"#, #"{"manufacturer":"Acme"}"#, #"{"reboot":false}"#, #"{"sync":false}"#,
    #"{"sync":true}"#, #"{"firmware_image_is_pending":false}"#, #"{"factory":false}"#,
  ]

  @Test(arguments: harmless) func whatEqualsTheCurrentValueChangesNothing(_ json: String) throws {
    #expect(try changes(json, to: current) == [])
  }

  static let refused: [(json: String, pointer: String, hasHint: Bool)] = [
    (#"{"id":8}"#, "/id", false), (#"{"manufacturer":"acme"}"#, "/manufacturer", false),
    (#"{"reboot":true}"#, "/reboot", true), (#"{"device_factory":true}"#, "/device_factory", true),
    (#"{"firmware_image_is_pending":true}"#, "/firmware_image_is_pending", true), (#"{"uuid":"v"}"#, "/uuid", false),
  ]

  @Test(arguments: refused) func whatCannotBeWrittenIsRefused(
    _ json: String, _ pointer: String, _ hasHint: Bool
  ) throws {
    for current in [current, device(99)] as [Device] {
      let error = try #require(throws: JSONReadError.self) { try changes(json, to: current) }
      #expect(error.pointer == pointer)
      #expect(error.hint?.contains("operation.submit") ?? false == hasHint)
    }
    #expect(throws: JSONReadError.self) { try changes(json, to: nil) }
  }

  @Test(arguments: refused) func anImportLeavesItAside(_ json: String, _ pointer: String, _ hasHint: Bool) throws {
    let attributes = try attributes(json, leavesUnwritableAside: true)
    #expect(try attributes.changes(to: current).isEmpty)
  }

  static let wrong: [(json: String, pointer: String)] = [
    (#"{"name":""}"#, "/name"), (#"{"name":7}"#, "/name"), (#"{"update_frequency":0}"#, "/update_frequency"),
    (#"{"type":"1"}"#, "/type"), (#"{"latitude":12.5}"#, "/latitude"), (#"{"latitude":"north"}"#, "/latitude"),
    (#"{"nmae":"x"}"#, "/nmae"), (#"{"password":7}"#, "/password"), (#"{"debug":1}"#, "/debug"),
  ]

  @Test(arguments: wrong) func aValueThatDoesNotFitIsRefusedByItsPlace(_ json: String, _ pointer: String) throws {
    let error = try #require(throws: JSONReadError.self) { try attributes(json) }
    #expect(error.pointer == pointer)
  }

  @Test func aPasswordIsTakenAndNullClearsIt() throws {
    #expect(try attributes(#"{"password":"geheim"}"#).password?.text == "geheim")
    let cleared = try attributes(#"{"password":null}"#)
    #expect(cleared.password != nil)
    #expect(cleared.password?.text == nil)
    #expect(try attributes("{}").password == nil)
  }

  @Test func aReplacementClearsWhatIsNotNamed() throws {
    let whole = try attributes(#"{"name":"b","type":2,"debug":true}"#).replacement()
    let told = Dictionary(uniqueKeysWithValues: whole.values.map { ("\($0.field.name)", $0.value) })
    #expect(told["name"] == .text("b"))
    #expect(told["debug"] == .boolean(true))
    #expect(told["description"] == .null)
    #expect(told["organization_id"] == nil)
    #expect(told["is_active"] == nil)
    #expect(Set(told.keys) == Set(DeviceAttributesTests.writable).subtracting(["organization_id", "is_active"]))
    let plain = try attributes(#"{"name":"b","type":2}"#).replacement()
    #expect(plain[.debug] == .boolean(false))
    #expect(plain.password == nil)
  }

  @Test(arguments: [(#"{"name":"a"}"#, "/type"), (#"{"type":1}"#, "/name"), ("{}", "/name")])
  func aNewDeviceNeedsNameAndType(_ json: String, _ pointer: String) throws {
    let attributes = try attributes(json)
    let error = try #require(throws: JSONReadError.self) { try attributes.requireNameAndType() }
    #expect(error.pointer == pointer)
  }

  @Test func aDeviceThatWasReadCanBeWrittenBackWhole() throws {
    let text = writing { current.write(.all, to: &$0) }
    #expect(try Set(changes(text, to: current)) == ["name", "type"])
  }
}
