internal import GatewayCore
internal import TestSupport
internal import Testing
internal import TransportHost

/// The file: its mode, what is refused, and what is left of it when something goes wrong.
@Suite(.disabled(if: ThreadSanitizer.isWatching)) struct TapeFileTests {
  private let folder = TemporaryFolder()
  private var tape: String { "\(folder.path)/tape.jsonl" }
  private static let head = #"{"tape":1,"module":"0.1.0","upstream":"https://control.example","scrub":[]}"#

  private func recorder(_ options: [String]? = nil, url: String = "https://control.example/api/v1") throws -> LayerBench
  {
    try LayerBench("record+\(url)", options ?? ["tape.file=\(tape)"]) { (_, number) throws(TransportFailure) in
      .json("{\"n\":\(number)}")
    }
  }

  private func exchange(_ number: Int, _ target: String) -> String {
    #"{"n":\#(number),"request":{"method":"GET","target":"\#(target)"},"answer":{"status":200,"json":{"n":\#(number)}}}"#
  }

  @Test func aTapeIsTheSameForTheSameSession() async throws {
    for name in ["a", "b"] {
      let bench = try recorder(["tape.file=\(folder.path)/\(name)"])
      _ = try await bench.get("/x/")
      bench.close()
    }
    let text = try #require(folder.text(of: "a"))
    #expect(text == folder.text(of: "b"))
    #expect(folder.mode(of: "a") == 0o600)
    #expect(
      text == """
        {"tape":1,"module":"0.1.0","upstream":"https://control.example/api/v1","scrub":[]}
        {"n":1,"request":{"method":"GET","target":"/x/"},"answer":{"status":200,"headers":\
        {"Content-Type":"application/json"},"json":{"n":1}}}
        {"end":{"exchanges":1,"unanswered":0,"scrubbed":{}}}

        """)
  }

  @Test func anAnswerIsOnTheTapeBeforeItIsTold() async throws {
    let bench = try recorder()
    for number in 1...5 {
      _ = try await bench.get("/x/\(number)/")
      #expect(folder.lines(of: "tape.jsonl").count == 1 + number)
    }
  }

  @Test func whatIsThereIsNotWrittenOver() async throws {
    folder.write("precious\n", to: "tape.jsonl")
    let bench = try recorder()
    let failure = try #require(await bench.failure(of: TransportRequest(.get, "/x/")))
    #expect(failure.message.contains("tape.append=true"))
    #expect(!failure.mayHaveArrived)
    #expect(folder.text(of: "tape.jsonl") == "precious\n")
    // Nor when it is said to be a tape.
    let appending = try recorder(["tape.file=\(tape)", "tape.append=true"])
    let other = try #require(await appending.failure(of: TransportRequest(.get, "/x/")))
    #expect(other.message.contains("line 1: expected JSON"))
    #expect(folder.text(of: "tape.jsonl") == "precious\n")
  }

  @Test func anEmptyFileIsTakenAndClosedToOthers() async throws {
    folder.write("", to: "tape.jsonl")
    let bench = try recorder()
    _ = try await bench.get("/x/")
    #expect(folder.mode(of: "tape.jsonl") == 0o600)
    let second = try recorder(["tape.file=\(tape)", "tape.append=true"])
    let failure = try #require(await second.failure(of: TransportRequest(.get, "/x/")))
    #expect(failure.message.contains("another process is writing this tape"))
  }

  @Test(arguments: [
    ([], "tape.file"), (["tape.file="], "tape.file"), (["tape.file=/"], "/:"),
    (["tape.file=/no/such/folder/tape"], "No such file"), (["tape.file=/tmp/x", "tape.append=yes"], "true or false"),
  ]) func whatCannotBeWrittenIsRefused(_ options: [String], _ said: String) async throws {
    let bench = try recorder(options)
    let failure = try #require(await bench.failure(of: TransportRequest(.get, "/x/")))
    #expect(failure.message.contains(said), "\(failure.message)")
    #expect(bench.upstream.received.isEmpty)
  }

  @Test func withoutRoomForItsHeadNoTapeIsBegun() async throws {
    let bench = try recorder(["tape.file=/dev/full"])
    let failure = try #require(await bench.failure(of: TransportRequest(.get, "/x/")))
    #expect(failure.message.contains("No space left"))
    #expect(bench.upstream.received.isEmpty)
  }

  @Test func aTapeThatCannotBeWrittenAnyMoreStopsNoRequest() async throws {
    let terminal = try #require(PseudoTerminal())
    let bench = try recorder(["tape.file=\(terminal.path)"])
    #expect(try await bench.get("/x/").text == #"{"n":1}"#)
    terminal.closeOtherEnd()
    #expect(try await bench.get("/y/").text == #"{"n":2}"#)
    #expect(try await bench.get("/z/").text == #"{"n":3}"#)
    bench.close()
    #expect(bench.logged(.error).count { $0.contains("an exchange is not on the tape") } == 2)
    #expect(bench.logged(.error).contains { $0.contains("2 exchanges are not on the tape") })
  }

  @Test func aLineOfWhichOnlyAPartWasWrittenIsNotWrittenOn() async throws {
    // Nobody reads at the other end, so there is room for a part only.
    let terminal = try #require(PseudoTerminal())
    let bench = try LayerBench("record+https://control.example", ["tape.file=\(terminal.path)"]) {
      (_, number) throws(TransportFailure) in .json("\"" + String(repeating: "x", count: 100_000) + "\"")
    }
    #expect(try await bench.get("/x/").body.count == 100_002)
    #expect(try await bench.get("/y/").body.count == 100_002)
    bench.close()
    #expect(bench.logged(.error).contains { $0.contains("no room for a whole line") })
    #expect(bench.logged(.error).contains { $0.contains("ends in a broken line") })
    terminal.closeOtherEnd()
  }

  @Test func aSecondSessionGoesOnWithATape() async throws {
    for _ in 1...2 {
      let bench = try recorder(["tape.file=\(tape)", "tape.append=true"])
      _ = try await bench.get("/x/")
      _ = try await bench.get("/y/")
      bench.close()
    }
    #expect(folder.lines(of: "tape.jsonl").count == 8)
    let again = try LayerBench("replay:\(tape)")
    var got: [String] = []
    for target in ["/x/", "/x/", "/y/", "/y/"] { got.append(try await again.get(target).text) }
    #expect(got == [#"{"n":1}"#, #"{"n":1}"#, #"{"n":2}"#, #"{"n":2}"#])
  }

  @Test func aLineThatWasCutOffIsPassedOverByAReplay() async throws {
    let whole = Self.head + "\n" + exchange(1, "/x/") + "\n"
    let cut = exchange(2, "/y/")
    for length in 1..<cut.utf8.count {
      folder.write(whole + cut.prefix(length), to: "tape.jsonl")
      let bench = try LayerBench("replay:\(tape)")
      #expect(try await bench.get("/x/").status == 200)
      #expect(await bench.failure(of: TransportRequest(.get, "/y/"))?.reason == .refused)
      bench.close()
      #expect(bench.logged(.warning).contains { $0.contains("line 3 at the end of the tape is passed over") })
    }
    // Whole but for the line end, it counts.
    folder.write(whole + cut, to: "tape.jsonl")
    #expect(try await LayerBench("replay:\(tape)").get("/y/").status == 200)
  }

  @Test func aLineThatWasCutOffIsCutAwayBeforeMoreIsRecorded() async throws {
    folder.write(Self.head + "\n" + exchange(1, "/x/") + "\n" + #"{"n":2,"requ"#, to: "tape.jsonl")
    let bench = try recorder(["tape.file=\(tape)", "tape.append=true"])
    _ = try await bench.get("/y/")
    bench.close()
    #expect(bench.logged(.warning).contains { $0.contains("cut off 12 bytes") })
    let again = try LayerBench("replay:\(tape)")
    #expect(try await again.get("/x/").status == 200)
    #expect(try await again.get("/y/").status == 200)
  }

  @Test func aTapeWithoutALineEndIsGoneOnWith() async throws {
    folder.write(Self.head + "\n" + exchange(1, "/x/"), to: "tape.jsonl")
    let bench = try recorder(["tape.file=\(tape)", "tape.append=true"])
    _ = try await bench.get("/y/")
    bench.close()
    #expect(folder.lines(of: "tape.jsonl")[1] == exchange(1, "/x/"))
    #expect(try await LayerBench("replay:\(tape)").get("/y/").status == 200)
  }

  @Test(arguments: [
    ("", "nothing that begins one"), ("{}\n", "line 1: expected the head of a tape"),
    ("{\"tape\":2}\n", "line 1: tape: expected format 1"),
    ("\(head)\n{\"n\":1,\n", "line 2: expected JSON"), ("\(head)\n{\"n\":1}\n", "line 2: request"),
    ("\(head)\n{\"request\":{}}\n", "line 2: n:"),
    ("\(head)\n{\"n\":1,\"request\":{\"method\":\"GET\",\"target\":\"/x/\"}}\n", "line 2: expected a member answer"),
    (
      "\(head)\n{\"n\":1,\"request\":{\"method\":\"GET\",\"target\":\"/x/\"},\"answer\":{}}\n", "line 2: answer.status"
    ),
    (
      "\(head)\n{\"n\":1,\"request\":{\"method\":\"GET\",\"target\":\"/x/\"},\"answer\":{\"status\":200,\"base64\":\"*\"}}\n",
      "line 2: base64"
    ),
  ]) func whatIsNoTapeIsRefusedWithItsLine(_ text: String, _ said: String) async throws {
    folder.write(text, to: "tape.jsonl")
    let bench = try LayerBench("replay:\(tape)")
    let failure = try #require(await bench.failure(of: TransportRequest(.get, "/x/")))
    #expect(failure.message.contains(said), "\(failure.message)")
    #expect(!failure.mayHaveArrived)
  }

  @Test func aMissingTapeIsRefused() async throws {
    let failure = await (try LayerBench("replay:\(tape)")).failure(of: TransportRequest(.get, "/x/"))
    #expect(failure?.message.contains("No such file") == true)
  }

  @Test func anAnswerLongerThanAllowedIsNone() async throws {
    let bench = try recorder()
    _ = try await bench.get("/x/")
    bench.close()
    let again = try LayerBench("replay:\(tape)")
    var request = TransportRequest(.get, "/x/")
    request.maxResponseBytes = 6
    let failure = try #require(await again.failure(of: request))
    #expect(failure.reason == .tooLarge && failure.mayHaveArrived)
  }

  @Test func aRequestThatIsGivenUpIsCancelledBelow() async throws {
    let bench = try LayerBench("record+https://control.example", ["tape.file=\(tape)"]) {
      (_, _) throws(TransportFailure) in
      while !Task.isCancelled { await Task.yield() }
      throw TransportFailure(mayHaveArrived: true, .cancelled, "given up")
    }
    let task = Task { await bench.failure(of: TransportRequest(.get, "/x/")) }
    while bench.upstream.received.isEmpty { await Task.yield() }
    task.cancel()
    #expect(await task.value?.reason == .cancelled)
  }
}
