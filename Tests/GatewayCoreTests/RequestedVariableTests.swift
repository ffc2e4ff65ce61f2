internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// Variables as clients write them (protocol.md 6).
@Suite struct RequestedVariableTests {
  static let values: [(json: String, text: String, suggested: ValueType)] = [
    (#""home""#, "home", .string), ("true", "true", .boolean), ("false", "false", .boolean), ("42", "42", .int),
    ("-7", "-7", .int), ("4294967296", "4294967296", .long), ("2.5", "2.5", .decimal), ("1e3", "1000", .decimal),
    ("1e-3", "0.001", .decimal), ("-1.5e-7", "-0.00000015", .decimal), ("1e25", "10000000000000000000000000", .decimal),
  ]

  @Test(arguments: values) func aValueIsWrittenAsCWMPHasIt(
    _ json: String, _ text: String, _ suggested: ValueType
  ) throws {
    let variable = try reading(RequestedVariable.self, #"{"path":"Device.X","value":\#(json)}"#)
    #expect(variable.value?.text == text)
    #expect(variable.suggestedType == suggested)
    #expect(variable.type == nil)
  }

  @Test func theVendorsSpellingsMeanTheSame() throws {
    let vendor = try reading(
      RequestedVariable.self, #"{"variable_name":"Device.X","value":"1","value_type":"boolean"}"#)
    let ours = try reading(RequestedVariable.self, #"{"path":"Device.X","value":"1","type":"boolean"}"#)
    #expect(vendor == ours)
    #expect(ours.type == .boolean)
  }

  @Test func theVendorsIntegerLeavesTheTypeOpen() throws {
    let variable = try reading(RequestedVariable.self, #"{"path":"Device.X","value":"1","value_type":"integer"}"#)
    #expect(variable.type == nil)
  }

  static let refused: [(json: String, pointer: String)] = [
    (#"{"value":"1"}"#, "/path"), (#"{"path":"Device.X","value":[1]}"#, "/value"),
    (#"{"path":"Device.X","variable_name":"Device.X"}"#, "/variable_name"), (#"{"path":7}"#, "/path"),
    (#"{"path":"Device.X","type":"integr"}"#, "/type"), (#"{"path":"Device.X","valeu":"1"}"#, "/valeu"),
  ]

  @Test(arguments: refused) func whatIsNoVariableIsRefusedByItsPlace(_ json: String, _ pointer: String) throws {
    let error = try #require(throws: JSONReadError.self) { try reading(RequestedVariable.self, json) }
    #expect(error.pointer == pointer)
  }
}
