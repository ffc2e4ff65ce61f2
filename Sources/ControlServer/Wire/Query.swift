/// The parameters behind the `?` of a request target.
struct Query: Sendable {
  /// In the order of the request, decoded.
  private(set) var items: [(name: String, value: String)] = []

  init() {}

  /// - Throws: 400 for escapes that stand for no text.
  init(_ text: Substring) throws(APIError) {
    for part in text.utf8.split(separator: UInt8(ascii: "&")) {
      let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decoded(Substring(halves[0]), isForm: true),
        let value = PercentEncoding.decoded(halves.count > 1 ? Substring(halves[1]) : "", isForm: true)
      else { throw .badRequest("the query has a broken percent-escape") }
      items.append((name, value))
    }
  }

  /// The last value of that name, as the likely framework has it; nil without any.
  subscript(name: StaticString) -> String? {
    guard !items.isEmpty else { return nil }
    let name = "\(name)"
    return items.last { $0.name == name }?.value
  }

  /// `true` in any case, and `1`.
  func flag(_ name: StaticString) -> Bool {
    self[name].map { $0.lowercased() == "true" || $0 == "1" } ?? false
  }

  /// All others, and these two.
  func replacing(limit: Int, offset: Int) -> String {
    let others = items.filter { $0.name != "limit" && $0.name != "offset" }
    let all = others + [("limit", String(limit)), ("offset", String(offset))]
    return all.map { PercentEncoding.encoded($0.name) + "=" + PercentEncoding.encoded($0.value) }
      .joined(separator: "&")
  }
}
