internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// Filters: texts exactly or by `*`, lists as any of, conditions all together (protocol.md 6).
@Suite struct InventoryFilterTests {
  private let subject = device(
    7,
    [
      .name: .text("lima-ont-000007"), .status: .status(.up), .type: .integer(3), .isActive: .boolean(true),
      .statusChange: .time(ExactString("2030-01-01T00:00:00Z")), .manufacturer: .text("Acme*Tel?[x]"),
      .hasPending: .null, .organizationID: .integer(2), .customerID: .text(""),
    ])

  static let cases: [(filter: String, passes: Bool)] = [
    ("{}", true), (#"{"name":"lima-ont-000007"}"#, true), (#"{"name":"Lima-ont-000007"}"#, false),
    (#"{"name":"lima"}"#, false), (#"{"name":"lima*"}"#, true), (#"{"name":"*7"}"#, true),
    (#"{"name":"l*-*-*7"}"#, true),
    (#"{"name":"*"}"#, true), (#"{"name":["x","lima*"]}"#, true), (#"{"name":[]}"#, false), (#"{"status":"up"}"#, true),
    (#"{"status":"Up"}"#, true), (#"{"status":1}"#, true), (#"{"status":false}"#, false), (#"{"type":3}"#, true),
    (#"{"type":[1,2]}"#, false), (#"{"type":[1,3]}"#, true), (#"{"type":3,"status":"down"}"#, false),
    (#"{"is_active":true}"#, true), (#"{"is_active":false}"#, false), (#"{"has_pending":true}"#, false),
    (#"{"has_pending":false}"#, false), (#"{"location":1}"#, false), (#"{"software_version":"*"}"#, false),
    (#"{"manufacturer":"Acme*Tel?[x]"}"#, true), (#"{"manufacturer":"AcmexTel?[x]"}"#, false),
    (#"{"manufacturer":"Acme?Tel?[x]"}"#, false), (#"{"customer_id":""}"#, true), (#"{"customer_id":"*"}"#, true),
    (#"{"status_changed_since":"2030-01-01T00:00:00Z"}"#, true),
    (#"{"status_changed_since":"2030-01-01T01:00:00+01:00"}"#, true),
    (#"{"status_changed_since":"2030-01-01T00:00:00.001Z"}"#, false), (#"{"search":"ont"}"#, true),
    (#"{"search":"ont","type":9}"#, false), (#"{"name":null}"#, true),
  ]

  @Test(arguments: cases) func aDevicePassesWhenEveryConditionHolds(_ filter: String, _ passes: Bool) throws {
    #expect(try reading(InventoryFilter.self, filter).matches(subject) == passes)
  }

  static let refused: [(filter: String, pointer: String)] = [
    (#"{"nam":"x"}"#, "/nam"), (#"{"type":"3"}"#, "/type"), (#"{"type":[3,true]}"#, "/type/1"),
    (#"{"status":"sideways"}"#, "/status"), (#"{"status_changed_since":"2030-01-01"}"#, "/status_changed_since"),
    (#"{"name":[null]}"#, "/name/0"), (#"{"description":"x"}"#, "/description"), (#"{"is_active":1}"#, "/is_active"),
  ]

  @Test(arguments: refused) func whatIsNoFilterIsRefusedByItsPlace(_ filter: String, _ pointer: String) throws {
    let error = try #require(throws: JSONReadError.self) { try reading(InventoryFilter.self, filter) }
    #expect(error.pointer == pointer)
  }

  @Test func theOrderOfMembersMakesNoOtherFilter() throws {
    let one = try reading(InventoryFilter.self, #"{"type":[1,2],"name":"a*","search":"x"}"#)
    let other = try reading(InventoryFilter.self, #"{"search":"x","name":"a*","type":[1,2]}"#)
    #expect(writing { one.writeCanonical(to: &$0) } == writing { other.writeCanonical(to: &$0) })
    let third = try reading(InventoryFilter.self, #"{"search":"y","name":"a*","type":[1,2]}"#)
    #expect(writing { one.writeCanonical(to: &$0) } != writing { third.writeCanonical(to: &$0) })
  }

  static let globs: [(pattern: String, text: String, matches: Bool)] = [
    ("", "", true), ("", "a", false), ("*", "", true), ("**", "", true), ("a*a", "a", false), ("a*a", "aa", true),
    ("*ab*ab", "xabyab", true), ("*ab*ab", "ab", false), ("*ab*ab*", "abab", true), ("ö*", "öl", true),
    ("*\u{308}", "o\u{308}", true), ("ö", "o\u{308}", false), ("a*b*c", "a-b-b-c", true), ("a*b*c", "acb", false),
  ]

  @Test(arguments: globs) func aStarStandsForAnyRunOfCharacters(_ pattern: String, _ text: String, _ matches: Bool) {
    #expect(Glob(pattern).matches(text) == matches)
    #expect(Glob(pattern).exact != nil || pattern.unicodeScalars.contains("*"))
  }
}
