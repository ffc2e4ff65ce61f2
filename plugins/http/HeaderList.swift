internal import CCurl
internal import TransportModule

/// The header fields of a request as libcurl takes them; made once for all requests that have the same.
@safe final class HeaderList {
  let headers: ModuleHeaders
  let carriesBody: Bool
  private(set) var list: UnsafeMutablePointer<curl_slist>?

  init(_ headers: ModuleHeaders, carriesBody: Bool) throws(Refusal) {
    self.headers = headers
    self.carriesBody = carriesBody
    for header in headers {
      guard !header.name.isEmpty, header.name.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3A }),
        header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
      else { throw Refusal("a header field has a character in it that HTTP does not allow there") }
      // A field without a value is written with a semicolon; with a colon libcurl would take it for one to leave out.
      try append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
    }
    guard carriesBody else { return }
    // The body is sent at once, whatever its length: an interim answer to wait for is one more thing that can be lost.
    try append("Expect:")
    // Else libcurl would call it a form.
    if headers[name: "Content-Type"] == nil { try append("Content-Type:") }
  }

  deinit {
    unsafe curl_slist_free_all(list)
  }

  private func append(_ line: String) throws(Refusal) {
    guard let longer = unsafe curl_slist_append(list, line) else { throw Refusal("there is no memory left") }
    unsafe list = longer
  }
}

/// Why a request is not sent at all.
struct Refusal: Error {
  let message: String

  init(_ message: String) {
    self.message = message
  }
}
