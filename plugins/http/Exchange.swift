internal import CCurl
internal import TransportModule

/// One request and its answer, on a libcurl handle that is used again for the next.
@safe final class Exchange {
  let handle: UnsafeMutableRawPointer
  /// Where libcurl writes what went wrong.
  private let errorText: UnsafeMutablePointer<CChar>
  private var headerList: HeaderList?

  private(set) var call: UInt64 = 0
  private(set) var request = ModuleRequest(method: "", target: "", timeLimit: 0, maxAnswerBytes: 0)
  private(set) var deadline = Instant.distantFuture
  var reader = AnswerReader()
  var redirects = 0
  /// Whether bytes of the request may have been written to a connection, by anything that libcurl did so far.
  private(set) var mayHaveLeft = false
  /// Whether libcurl wanted to send the request a second time and was kept from it.
  private(set) var wasKeptFromResending = false

  init(_ settings: HTTPSettings) throws(Refusal) {
    guard let handle = unsafe curl_easy_init() else { throw Refusal("there is no memory left") }
    unsafe self.handle = handle
    unsafe errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
    unsafe ccurl_set_pointer(handle, CURLOPT_PRIVATE, context)
    unsafe ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context)
    unsafe ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context)
    unsafe ccurl_set_pointer(handle, CURLOPT_PREREQDATA, context)
    unsafe ccurl_set_data_function(handle, CURLOPT_HEADERFUNCTION, takeHeaderLine)
    unsafe ccurl_set_data_function(handle, CURLOPT_WRITEFUNCTION, takeBody)
    unsafe ccurl_set_prereq_function(handle, beforeSending)
    try unsafe settings.apply(to: handle)
  }

  deinit {
    unsafe curl_easy_cleanup(handle)
    unsafe errorText.deallocate()
  }

  /// The exchange that a handle belongs to.
  static func of(_ handle: UnsafeMutableRawPointer) -> Exchange? {
    var context: UnsafeMutableRawPointer?
    unsafe ccurl_get_pointer(handle, CURLINFO_PRIVATE, &context)
    return unsafe context.map { unsafe Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Only a GET may be sent again by libcurl when a connection that was kept turns out to be dead.
  var isRepeatable: Bool { request.method == "GET" }

  /// What libcurl says about a failure; empty when it says nothing.
  var failureText: String { unsafe String(cString: errorText) }

  func prepare(
    _ waiting: WaitingRequest, url: String, headers: HeaderList
  ) throws(Refusal) {
    (call, request, deadline) = (waiting.call, waiting.request, waiting.deadline)
    redirects = 0
    (mayHaveLeft, wasKeptFromResending) = (false, false)
    unsafe errorText[0] = 0
    reader.start(maxBodyBytes: request.maxAnswerBytes)
    try aim(at: url)
    if headerList !== headers {
      try unsafe check(ccurl_set_pointer(handle, CURLOPT_HTTPHEADER, headers.list))
      headerList = headers
    }
    try setMethod()
    // A server may close a connection that rests just when a request arrives on it, and then nobody knows whether it
    // took the request. A GET is simply sent again; anything else takes only a connection that was used just now.
    try unsafe check(ccurl_set_long(handle, CURLOPT_MAXAGE_CONN, isRepeatable ? 60 : 1))
  }

  func aim(at url: String) throws(Refusal) {
    try unsafe check(ccurl_set_pointer(handle, CURLOPT_URL, url))
  }

  private func setMethod() throws(Refusal) {
    let method = request.method
    if request.body == nil && (method == "GET" || method == "DELETE") {
      try unsafe check(ccurl_set_long(handle, CURLOPT_HTTPGET, 1))
      guard method != "GET" else {
        return try unsafe check(ccurl_set_pointer(handle, CURLOPT_CUSTOMREQUEST, nil))
      }
    } else {
      let body = request.body ?? []
      try unsafe check(ccurl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, body.count))
      // An empty array may have no address, which would mean that there is no body.
      try unsafe check(
        body.isEmpty
          ? ccurl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, "")
          : ccurl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, body))
    }
    try unsafe check(ccurl_set_pointer(handle, CURLOPT_CUSTOMREQUEST, method))
  }

  private func check(_ code: CURLcode) throws(Refusal) {
    guard code == CURLE_OK else { throw Refusal(unsafe String(cString: curl_easy_strerror(code))) }
  }

  /// Forgets the request, so that nothing of it outlives its answer.
  func rest() {
    request = ModuleRequest(method: "", target: "", timeLimit: 0, maxAnswerBytes: 0)
    reader.startOver()
  }

  // MARK: What libcurl calls

  /// Called when a connection is there, right before a request is written to it, each time that libcurl does so.
  ///
  /// This is where it is known for certain whether anything may have left, and where a second time is prevented.
  fileprivate func isAboutToSend() -> Bool {
    guard !mayHaveLeft || isRepeatable else {
      wasKeptFromResending = true
      return false
    }
    mayHaveLeft = true
    reader.startOver()
    return true
  }
}

private func beforeSending(
  context: UnsafeMutableRawPointer?, _: UnsafeMutablePointer<CChar>?, _: UnsafeMutablePointer<CChar>?, _: Int32,
  _: Int32
) -> Int32 {
  guard let exchange = unsafe exchange(context) else { return CURL_PREREQFUNC_ABORT }
  return exchange.isAboutToSend() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

private func takeHeaderLine(
  data: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  guard let exchange = unsafe exchange(context) else { return 0 }
  return unsafe exchange.reader.take(headerLine: bytes(data, count)) ? count : 0
}

private func takeBody(
  data: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  guard let exchange = unsafe exchange(context) else { return 0 }
  return unsafe exchange.reader.take(body: bytes(data, count)) ? count : 0
}

private func exchange(_ context: UnsafeMutableRawPointer?) -> Exchange? {
  unsafe context.map { unsafe Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
}

/// libcurl's `size` is always 1.
private func bytes(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
  unsafe UnsafeBufferPointer(start: UnsafeRawPointer(data)?.assumingMemoryBound(to: UInt8.self), count: count)
}
