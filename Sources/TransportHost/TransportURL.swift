/// What `--url` names: the layers that wrap, the innermost scheme and what stands behind it.
///
/// There is no secret in it, so it can be told anywhere: user info is refused.
package struct TransportURL: Equatable, Sendable {
  /// The whole of it, without the slashes at its end that mean nothing.
  package let text: String
  /// The schemes before a `+`, outermost first.
  package let layers: [String]
  /// The innermost scheme.
  package let scheme: String
  /// What stands behind `scheme:`.
  package let rest: String
  /// Of http and https: as it stands there, without port and brackets.
  package let host: String?

  package static let longest = 8192

  /// - Throws: what is wrong with it, without repeating more than a scheme.
  package init(_ text: String) throws(TransportHostError) {
    guard text.utf8.count <= TransportURL.longest else {
      throw .invalidURL("expected a URL of at most \(TransportURL.longest) bytes, found \(text.utf8.count)")
    }
    guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw .invalidURL("expected a URL without control characters; look for a line end or a tab in it")
    }
    guard let colon = text.firstIndex(of: ":") else {
      throw .invalidURL("expected a URL with a scheme, such as https://control.example/api/v1; there is no \":\"")
    }
    let schemes = text[..<colon].split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    for scheme in schemes where !TransportURL.isScheme(scheme) {
      throw .invalidURL(
        "expected a scheme of lower-case letters, digits, dots and hyphens, such as https or record+https, "
          + "before the first \":\" of the URL")
    }
    layers = Array(schemes.dropLast())
    scheme = schemes.last ?? ""
    var rest = text[text.index(after: colon)...]
    if scheme == "http" || scheme == "https" {
      while rest.last == "/", rest.count > 2 { rest.removeLast() }
      host = try TransportURL.host(of: rest)
    } else {
      host = nil
      if rest.hasPrefix("//"), !BuiltInModule.opaqueSchemes.contains(scheme),
        rest.dropFirst(2).prefix(while: { !"/?#".contains($0) }).contains("@")
      {
        throw .userInfo
      }
    }
    guard !rest.isEmpty else { throw .invalidURL("expected something behind \"\(scheme):\"") }
    self.rest = String(rest)
    self.text = String(text[...colon] + rest)
  }

  /// All schemes, outermost first.
  package var schemes: [String] { layers + [scheme] }

  package var isTLS: Bool { scheme == "https" }

  /// Whether what is sent travels in clear over a network: then a token needs `--insecure`.
  package var isPlainHTTPBeyondLoopback: Bool {
    guard scheme == "http", let host else { return false }
    return !TransportURL.isLoopback(host)
  }

  /// What the layer at a place gets as the rest of its URL: of a wrapping one, the whole URL of the layer below.
  func rest(ofLayer index: Int) -> String {
    guard index < layers.count else { return rest }
    return (layers[(index + 1)...] + [scheme]).joined(separator: "+") + ":" + rest
  }

  static func isScheme(_ text: some StringProtocol) -> Bool {
    guard let first = text.utf8.first, isLetter(first) else { return false }
    return text.utf8.allSatisfy {
      isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
        || $0 == UInt8(ascii: "-")
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  /// `localhost`, `::1`, or four numbers of which the first is 127: anything else may be elsewhere.
  private static func isLoopback(_ host: String) -> Bool {
    if host.lowercased() == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.first == "127"
      && parts.allSatisfy { part in part.utf8.count <= 3 && isNumber(part) && UInt8(part) != nil }
  }

  private static func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func host(of rest: Substring) throws(TransportHostError) -> String {
    guard rest.hasPrefix("//") else {
      throw .invalidURL("expected \"//\" and a host behind the scheme, such as https://control.example/api/v1")
    }
    guard !rest.contains("?"), !rest.contains("#") else {
      throw .invalidURL("expected the base of the API without \"?\" and \"#\", such as https://control.example/api/v1")
    }
    guard !rest.contains("\\"), !rest.contains(" ") else {
      throw .invalidURL("expected a URL without blanks and backslashes: escape them as %20 and %5C")
    }
    let authority = rest.dropFirst(2).prefix { $0 != "/" }
    guard !authority.contains("@") else { throw .userInfo }
    let (host, port) = try split(authority)
    guard !host.isEmpty else {
      throw .invalidURL("expected a host behind \"//\", such as https://control.example/api/v1")
    }
    if let port, !(isNumber(port) && UInt16(port).map { $0 > 0 } ?? false) {
      throw .invalidURL("expected a port from 1 to 65535 behind the host's \":\"")
    }
    return String(host)
  }

  private static func split(_ authority: Substring) throws(TransportHostError) -> (Substring, port: Substring?) {
    guard authority.hasPrefix("[") else {
      let host = authority.prefix { $0 != ":" }
      return (host, host.endIndex == authority.endIndex ? nil : authority[host.endIndex...].dropFirst())
    }
    guard let end = authority.firstIndex(of: "]") else {
      throw .invalidURL("expected a \"]\" behind the address of the host, such as http://[::1]:8080")
    }
    let behind = authority[end...].dropFirst()
    guard behind.isEmpty || behind.first == ":" else {
      throw .invalidURL("expected \":\" and a port, or nothing, behind the \"]\" of the host")
    }
    return (authority[..<end].dropFirst(), behind.isEmpty ? nil : behind.dropFirst())
  }
}

extension TransportHostError {
  fileprivate static func invalidURL(_ message: String) -> TransportHostError {
    TransportHostError(.invalidURL, message)
  }

  fileprivate static let userInfo = TransportHostError(
    .invalidURL,
    "expected a URL without user info (what stands before \"@\"): give a token by CPEGATE_TOKEN or --token-file")
}
