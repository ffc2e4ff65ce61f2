internal import JSON

/// The line that begins what one session recorded.
struct TapeHead {
  /// Of the format; another number is refused.
  static let format = 1

  /// The URL of the layer below, without anything secret.
  let upstream: String
  /// What `tape.scrub` named: a replay leaves it out of requests as well.
  let scrub: [String]

  init(upstream: String, scrub: [String]) {
    self.upstream = upstream
    self.scrub = scrub
  }

  /// - Parameter url: of the layer below.
  /// - Parameter rules: what may stand in a query.
  init(below url: String, _ rules: ScrubRules) {
    var scrubber = Scrubber(rules)
    let wrappers = url.prefix { $0 != ":" }
    let last = wrappers.split(separator: "+").last ?? ""
    switch last {
    case "http", "https", "unix": upstream = scrubber.target(TapeHead.withoutUserInfo(url))
    // The arguments of a program may hold anything.
    default: upstream = wrappers + ":"
    }
    scrub = rules.listed
  }

  func write(version: String) -> JSONText {
    JSONText { writer in
      writer.beginObject()
      writer.member("tape")
      writer.integer(TapeHead.format)
      writer.member("module")
      writer.string(version)
      writer.member("upstream")
      writer.string(upstream)
      writer.member("scrub")
      writer.beginArray()
      for name in scrub { writer.string(name) }
      writer.endArray()
      writer.endObject()
    }
  }

  /// Nil for a line of another kind.
  init?(reading line: JSONValue) throws(TapeError) {
    guard let format = line.member("tape") else { return nil }
    guard format.integerValue == TapeHead.format else {
      throw TapeError("tape: expected format \(TapeHead.format); use the version of cpegate that wrote this tape")
    }
    upstream = line.member("upstream")?.stringValue ?? ""
    var names: [String] = []
    line.member("scrub")?.forEachElement { _, element in
      if let name = element.stringValue { names.append(name) }
    }
    scrub = names
  }

  private static func withoutUserInfo(_ url: String) -> String {
    guard let start = url.placeBehindSlashes else { return url }
    let authority = url[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let at = authority.lastIndex(of: "@") else { return url }
    return String(url[..<start] + url[url.index(after: at)...])
  }
}

extension String {
  /// Where the authority of a URL begins: behind the first `//`.
  fileprivate var placeBehindSlashes: Index? {
    zip(indices, indices.dropFirst()).first { self[$0] == "/" && self[$1] == "/" }.map { index(after: $1) }
  }
}
