internal import CCurl
internal import TransportModule

extension Exchange {
  /// How many redirects of one request are followed.
  private static let maxRedirects = 5

  var answer: ModuleAnswer {
    ModuleAnswer(status: reader.status, headers: reader.headers, body: reader.body)
  }

  /// There is no whole answer; what was received is told with it.
  func unanswered(_ reason: ModuleReason, _ message: String) -> ModuleAnswer {
    guard mayHaveLeft else { return ModuleAnswer(.notSent(reason), message: message) }
    var told = ModuleAnswer(.outcomeUnknown(reason), message: message)
    // An interim answer is none.
    guard reader.status >= 200 else { return told }
    (told.status, told.headers, told.body) = (reader.status, reader.headers, reader.body)
    return told
  }

  /// Where a GET is to be sent instead, if that is a place that may get our token; else the redirect is the answer.
  func redirect(within origin: Origin) -> String? {
    guard isRepeatable, redirects < Self.maxRedirects, [301, 302, 303, 307, 308].contains(reader.status) else {
      return nil
    }
    var found: UnsafePointer<CChar>?
    unsafe ccurl_get_pointer(handle, CURLINFO_REDIRECT_URL, &found)
    guard let found = unsafe found else { return nil }
    let url = unsafe String(cString: found)
    return Origin(of: url) == origin ? url : nil
  }

  /// What libcurl's failure means.
  func failure(_ code: CURLcode, _ settings: HTTPSettings) -> ModuleAnswer {
    let (place, text) = (settings.place, failureText.isEmpty ? Self.name(code) : failureText)
    switch code {
    case CURLE_OK:
      return unanswered(.closed, "\(place) closed the connection within the header of its answer")
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
      return unanswered(.resolve, "\(text): is the name right, and is there a network?")
    case CURLE_COULDNT_CONNECT, CURLE_PROXY:
      return unanswered(.connect, "nobody takes a connection at \(place): \(text)")
    case CURLE_OPERATION_TIMEDOUT:
      return unanswered(
        .timedOut, "no connection to \(place) within \(settings.connectTimeout) ms: is it up, and reachable from here?")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
      return unanswered(.certificate, certificateAdvice(place, text))
    case CURLE_SSL_CACERT_BADFILE:
      return unanswered(
        .certificate, "the certificates to trust in \(settings.caFile ?? "the system's file") cannot be read: \(text)")
    case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CLIENTCERT:
      return unanswered(.tls, "the client certificate does not serve: \(text): check --client-cert and --client-key")
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_INITFAILED, CURLE_USE_SSL_FAILED:
      return unanswered(.tls, "no secure connection with \(place): \(text): does it speak TLS on this port?")
    case CURLE_ABORTED_BY_CALLBACK where wasKeptFromResending:
      return unanswered(
        .closed, "\(place) closed the connection without an answer; the request was not sent a second time")
    case CURLE_WRITE_ERROR:
      return refusedByReader(text, place)
    case CURLE_RECV_ERROR where text.contains("chunked-encoding"):
      return unanswered(.garbled, "the answer of \(place) cannot be read: \(text)")
    case CURLE_RECV_ERROR where text.contains("certificate required"):
      return unanswered(.tls, "\(place) wants a client certificate: give --client-cert and --client-key")
    case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM,
      CURLE_SEND_FAIL_REWIND:
      return unanswered(
        mayHaveLeft ? .closed : .connect, "\(place) closed the connection before its answer was whole: \(text)")
    case CURLE_OUT_OF_MEMORY where mayHaveLeft:
      // What libcurl calls a header line that is longer than it takes.
      return unanswered(.garbled, "the answer of \(place) has a header line of more than 100 KiB")
    case CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY,
      CURLE_UNSUPPORTED_PROTOCOL where mayHaveLeft:
      return unanswered(.garbled, "the answer of \(place) cannot be read: \(text)")
    default:
      return unanswered(.other, "\(place): \(text)")
    }
  }

  private func refusedByReader(_ text: String, _ place: String) -> ModuleAnswer {
    switch reader.failure {
    case .tooLarge:
      unanswered(
        .tooLarge,
        "the answer of \(place) is longer than \(request.maxAnswerBytes) bytes: ask for less at a time, or raise "
          + "--max-response-bytes")
    case .garbled(let what): unanswered(.garbled, "\(place): \(what)")
    // Not ours: libcurl could not unpack it.
    case nil: unanswered(.garbled, "the answer of \(place) cannot be unpacked: \(text)")
    }
  }

  /// What is wrong with the certificate of the server, and what to do; the numbers are those of OpenSSL.
  private func certificateAdvice(_ place: String, _ text: String) -> String {
    var result = 0
    unsafe ccurl_get_long(handle, CURLINFO_SSL_VERIFYRESULT, &result)
    let what =
      switch result {
      case 9: "is not valid yet: is the clock of this machine right?"
      case 10: "has expired: it has to be renewed there, unless the clock of this machine is wrong"
      case 18, 19: "is self-signed: if it is to be trusted, give it with --ca-file FILE"
      case 2, 20, 21:
        "is signed by nobody that is trusted here: give the certificate of its authority with --ca-file FILE"
      case 23: "was revoked"
      case _ where text.contains("subject name") || result == 62:
        "is for another host (\(text)): use the name in it in --url"
      default: "is not trusted: \(text)"
      }
    return "the certificate of \(place) \(what)"
  }

  private static func name(_ code: CURLcode) -> String {
    unsafe String(cString: curl_easy_strerror(code))
  }
}
