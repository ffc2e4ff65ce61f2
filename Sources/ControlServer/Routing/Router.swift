/// Finds the endpoint of a request in the table.
struct Router: Sendable {
  static let base = "/api/v1"
  let endpoints: [Endpoint]
  /// The places in `endpoints` of a family, without and with a key.
  private let families: [Substring: (plain: [Int], keyed: [Int])]

  init(_ endpoints: [Endpoint]) {
    self.endpoints = endpoints
    var families: [Substring: (plain: [Int], keyed: [Int])] = [:]
    for (place, endpoint) in endpoints.enumerated() {
      precondition(
        !endpoints[..<place].contains { $0.method == endpoint.method && $0.template == endpoint.template },
        "two endpoints \(endpoint.method) \(endpoint.template)")
      if endpoint.keyName == nil {
        families[endpoint.family, default: ([], [])].plain.append(place)
      } else {
        families[endpoint.family, default: ([], [])].keyed.append(place)
      }
    }
    self.families = families
  }

  /// What a path leads to.
  struct Match {
    /// Of every method that the path takes and that is switched on.
    let candidates: [Endpoint]
    let key: Substring?
    let hasSlash: Bool
    /// What the access log calls it.
    var template: String { candidates[0].template }
  }

  /// Nil for a path that stands in no template, or only in templates that are switched off.
  ///
  /// - Parameter path: with its escapes, without the query.
  func match(_ path: Substring, _ switches: ControlSwitches) -> Match? {
    let bytes = path.utf8
    guard bytes.starts(with: Router.base.utf8), var rest = Optional(bytes.dropFirst(Router.base.utf8.count)),
      rest.popFirst() == UInt8(ascii: "/")
    else { return nil }
    let hasSlash = rest.last == UInt8(ascii: "/")
    if hasSlash { rest.removeLast() }
    let family: Substring
    var key: Substring?
    if let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
      family = Substring(rest[..<slash])
      key = Substring(rest[rest.index(after: slash)...])
      guard let key, !key.isEmpty, !key.utf8.contains(UInt8(ascii: "/")) else { return nil }
    } else {
      family = Substring(rest)
    }
    guard let places = families[family] else { return nil }
    let candidates = (key == nil ? places.plain : places.keyed).map { endpoints[$0] }
      .filter { $0.isEnabled(switches) }
    guard !candidates.isEmpty else { return nil }
    return Match(candidates: candidates, key: key, hasSlash: hasSlash)
  }
}
