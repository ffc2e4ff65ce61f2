internal import JSON
internal import Testing

@Suite struct NearestNameTests {
  static let methods = ["gateway.ping", "gateway.info", "inventory.get", "inventory.list", "operation.submit"]

  @Test(arguments: [
    ("gateway.pnig", "gateway.ping"), ("gateway.pin", "gateway.ping"), ("gateway.pings", "gateway.ping"),
    ("Gateway.Ping", "gateway.ping"), ("inventory.gte", "inventory.get"), ("inventroy.lst", "inventory.list"),
    ("Inventory.LIST", "inventory.list"), ("operation.submit", "operation.submit"),
  ])
  func aTypingMistakeIsUnderstood(_ word: String, _ name: String) {
    #expect(NearestName.of(word, among: NearestNameTests.methods) == name)
  }

  @Test(arguments: ["", "x", "audit", "gateway", "parameter.get.all.of.them"])
  func whatIsFarFromEverythingIsNotGuessed(_ word: String) {
    #expect(NearestName.of(word, among: NearestNameTests.methods) == nil)
  }

  @Test func oneEditIsAlwaysCloseEnough() {
    #expect(NearestName.of("ix", among: ["id"]) == "id")
    #expect(NearestName.of("xy", among: ["id"]) == nil)
    #expect(NearestName.of("", among: ["a", "ab"]) == "a")
  }

  @Test func aThirdOfTheWordMayBeWrong() {
    #expect(NearestName.of("abcxyf", among: ["abcdef"]) == "abcdef")
    #expect(NearestName.of("abxyzf", among: ["abcdef"]) == nil)
  }

  @Test func letterCaseCountsHalf() {
    #expect(NearestName.of("ABCdef", among: ["abcdef"]) == "abcdef")
    #expect(NearestName.of("abc", among: ["abd", "ABc"]) == "abd")
    #expect(NearestName.of("abc", among: ["abd", "Abc"]) == "Abc")
    #expect(NearestName.of("a[", among: ["a{"]) == "a{")
  }

  @Test func letterCaseAloneIsAlwaysCloseEnough() {
    #expect(NearestName.of("ssid", among: ["Security", "SSID"]) == "SSID")
    #expect(NearestName.of("ssid", among: ["SSIF", "SSIDs"]) == nil)
    #expect(NearestName.of("ssid", among: ["SSID", "ssif"]) == "ssif")
  }

  @Test func ofEqualsTheFirstWins() {
    #expect(NearestName.of("cat", among: ["bat", "hat"]) == "bat")
    #expect(NearestName.of("cat", among: ["hat", "bat"]) == "hat")
  }

  @Test func aVeryLongWordIsNoTypingMistake() {
    let longest = String(repeating: "a", count: 80)
    #expect(NearestName.of(longest, among: [longest]) == longest)
    #expect(NearestName.of(longest + "a", among: [longest + "a"]) == nil)
  }
}
