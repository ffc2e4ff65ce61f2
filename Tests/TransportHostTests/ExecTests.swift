internal import Foundation
internal import GatewayCore
internal import TestSupport
internal import Testing

@testable internal import TransportHost

/// The module `exec`, as it is built beside the tests, with children in Python.
@Suite(.disabled(if: ThreadSanitizer.isWatching)) struct ExecTests {
  private static let echo = """
    import json, sys
    for line in sys.stdin:
        request = json.loads(line)
        if "cancel" in request: continue
        print(json.dumps({"id": request["id"], "status": 200, "body": line}), flush=True)
    """

  /// A host over a child with that program.
  private func transport(
    _ program: String, in folder: ModuleFolder, log: LogLines = LogLines()
  ) throws -> (host: TransportHost, any Transport) {
    try folder.write(program, to: "child.py")
    let places = ModulePlaces(pluginDirectory: nil, executable: "/proc/self/exe")
    let host = TransportHost(places: places) { log.add($0, $1) }
    return (host, try host.open(TransportURL("exec:python3 '\(folder.path)/child.py'")))
  }

  @Test func theExampleOfTheReadmeAnswers() async throws {
    let readme = try String(contentsOfFile: "\(ModuleFolder.root)/plugins/exec/README.md", encoding: .utf8)
    let parts = readme.components(separatedBy: "```")
    let program = try #require(parts.first { $0.hasPrefix("python\n") }?.dropFirst("python\n".count))
    let folder = try ModuleFolder()
    let (host, transport) = try transport(String(program), in: folder)
    let response = try await transport.send(TransportRequest(.get, "/inventory_device/1/"))
    #expect(response.header("content-type") == "application/json")
    #expect(String(decoding: response.body, as: UTF8.self) == #"{"asked": "GET /inventory_device/1/"}"#)
    await host.end()
  }

  @Test func aRequestIsALineOfJSON() async throws {
    let folder = try ModuleFolder()
    let (host, transport) = try transport(ExecTests.echo, in: folder)
    var request = TransportRequest(.post, "/a/?b=c%20d", timeLimit: 22.5)
    request.headers = [HeaderField("Accept", "application/json")]
    request.body = Array("say \"ü\"".utf8)
    #expect(
      String(decoding: try await transport.send(request).body, as: UTF8.self)
        == #"{"id":1,"method":"POST","target":"/a/?b=c%20d","headers":[["Accept","application/json"]],"#
        + #""body":"say \"ü\"","time_limit_s":22.5}"# + "\n")
    request.headers = []
    request.body = [0xFF, 0x00]
    #expect(
      String(decoding: try await transport.send(request).body, as: UTF8.self)
        == #"{"id":2,"method":"POST","target":"/a/?b=c%20d","headers":[],"body":null,"body_base64":"/wA=","#
        + #""time_limit_s":22.5}"# + "\n")
    request.body = nil
    let none = String(decoding: try await transport.send(request).body, as: UTF8.self)
    #expect(none.contains(#""body":null,"time_limit_s""#))
    await host.end()
  }

  @Test(arguments: [0, 1, 2, 3, 4, 255, 256, 1000])
  func bytesThatAreNoTextComeBack(_ count: Int) async throws {
    let folder = try ModuleFolder()
    let (host, transport) = try transport(
      """
      import json, sys
      for line in sys.stdin:
          request = json.loads(line)
          print(json.dumps({"id": request["id"], "status": 200, "body_base64": request["body_base64"]}), flush=True)
      """, in: folder)
    var request = TransportRequest(.put, "/")
    request.body = [0xFF] + (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    #expect(try await transport.send(request).body == request.body)
    await host.end()
  }

  @Test func answersMayComeInAnyOrder() async throws {
    let folder = try ModuleFolder()
    let (host, transport) = try transport(
      """
      import json, sys
      held = []
      for line in sys.stdin:
          held.append(json.loads(line))
          if len(held) == 50:
              for request in reversed(held):
                  print(json.dumps({"id": request["id"], "status": 200, "body": request["target"]}))
              sys.stdout.flush()
      """, in: folder)
    let answers = await withTaskGroup { group in
      for index in 0..<50 { group.addTask { (index, await transport.outcome("/\(index)").text) } }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    #expect(answers == Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, "/\($0)") }))
    await host.end()
  }

  @Test(arguments: [
    (#"{"id": 1, "error": {"outcome": "not_sent", "reason": "resolve", "message": "no such host"}}"#, false, "resolve"),
    (#"{"id": 1, "status": 502, "body": "ha", "error": {"outcome": "outcome_unknown"}}"#, true, "other"),
    (#"{"id": 1, "status": 42}"#, true, "garbled"), (#"{"id": 1, "status": 200, "body": 5}"#, true, "garbled"),
    (#"{"id": 1, "status": 200, "bdoy": ""}"#, true, "garbled"),
    (#"{"id": 1, "status": 200, "body_base64": "?"}"#, true, "garbled"),
    (#"{"id": 1, "status": 200, "headers": [["a"]]}"#, true, "garbled"),
    (#"{"id": 1, "error": {"outcome": "lost"}}"#, true, "garbled"), (#"{"id": 1}"#, true, "garbled"),
    (#"{"id": 1, "status": 200, "body": "\#(String(repeating: "x", count: 101))"}"#, true, "tooLarge"),
  ])
  func whatTheChildSaysOfARequestIsTold(_ line: String, _ mayHaveArrived: Bool, _ reason: String) async throws {
    let folder = try ModuleFolder()
    try folder.write(line + "\n", to: "answer")
    let (host, transport) = try transport(
      "import sys\nsys.stdin.readline()\nprint(open('\(folder.path)/answer').read(), flush=True)\nsys.stdin.read()",
      in: folder)
    let failure = try #require(await transport.outcome("/", maxResponseBytes: 100).failure)
    #expect(failure.mayHaveArrived == mayHaveArrived)
    #expect("\(failure.reason)" == reason)
    if line.contains("502") {
      #expect(failure.status == 502)
      #expect(failure.body == Array("ha".utf8))
    }
    await host.end()
  }

  @Test func linesThatAreNoAnswersAreDroppedAndLogged() async throws {
    let folder = try ModuleFolder()
    let log = LogLines()
    let (host, transport) = try transport(
      """
      import json, sys
      for line in sys.stdin:
          print("no JSON\\n[1]\\n{\\"status\\": 200}\\n" + "x" * 300000)
          print(json.dumps({"id": json.loads(line)["id"] + 100, "status": 200}))
          print(json.dumps({"id": json.loads(line)["id"], "status": 204}), flush=True)
      """, in: folder, log: log)
    let response = try await transport.send(TransportRequest(.get, "/", maxResponseBytes: 1000))
    #expect(response.status == 204)
    await host.end()
    let told = log.texts(.warning)
    #expect(told.count == 4)
    #expect(told.last?.contains("longer than 67536 bytes") == true)
    #expect(log.texts(.debug).contains { $0.contains("request 101, which is not open") })
  }

  @Test func aChildThatDiesIsStartedAgainAfterATime() async throws {
    let folder = try ModuleFolder()
    let log = LogLines()
    let (host, transport) = try transport(
      """
      import json, os, sys
      for line in sys.stdin:
          request = json.loads(line)
          if request["target"] == "/die": os._exit(3)
          print(json.dumps({"id": request["id"], "status": 200, "body": str(os.getpid())}), flush=True)
      """, in: folder, log: log)
    let first = try #require(await transport.outcome("/").text)
    let lost = try #require(await transport.outcome("/die").failure)
    #expect(lost.mayHaveArrived)
    #expect(lost.reason == .closed)
    #expect(lost.message.contains("exit status 3"))
    // The next request may come a while later on a slow machine; each that comes too early is told so.
    var second: String?
    while second == nil {
      let outcome = await transport.outcome("/")
      second = outcome.text
      if let failure = outcome.failure {
        #expect(!failure.mayHaveArrived)
        #expect(failure.reason == .connect)
        #expect(failure.message.contains("exit status 3"))
      }
    }
    #expect(second != first)
    await host.end()
  }

  @Test func whatWasNotYetWrittenToAChildThatDiesWasNotSent() async throws {
    let folder = try ModuleFolder()
    let (host, transport) = try transport(
      """
      import os, time
      os.read(0, 1)
      while not os.path.exists("\(folder.path)/go"): time.sleep(0.01)
      os._exit(5)
      """, in: folder)
    // Longer than a pipe holds: what comes behind it waits.
    let begun = Task.immediate {
      var request = TransportRequest(.post, "/")
      request.body = [UInt8](repeating: 0x41, count: 4 << 20)
      do throws(TransportFailure) {
        _ = try await transport.send(request)
        return TransportFailure?.none
      } catch {
        return error
      }
    }
    let waiting = Task.immediate { await transport.outcome("/") }
    let cancelled = Task.immediate { await transport.outcome("/") }
    cancelled.cancel()
    let notSent = try #require(await cancelled.value.failure)
    #expect(notSent.reason == .cancelled)
    #expect(!notSent.mayHaveArrived)
    try folder.write("", to: "go")
    let unknown = try #require(await begun.value)
    #expect(unknown.reason == .closed)
    #expect(unknown.mayHaveArrived)
    #expect(unknown.message.contains("exit status 5"))
    let waited = try #require(await waiting.value.failure)
    #expect(waited.reason == .closed)
    #expect(!waited.mayHaveArrived)
    await host.end()
  }

  @Test(arguments: ["exec:/nowhere/at-all x", "exec:'unclosed", "exec:''", "exec:a\\"])
  func aCommandThatCannotBeIsToldAndNothingWasSent(_ url: String) async throws {
    let places = ModulePlaces(pluginDirectory: nil, executable: "/proc/self/exe")
    let host = TransportHost(places: places) { _, _ in }
    let failure = try #require(try await host.outcome(url, "/").failure)
    #expect(!failure.mayHaveArrived)
    #expect(failure.message.contains("No such file") || failure.message.contains("expected"), "\(failure.message)")
    await host.end()
  }

  @Test func aCommandIsSplitAsAShellDoes() async throws {
    let folder = try ModuleFolder()
    try folder.write(
      """
      import json, sys
      request = json.loads(sys.stdin.readline())
      print(json.dumps({"id": request["id"], "status": 200, "body": "|".join(sys.argv[1:])}), flush=True)
      sys.stdin.read()
      """, to: "a child.py")
    let places = ModulePlaces(pluginDirectory: nil, executable: "/proc/self/exe")
    let host = TransportHost(places: places) { _, _ in }
    let url = #"exec:python3 "\#(folder.path)/a child.py" a\ b '$HOME "*' "q\"\$\x" '' x'y'"z""#
    #expect(try await host.outcome(url, "/").text == #"a b|$HOME "*|q"$\x||xyz"#)
    await host.end()
  }

  @Test func aTimeLimitAndACancelEndARequest() async throws {
    let folder = try ModuleFolder()
    let (host, transport) = try transport(
      """
      import json, sys
      for line in sys.stdin:
          request = json.loads(line)
          if "cancel" in request:
              print(json.dumps({"id": request["cancel"], "error": {"outcome": "not_sent", "reason": "cancelled"}}), flush=True)
          elif request["target"] != "/never":
              print(json.dumps({"id": request["id"], "status": 200}), flush=True)
      """, in: folder)
    #expect(await transport.outcome("/").text != nil)
    let late = try #require(await transport.outcome("/never", timeLimit: 0.1).failure)
    #expect(late.reason == .timedOut)
    let task = Task { await transport.outcome("/never") }
    await Task.yield()
    task.cancel()
    let cancelled = try #require(await task.value.failure)
    #expect(cancelled.reason == .cancelled)
    #expect(!cancelled.mayHaveArrived)
    #expect(await transport.outcome("/").text != nil)
    await host.end()
  }

  @Test(.timeLimit(.minutes(1))) func closingEndsAChildThatDoesNotEndByItself() async throws {
    let folder = try ModuleFolder()
    let (host, transport) = try transport(
      """
      import json, os, signal, sys, time
      signal.signal(signal.SIGTERM, signal.SIG_IGN)
      request = json.loads(sys.stdin.readline())
      print(json.dumps({"id": request["id"], "status": 200, "body": str(os.getpid())}), flush=True)
      while True: time.sleep(60)
      """, in: folder)
    let id = try #require(await transport.outcome("/").text.flatMap { Int32($0) })
    let open = Task { await transport.outcome("/more") }
    await Task.yield()
    await host.end()
    #expect(await open.value.failure?.reason == .cancelled)
    // It is killed half a second after its input ended, on a slow machine maybe after the host has gone on.
    while kill(id, 0) == 0 { await Task.yield() }
  }
}
