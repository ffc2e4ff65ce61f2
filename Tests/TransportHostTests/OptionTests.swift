internal import GatewayCore
internal import Testing

@testable internal import TransportHost

@Suite struct OptionTests {
  private func outcome(_ texts: [String]) async throws -> Result<TransportResponse, TransportFailure> {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    return try await folder.host(texts.map { try TransportOption($0) }).outcome("odd:x", "/told")
  }

  @Test func aModuleGetsItsOwnOptionsInOrder() async throws {
    let told = try await outcome(["odd.close=now", "http.connect_timeout=3", "odd.forward=a=b", "odd.close=later"])
    #expect(told.text == "odd|x|close=now|forward=a=b|close=later")
  }

  @Test(arguments: [
    ("odd.clsoe=secret", "did you mean close?"), ("odd.zzzzzzzz=secret", "there are close, forward, open"),
    ("chaso.seed=secret", "did you mean chaos?"), ("odd.open=refuse", "leave it out"),
  ])
  func anOptionThatIsNotTakenIsRefusedWithTheNearest(_ text: String, _ part: String) async throws {
    let failure = try #require(try await outcome([text]).failure)
    #expect(!failure.mayHaveArrived)
    #expect(failure.reason == .refused)
    #expect(failure.message.contains(part), "\(failure.message)")
    #expect(!failure.message.contains("secret"))
  }

  @Test func aModuleTellsItsOptionsAndWhatItIs() async throws {
    let folder = try ModuleFolder()
    let path = try await folder.buildOdd()
    let host = folder.host()
    #expect(host.list().first { $0.scheme == "odd" }?.version == nil)
    let told = try #require(host.describe().first { $0.module == "odd" })
    #expect(told.version == "0.7")
    #expect(told.abi == "1.0")
    #expect(told.path == path)
    #expect(told.schemes == ["odd", "wrap"])
    #expect(told.wrapping == ["wrap"])
    #expect(told.options.map(\.name) == ["close", "forward", "open"])
    #expect(told.options.first?.help == "What close() does: return or hang (return).")
    let listing = try #require(host.list().first { $0.scheme == "wrap" })
    #expect(listing.isLoaded)
    #expect(listing.version == "0.7")
    #expect(listing.abi == "1.0")
    let absent = try #require(host.describe().first { $0.module == "http" })
    #expect(absent.refusal?.contains("libcpegate-http.so") == true)
    #expect(absent.schemes == ["http", "https", "unix"])
  }
}
