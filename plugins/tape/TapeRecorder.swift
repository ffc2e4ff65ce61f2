internal import JSON
internal import Synchronization
internal import TransportModule

/// Hands every request to the layer below and writes down what became of it.
final class TapeRecorder: Sendable {
  private let host: ModuleHost
  private let rules: ScrubRules
  private let state: Mutex<State>

  private struct State: ~Copyable {
    var file: TapeFile
    var requests = 0
    var report = ScrubReport()
    /// Requests that are below, with the number to cancel them by once it is known.
    var open: [UInt64: Forwarded] = [:]
    /// Exchanges that are not on the tape because they could not be written.
    var lost = 0
    var isClosed = false
    /// What was taken out of the last exchanges.
    private(set) var secrets: [String] = []
    private static let mostSecrets = 64

    init(_ file: consuming TapeFile) {
      self.file = file
    }

    mutating func keep(_ found: [String]) {
      for secret in found where !secrets.contains(secret) { secrets.append(secret) }
      if secrets.count > State.mostSecrets { secrets.removeFirst(secrets.count - State.mostSecrets) }
    }
  }

  private struct Forwarded {
    var number: UInt64?
    var isCancelled = false
  }

  init(setup: ModuleSetup, host: ModuleHost, version: String) throws(ModuleSetupError) {
    guard let path = setup.text("file"), !path.isEmpty else {
      throw ModuleSetupError("tape.file: expected the file to record to; say --transport-option tape.file=FILE")
    }
    let appends = try setup.boolean("append") ?? false
    do throws(TapeError) {
      let listed = (setup.text("scrub") ?? "").split(separator: ",").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
      do throws(TapeError) {
        rules = try ScrubRules(listed: listed)
      } catch {
        throw TapeError("tape.scrub: \(error.message)")
      }
      var file = try TapeFile(path, appends: appends)
      try file.add(TapeHead(below: setup.rest, rules).write(version: version).bytes)
      if file.cutBytes > 0 {
        host.log(.warning, "\(path): cut off \(file.cutBytes) bytes of a line that was not finished")
      }
      state = Mutex(State(file))
    } catch {
      throw ModuleSetupError(error.message)
    }
    self.host = host
  }

  func send(_ request: ModuleRequest, call: UInt64) {
    var scrubber = Scrubber(rules, secrets: request.headerSecrets)
    let recorded = TapeRequest(scrubbing: request, &scrubber)
    let number = state.withLock { state in
      state.requests += 1
      state.open[call] = Forwarded()
      return state.requests
    }
    let forwarded = host.forward(request) { [self, scrubber] answer in
      var scrubber = scrubber
      // An answer may repeat what a request before this one said.
      for secret in state.withLock({ $0.secrets }) { scrubber.remember(secret) }
      let line = JSONText { writer in
        writer.beginObject()
        writer.member("n")
        writer.integer(number)
        writer.member("request")
        recorded.write(to: &writer)
        TapeAnswer.write(answer, &scrubber, to: &writer)
        writer.endObject()
      }
      state.withLock { $0.keep(scrubber.secrets) }
      finish(call, line.bytes, scrubber.counts)
      host.complete(call, answer)
    }
    let isCancelled = state.withLock { state in
      state.open[call]?.number = forwarded
      return state.open[call]?.isCancelled ?? false
    }
    if isCancelled { host.cancelForwarded(forwarded) }
  }

  func cancel(call: UInt64) {
    let number = state.withLock { state in
      state.open[call]?.isCancelled = true
      return state.open[call]?.number
    }
    if let number { host.cancelForwarded(number) }
  }

  func close() {
    let (report, lost, failure) = state.withLock { state in
      state.isClosed = true
      let line = state.report.line(unanswered: state.open.count)
      var failure: String?
      do throws(TapeError) {
        try state.file.add(line.bytes)
      } catch {
        failure = error.message
      }
      return (state.report.text, state.lost, failure)
    }
    host.log(.info, "\(report)")
    if lost > 0 { host.log(.error, "\(lost) exchanges are not on the tape: they could not be written") }
    if let failure { host.log(.error, "the report at the end could not be written: \(failure)") }
  }

  /// The line is in the file before anybody hears of the answer.
  private func finish(_ call: UInt64, _ line: [UInt8], _ counts: [String: Int]) {
    let failure: String? = state.withLock { state in
      state.open[call] = nil
      guard !state.isClosed else { return nil }
      do throws(TapeError) {
        try state.file.add(line)
        state.report.add(counts)
        return nil
      } catch {
        state.lost += 1
        return error.message
      }
    }
    if let failure { host.log(.error, "an exchange is not on the tape: \(failure)") }
  }
}

extension ModuleRequest {
  /// What the headers say that no tape may hold; a token also without the word before it.
  var headerSecrets: [String] {
    headers.filter { ["authorization", "cookie", "proxy-authorization", "x-api-key"].contains($0.name.lowercased()) }
      .flatMap { [$0.value] + $0.value.split(separator: " ").dropFirst().map(String.init) }
      .filter { $0.utf8.count >= 6 }
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
