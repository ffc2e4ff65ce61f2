internal import Foundation
internal import TestSupport
internal import Testing

@Suite struct TranscriptTests {
  static let isRecording = ProcessInfo.processInfo.environment["RECORD_TRANSCRIPTS"] == "1"

  @Test(arguments: Transcript.names)
  func theSessionGoesAsItIsWritten(_ name: String) async throws {
    let transcript = try Transcript(name: name)
    let outcome = await OwnThread.run { TranscriptPlayer.play(transcript) }
    #expect(outcome.fault == nil)
    if TranscriptTests.isRecording, outcome.fault == nil {
      let text = transcript.text(with: outcome.frames)
      try text.write(to: Transcript.file(name), atomically: true, encoding: .utf8)
      Issue.record("\(name) was rewritten: read what has changed")
      return
    }
    #expect(outcome.frames.count == transcript.steps.count)
    for (step, frames) in zip(transcript.steps, outcome.frames) {
      #expect(frames == step.frames, "behind \(step.line.prefix(200))")
    }
  }

  @Test func everySectionThatLinesCanShowHasTranscripts() {
    let sections = Set(Transcript.names.compactMap { $0.split(separator: "/").first.map(String.init) })
    #expect(
      sections.isSuperset(of: ["1-framing", "2-json-rpc", "3-order", "4-pressure", "5-cancel-and-progress"]))
  }

  @Test(arguments: Transcript.names)
  func aTranscriptIsWrittenAsItIsRead(_ name: String) throws {
    let transcript = try Transcript(name: name)
    let text = try String(contentsOf: Transcript.file(name), encoding: .utf8)
    #expect(transcript.text(with: transcript.steps.map(\.frames)) == text)
  }

  @Test(arguments: ["", "# nothing\n", "< {}\n", "x y\n", ">> {}\n", ">> \"\u{100}\"\n"])
  func whatIsNoTranscriptIsRefused(_ text: String) {
    #expect(throws: Transcript.Fault.self) { try Transcript(name: "bad", text: text) }
  }
}
