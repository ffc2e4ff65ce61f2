internal import ArgumentParser
internal import EventLoop
internal import JSONRPC
internal import TestSupport

@testable internal import cpegate

/// Plays a transcript against a gateway put together as the process does it, without a process.
enum TranscriptPlayer {
  /// What comes out behind each step.
  struct Outcome: Sendable {
    var frames: [[String]] = []
    /// What was wrong besides the frames.
    var fault: String?
  }

  static let options = ["--backend", "mock", "--mock-clock", "virtual", "--config", "none"]

  static func play(_ transcript: Transcript) -> Outcome {
    var outcome = Outcome()
    do {
      let time = ManualTime()
      let assembly = try Assembly(try CommonOptions.parse(options + transcript.options), time: time)
      defer { assembly.log.sink.finish() }
      let connection = MemoryConnection(assembly.session)
      let input = transcript.steps.flatMap(\.input)
      let withHeaders = StrictFrames.usesHeaders(input, options: transcript.options)
      for (number, step) in transcript.steps.enumerated() {
        connection.send(step.input)
        var output = connection.settledBytes()
        if number == transcript.steps.count - 1 { output += end(connection, time) }
        guard let frames = StrictFrames.frames(of: output, withHeaders: withHeaders) else {
          outcome.fault = "the output behind \(step.line) is not made of whole frames"
          return outcome
        }
        outcome.frames.append(frames)
      }
      if assembly.session.phase != .over { outcome.fault = "the session does not end" }
    } catch {
      outcome.fault = "\(error)"
    }
    return outcome
  }

  /// Ends the input and lets the time of the drain pass as far as anything waits for it.
  private static func end(_ connection: MemoryConnection, _ time: ManualTime) -> [UInt8] {
    let session = connection.session
    session.endOfInput()
    var output = connection.settledBytes()
    while session.phase != .over, let seconds = session.loop.secondsToNextTimer() {
      time.advance(bySeconds: seconds)
      output += connection.settledBytes()
    }
    return output
  }
}
