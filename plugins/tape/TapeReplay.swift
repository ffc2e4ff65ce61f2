internal import JSON
internal import Synchronization
internal import TransportModule

/// Answers from a tape: the n-th request of a kind gets what the n-th one of that kind got.
final class TapeReplay: Sendable {
  private let host: ModuleHost
  private let path: String
  private let rules: ScrubRules
  private let recorded: [RequestKey: [Recorded]]
  /// The keys in the order of the tape.
  private let keys: [RequestKey]
  private let asked = Mutex<[RequestKey: Int]>([:])

  private struct Recorded: Sendable {
    let line: Int
    let answer: ModuleAnswer
  }

  /// - Throws: the file is missing or no tape, with the line and the reason.
  init(setup: ModuleSetup, host: ModuleHost) throws(ModuleSetupError) {
    path = setup.rest
    guard !path.isEmpty else { throw ModuleSetupError("expected the tape's file: replay:FILE") }
    let tape: Tape
    do throws(TapeError) {
      tape = try Tape(reading: path)
      rules = try ScrubRules(listed: tape.heads.flatMap(\.scrub))
    } catch {
      throw ModuleSetupError(error.message)
    }
    if let brokenEnd = tape.brokenEnd { host.log(.warning, "\(path): \(brokenEnd)") }
    var recorded: [RequestKey: [Recorded]] = [:]
    var keys: [RequestKey] = []
    for exchange in tape.exchanges {
      let key = exchange.request.scrubbed(rules).key
      if recorded[key] == nil { keys.append(key) }
      recorded[key, default: []].append(Recorded(line: exchange.line, answer: exchange.answer))
    }
    self.recorded = recorded
    self.keys = keys
    self.host = host
  }

  func send(_ request: ModuleRequest, call: UInt64) {
    var scrubber = Scrubber(rules, secrets: request.headerSecrets)
    // Twice, as what is on the tape has been by now: of a broken body more may be taken out the second time.
    let key = TapeRequest(scrubbing: request, &scrubber).scrubbed(rules).key
    let time = asked.withLock { asked in
      // One that the tape does not know is refused however often it comes, and need not be kept.
      guard recorded[key] != nil else { return 1 }
      asked[key, default: 0] += 1
      return asked[key] ?? 1
    }
    guard let answers = recorded[key], time <= answers.count else {
      return host.complete(call, ModuleAnswer(.notSent(.refused), message: refusal(of: key, time: time)))
    }
    let answer = answers[time - 1].answer
    guard answer.body.count <= request.maxAnswerBytes else {
      var tooLarge = ModuleAnswer(
        .outcomeUnknown(.tooLarge),
        message: "the recorded answer holds \(answer.body.count) bytes, expected at most \(request.maxAnswerBytes)")
      tooLarge.status = answer.status
      return host.complete(call, tooLarge)
    }
    host.complete(call, answer)
  }

  func close() {
    let asked = asked.withLock { $0 }
    let unused = keys.flatMap { key in
      let answers = recorded[key] ?? []
      return answers.indices.dropFirst(asked[key] ?? 0).map { (key: key, time: $0 + 1, line: answers[$0].line) }
    }.sorted { $0.line < $1.line }
    guard !unused.isEmpty else { return }
    let shown = unused.prefix(5).map { "\(described($0.key)) (time \($0.time), line \($0.line))" }
    let more = unused.count > shown.count ? " and \(unused.count - shown.count) more" : ""
    host.log(
      .warning,
      "\(path): \(unused.count) recorded answers were not used: \(shown.joined(separator: ", "))\(more)")
  }

  /// What was asked, why there is no answer, and what is nearest.
  private func refusal(of key: RequestKey, time: Int) -> String {
    if let answers = recorded[key] {
      let place = answers.map { "\($0.line)" }.prefix(5).joined(separator: ", ")
      return "\(path) has no answer left for \(described(key)): this is time \(time) that it is asked, and it was "
        + "recorded \(answers.count) times (line \(place)); record the tape anew"
    }
    guard let nearest = NearestRequest.of(key, among: keys), let answer = recorded[nearest]?.first else {
      return "\(path) has no answer for \(described(key)): the tape is empty"
    }
    let differs = nearest.method == key.method && nearest.target == key.target ? " with another body" : ""
    return "\(path) has no answer for \(described(key)); the nearest that was recorded is "
      + "\(described(nearest))\(differs), request \(1 + (keys.firstIndex(of: nearest) ?? 0)) of the tape, "
      + "line \(answer.line); record the tape anew if the request is right"
  }

  private func described(_ key: RequestKey) -> String {
    "\(key.method) \(key.target.prefix(300))"
  }
}
