/// What looking at an upstream has shown, for `gateway.doctor`.
package struct UpstreamExamination: Sendable {
  package var token: Finding
  package var upstream: Finding
  package var certificate: Finding
  package var clock: Finding

  package init(token: Finding, upstream: Finding, certificate: Finding, clock: Finding) {
    self.token = token
    self.upstream = upstream
    self.certificate = certificate
    self.clock = clock
  }

  /// Whether one thing is well, and if not, what to do.
  package struct Finding: Sendable {
    package let isWell: Bool
    package let detail: String

    package static func well(_ detail: String) -> Finding { Finding(isWell: true, detail: detail) }
    package static func bad(_ detail: String) -> Finding { Finding(isWell: false, detail: detail) }
  }
}
