internal import CCurl

extension HTTPSettings {
  /// Sets what is the same for every request.
  func apply(to handle: UnsafeMutableRawPointer) throws(Refusal) {
    func set(_ option: CURLoption, _ value: Int) throws(Refusal) {
      try check(option, unsafe ccurl_set_long(handle, option, value))
    }
    func set(_ option: CURLoption, _ value: String?) throws(Refusal) {
      try check(option, unsafe ccurl_set_pointer(handle, option, value))
    }
    try set(CURLOPT_NOSIGNAL, 1)
    // Else giving up a name that is being looked up would wait for the system's resolver.
    try set(CURLOPT_QUICK_EXIT, 1)
    try set(CURLOPT_PROTOCOLS_STR, "http,https")
    try set(CURLOPT_PATH_AS_IS, 1)
    // Every packing that this libcurl can undo.
    try set(CURLOPT_ACCEPT_ENCODING, "")
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    try set(CURLOPT_TCP_KEEPALIVE, 1)
    try set(CURLOPT_CONNECTTIMEOUT_MS, connectTimeout)
    try set(CURLOPT_BUFFERSIZE, 64 << 10)
    try set(CURLOPT_HTTP_VERSION, curlVersion)
    // Requests wait for the first handshake to tell whether they can share its connection.
    try set(CURLOPT_PIPEWAIT, mayShareConnections ? 1 : 0)
    if let socketPath {
      try set(CURLOPT_UNIX_SOCKET_PATH, socketPath)
      try set(CURLOPT_PROXY, "")
    }
    guard isSecure else { return }
    if let caFile {
      // These and no others.
      try set(CURLOPT_CAINFO, caFile)
      try set(CURLOPT_CAPATH, nil)
    }
    if isInsecure {
      try set(CURLOPT_SSL_VERIFYPEER, 0)
      try set(CURLOPT_SSL_VERIFYHOST, 0)
    }
    if let clientCertificate { try set(CURLOPT_SSLCERT, clientCertificate) }
    if let clientKey { try set(CURLOPT_SSLKEY, clientKey) }
  }

  private func check(_ option: CURLoption, _ code: CURLcode) throws(Refusal) {
    guard code == CURLE_OK else {
      throw Refusal(
        "libcurl does not take option \(option.rawValue): \(unsafe String(cString: curl_easy_strerror(code)))")
    }
  }

  private var curlVersion: Int {
    switch version {
    case .http1: Int(CURL_HTTP_VERSION_1_1)
    case .http2 where !isSecure: Int(CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
    case .http2, .auto: Int(CURL_HTTP_VERSION_2TLS)
    }
  }
}
