internal import GatewayCore
internal import Testing

@testable internal import TransportHost

@Suite struct CallTests {
  @Test func aRequestArrivesWholeAndTheAnswerComesBack() async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let transport = try folder.host().open(TransportURL("odd:x"))
    var request = TransportRequest(.patch, "/echo")
    request.headers = [HeaderField("X-Empty", ""), HeaderField("Authorization", "Bearer ümlaut")]
    request.body = Array("body".utf8)
    let response = try await transport.send(request)
    #expect(response.status == 201)
    #expect(Array(response.headers) == request.headers)
    #expect(response.body == request.body)
    request.headers = []
    request.body = nil
    let empty = try await transport.send(request)
    #expect(empty.headers.isEmpty)
    #expect(empty.body.isEmpty)
  }

  @Test(arguments: [
    ("/thread", "from a thread"), ("/twice", "first"), ("/made-up", "its own"), ("/print", "printed"),
    ("/log", "logged"),
  ])
  func howeverAModuleAnswersTheFirstAnswerCounts(_ target: String, _ text: String) async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let log = LogLines()
    let host = folder.host(log: log)
    let transport = try host.open(TransportURL("odd:x"))
    for _ in 1...3 { #expect(await transport.outcome(target).text == text) }
    await host.end()
    if target == "/log" { #expect(log.texts(.warning) == Array(repeating: "odd: mind the gap", count: 3)) }
    let passedOver = ["/twice": 3, "/made-up": 9][target]
    let told = log.texts(.debug)
    #expect(told.count == (passedOver == nil ? 0 : 2))
    if let passedOver { #expect(told.last == "module odd completed \(passedOver) calls that were not open") }
  }

  @Test(arguments: [false, true])
  func whatIsNeverAnsweredEndsAsUnknown(_ isLayered: Bool) async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let host = folder.host(grace: 0.05)
    // Given up by the host, the module answers the cancel that it gets then: too late, and passed over.
    let failure = try #require(
      try await host.outcome(isLayered ? "wrap+odd:x" : "odd:x", "/never", timeLimit: 0.02).failure)
    #expect(failure.mayHaveArrived)
    #expect(failure.reason == .timedOut)
    #expect(failure.message.contains("module odd") || isLayered)
    #expect(try await host.outcome("odd:x", "/told").text == "odd|x")
    await host.end()
  }

  @Test func manyAtOnceAreToldApart() async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let transport = try folder.host().open(TransportURL("wrap+odd:x"))
    let answers = await withTaskGroup { group in
      for index in 0..<2000 {
        group.addTask { (index, await transport.outcome(index.isMultiple(of: 2) ? "/thread" : "/told").text) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    #expect(answers.count == 2000)
    #expect(answers.allSatisfy { $0.value == ($0.key.isMultiple(of: 2) ? "from a thread" : "odd|x") })
  }

  @Test(arguments: ["null", "size", "outcome", "status", "body", "headers", "long"], [false, true])
  func anAnswerThatCannotBeIsUnknownAndGarbled(_ kind: String, _ isLayered: Bool) async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let host = folder.host()
    let outcome = try await host.outcome(
      isLayered ? "wrap+odd:x" : "odd:x", "/bad/\(kind)", maxResponseBytes: 20)
    let failure = try #require(outcome.failure)
    #expect(failure.mayHaveArrived)
    #expect(failure.reason == .garbled)
    #expect(failure.message.contains("module odd told"))
    if kind == "long", !isLayered {
      #expect(failure.status == 200)
      #expect(String(decoding: failure.body, as: UTF8.self) == "longer than the request allows")
    }
    #expect(try await host.outcome("odd:x", "/told").text == "odd|x")
  }

  @Test(arguments: ["odd:x", "wrap+odd:x", "wrap+wrap+odd:x"])
  func aFailureIsToldAsTheModuleToldIt(_ url: String) async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let host = folder.host()
    let notSent = try #require(try await host.outcome(url, "/not-sent").failure)
    #expect(notSent == TransportFailure(mayHaveArrived: false, .connect, "nobody is there"))
    let partial = try #require(try await host.outcome(url, "/partial").failure)
    #expect(partial.mayHaveArrived)
    #expect(partial.reason == .closed)
    #expect(partial.status == 502)
    #expect(String(decoding: partial.body, as: UTF8.self) == "half of")
    let strange = try #require(try await host.outcome(url, "/bad/reason").failure)
    #expect(strange.mayHaveArrived)
    #expect(strange.reason == .other)
  }
}
