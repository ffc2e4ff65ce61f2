internal import GatewayCore
internal import Synchronization
internal import Testing

@testable internal import TransportHost

@Suite struct CancelTests {
  @Test(arguments: ["odd:x", "wrap+odd:x", "wrap+wrap+odd:x"])
  func aCancelledTaskGetsWhatTheModuleSays(_ url: String) async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let transport = try folder.host().open(TransportURL(url))
    for _ in 1...50 {
      let task = Task { await transport.outcome("/never") }
      await Task.yield()
      task.cancel()
      let failure = try #require(await task.value.failure)
      #expect(!failure.mayHaveArrived)
      #expect(failure.reason == .cancelled)
    }
  }

  @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let transport = try folder.host().open(TransportURL("odd:x"))
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await transport.outcome("/told")
    }
    let failure = try #require(await task.value.failure)
    #expect(failure.reason == .cancelled)
    #expect(!failure.mayHaveArrived)
  }

  @Test func closingEndsWhatIsOpenAndRefusesWhatComes() async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let log = LogLines()
    let host = folder.host(log: log)
    let transport = try host.open(TransportURL("wrap+odd:x"))
    _ = await transport.outcome("/told")
    let open = Task { await transport.outcome("/never") }
    await Task.yield()
    await host.end()
    let failure = try #require(await open.value.failure)
    #expect(failure.reason == .cancelled)
    #expect(log.texts(.info) == ["odd: wrap closes", "odd: odd closes"])
    let late = try #require(await transport.outcome("/told").failure)
    #expect(!late.mayHaveArrived)
    #expect(late.reason == .cancelled)
    let never = try #require(try await host.outcome("odd:y", "/told").failure)
    #expect(never.message.contains("session ends"))
    await host.end()
  }

  @Test func aModuleThatDoesNotCloseIsLeftBehind() async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let log = LogLines()
    let host = folder.host([TransportOption(module: "odd", name: "close", value: "hang")], log: log)
    #expect(try await host.outcome("odd:x", "/told").text != nil)
    await host.end()
    #expect(log.texts(.warning) == ["module odd did not end in time and is left behind"])
  }
}
