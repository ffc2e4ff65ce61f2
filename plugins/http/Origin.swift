internal import CCurl

/// Scheme, host and port of a URL: what must stay the same for a redirect to be followed, as a request carries a token.
@safe struct Origin: Equatable, Sendable {
  let scheme: String
  let host: String
  let port: String

  /// Nil when it is no URL of HTTP.
  init?(of url: String) {
    guard let parsed = unsafe curl_url() else { return nil }
    defer { unsafe curl_url_cleanup(parsed) }
    // Without user info: a URL with it is never ours.
    guard unsafe curl_url_set(parsed, CURLUPART_URL, url, UInt32(CURLU_PATH_AS_IS | CURLU_DISALLOW_USER)) == CURLUE_OK,
      let scheme = unsafe Self.part(CURLUPART_SCHEME, of: parsed),
      let host = unsafe Self.part(CURLUPART_HOST, of: parsed),
      let port = unsafe Self.part(CURLUPART_PORT, of: parsed)
    else { return nil }
    self.scheme = scheme.lowercased()
    self.host = host.lowercased()
    self.port = port
  }

  var place: String { "\(host):\(port)" }

  private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe curl_url_get(url, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text = unsafe text else {
      return nil
    }
    defer { unsafe curl_free(text) }
    return unsafe String(cString: text)
  }
}
