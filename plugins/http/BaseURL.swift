internal import TransportModule

/// The base of the API, checked.
struct BaseURL: Sendable {
  /// Without a slash at its end.
  let text: String
  let origin: Origin

  init(_ url: String) throws(ModuleSetupError) {
    guard let origin = Origin(of: url), url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw ModuleSetupError(
        "expected a URL such as https://control.example/api/v1, escaped and without user info, found \(Self.shown(url))"
      )
    }
    guard !url.contains("?"), !url.contains("#") else {
      throw ModuleSetupError(
        "expected the base of the API, without a query or fragment, found \(Self.shown(url)): leave out what stands "
          + "behind the path")
    }
    var end = url.endIndex
    while end > url.startIndex, url[url.index(before: end)] == "/" {
      end = url.index(before: end)
    }
    text = String(url[..<end])
    self.origin = origin
  }

  /// What stands before an `@` may be a password.
  private static func shown(_ url: String) -> String {
    guard let at = url.lastIndex(of: "@") else { return String(url.prefix(200)) }
    return "…\(url[at...].prefix(200))"
  }
}
