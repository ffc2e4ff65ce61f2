import GatewayCore
import Testing

@Suite struct HeaderFieldsTests {
  private let fields: HeaderFields = [
    HeaderField("Content-Type", "application/json"), HeaderField("X-Empty", ""), HeaderField("retry-after", "7"),
    HeaderField("Retry-After", "8"),
  ]

  @Test func fieldsComeInTheirOrderAsTheyWereTold() {
    #expect(
      Array(fields) == [
        HeaderField("Content-Type", "application/json"), HeaderField("X-Empty", ""), HeaderField("retry-after", "7"),
        HeaderField("Retry-After", "8"),
      ])
    #expect(HeaderFields().isEmpty)
  }

  @Test func theFirstFieldOfANameCountsInAnyCase() {
    #expect(fields[name: "RETRY-AFTER"] == "7")
    #expect(fields[name: "x-empty"] == "")
    #expect(fields[name: "Retry"] == nil)
  }

  @Test func fieldsThatSplitElsewhereAreOthers() {
    let (one, other): (HeaderFields, HeaderFields) = ([HeaderField("ab", "c")], [HeaderField("a", "bc")])
    #expect(one != other)
    #expect(one == [HeaderField("ab", "c")])
  }
}
