internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// One kind, or an array of different flags (protocol.md 7).
@Suite struct OperationKindsTests {
  @Test(arguments: OperationKind.allCases) func everyKindIsReadByItsName(_ kind: OperationKind) throws {
    let kinds = try reading(OperationKinds.self, "\"\(kind.rawValue)\"")
    #expect(kinds == OperationKinds(kind))
    #expect(writing { kinds.write(to: &$0) } == "\"\(kind.rawValue)\"")
  }

  @Test func theNamesAreThoseOfTheContract() {
    #expect(
      OperationKind.allCases.map(\.rawValue) == [
        "reboot", "factory", "device_factory", "sync", "reconf", "firmware", "get", "set", "add.obj", "del.obj",
      ])
    #expect(
      OperationEvent.allCases.map(\.rawValue) == [
        "submit", "defer", "wake", "dispatch", "accepted", "unavailable", "rate_limited", "not_sent", "unauthorized",
        "rejected", "outcome_unknown", "arrived", "not_arrived", "succeeded", "failed", "no_evidence", "cancel",
        "deadline",
      ])
  }

  @Test(arguments: [#"["sync","reboot"]"#, #"["reboot"]"#, #"["reboot","factory","device_factory","sync","reconf"]"#])
  func anArrayIsToldAsItWasGiven(_ json: String) throws {
    let kinds = try reading(OperationKinds.self, json)
    #expect(writing { kinds.write(to: &$0) } == json)
  }

  @Test(arguments: [
    "[]", #"["reboot","reboot"]"#, #"["get"]"#, #"["reboot","firmware"]"#, #""restart""#, "7", #"[["reboot"]]"#,
  ])
  func anythingElseIsRefused(_ json: String) {
    #expect(throws: JSONReadError.self) { try reading(OperationKinds.self, json) }
  }
}
