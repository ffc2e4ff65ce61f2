internal import GatewayCore
internal import JSON
internal import Testing

/// Every word of a search begins a word in one of the texts of a device (protocol.md 6).
@Suite struct SearchQueryTests {
  private let subject = device(
    1,
    [
      .name: .text("lima-ont_000007"), .description: .text("Flat 3b, Straße der Köche"), .locationName: .text("Malmö"),
      .username: .text("ΑΣ"), .uuid: .text("abcdef"), .latitude: .text("12.5"), .macAddress: .text("02:00:5E:01"),
    ])

  static let cases: [(search: String, finds: Bool)] = [
    ("lima", true), ("LIM", true), ("ima", false), ("ont", true), ("000007", true), ("007", false),
    ("lima ont 3b", true),
    ("lima 4b", false), ("strasse", true), ("STRASSE", true), ("köche", true), ("koche", false), ("malmö", true),
    ("malmo", false), ("ας", true), ("ασ", true), ("abcdef", false), ("12", false), ("02 5e", true), ("5E:01", true),
    ("-_,", false), ("flat, (köche)!", true),
  ]

  @Test(arguments: cases) func everyWordMustBeginAWord(_ search: String, _ finds: Bool) throws {
    #expect(try #require(SearchQuery(search)).matches(subject) == finds)
  }

  @Test(arguments: ["", " ", "\t\n "]) func aBlankSearchFiltersNothing(_ search: String) {
    #expect(SearchQuery(search) == nil)
  }

  /// The texts of protocol.md 6, written out once more.
  static let texts: Set<String> = [
    "name", "customer_id", "type_short_name", "software_version", "hardware_version", "manufacturer",
    "unique_identifier", "product_class", "serial_number", "serial_number_alt", "description", "location_name",
    "location_short_name", "username", "address", "type_name", "type_model", "organization_name", "organization_code",
    "mac_address",
  ]

  @Test(arguments: DeviceField.allCases) func onlyTheTextsOfTheContractAreSearched(_ field: DeviceField) throws {
    let query = try #require(SearchQuery("needle"))
    let found = query.matches(device(1, [field: .text("a needle")]))
    #expect(found == SearchQueryTests.texts.contains("\(field.name)"))
  }
}
