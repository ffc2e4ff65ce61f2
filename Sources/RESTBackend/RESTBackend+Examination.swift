package import GatewayCore
internal import JSON

extension RESTBackend {
  /// A clock that is off by more seconds than this is not well (protocol.md 9).
  private static let mostSkew = 300.0

  /// Looks whether upstream can be spoken to, with one request.
  package func examination(isTLS: Bool, isVerified: Bool) async -> UpstreamExamination {
    let token: UpstreamExamination.Finding?
    do throws(GatewayError) {
      token = try client.token.value() == nil ? .well("none, and none is needed") : nil
    } catch {
      token = .bad([error.message, error.hint].compactMap { $0 }.joined(separator: ": "))
    }
    let certificate: UpstreamExamination.Finding =
      !isTLS
      ? .well("no secure connection is made")
      : isVerified ? .well("trusted, and that of the host") : .bad("not verified: leave out --insecure")
    switch await client.look(APIPath(RESTSettings.Family.id.collection).adding("limit", 1)) {
    case .success(let response):
      return UpstreamExamination(
        token: token ?? judged(response), upstream: judgedAnswer(response), certificate: certificate,
        clock: judgedClock(response))
    case .failure(let failure):
      let told = APIFailure.unreachable(failure, client.token)
      let isCertificate = failure.reason == .certificate
      let detail = [told.message, told.hint].compactMap { $0 }.joined(separator: ": ")
      return UpstreamExamination(
        token: token ?? .bad("could not be tried: upstream does not answer"), upstream: .bad(detail),
        certificate: isCertificate
          ? .bad(detail) : isTLS ? .bad("could not be looked at: upstream does not answer") : certificate,
        clock: .well("could not be compared: upstream does not answer"))
    }
  }

  private func judged(_ response: TransportResponse) -> UpstreamExamination.Finding {
    switch response.status {
    case 200..<300: .well("taken by upstream")
    case 401:
      .bad("upstream answered 401: the token is wrong or lacks this right: look at CPEGATE_TOKEN or --token-file")
    case 403: .bad("upstream answered 403: the token may not list devices: ask for the right, or use another token")
    default: .well("not refused; upstream answered \(response.status)")
    }
  }

  private func judgedAnswer(_ response: TransportResponse) -> UpstreamExamination.Finding {
    switch response.status {
    case 200..<300:
      let isList =
        (try? ControlClient.parsed(response) { (root) throws(JSONReadError) in
          root.kind == .array || root.member("results") != nil
        }) ?? false
      return isList ? .well("answers") : .bad("it answers, but with no list of devices: is --url right, with /api/v1?")
    case 401, 403: return .well("answers, and refuses the token")
    case 404: return .bad("it answers 404: is --url right, with /api/v1?")
    case 300..<400: return .bad("it answers with a redirect, \(response.status): is --url right, with /api/v1?")
    default: return .bad("it answers \(response.status): try again later, or ask whoever runs it")
    }
  }

  private func judgedClock(_ response: TransportResponse) -> UpstreamExamination.Finding {
    guard let theirs = response.header("Date").flatMap({ HTTPDate.instant($0) }) else {
      return .well("upstream tells no time to compare with")
    }
    let skew = clock.now.seconds(since: theirs)
    guard abs(skew) > RESTBackend.mostSkew else { return .well("within \(Int(RESTBackend.mostSkew)) s of upstream's") }
    return .bad(
      "\(Int(abs(skew).rounded())) s \(skew > 0 ? "ahead of" : "behind") upstream's: set the clock of this machine, as by NTP"
    )
  }
}
