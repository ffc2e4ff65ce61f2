internal import Foundation
internal import GatewayCore
internal import Testing

@testable internal import TransportHost

@Suite struct RefusalTests {
  private func refusal(_ folder: ModuleFolder, _ url: String = "odd:x") async throws -> String {
    let failure = try #require(try await folder.host().outcome(url, "/told").failure)
    #expect(!failure.mayHaveArrived)
    #expect(failure.reason == .refused)
    return failure.message
  }

  @Test(arguments: [
    ("WRONG_MAJOR", "version 2.0 of the transport ABI"), ("SHORT_TABLE", "16 bytes is shorter"),
    ("NULL_FUNCTION", "`cancel`"), ("NO_SYMBOL", "does not export cpegate_transport_module"),
    ("NULL_TABLE", "returned NULL"),
  ])
  func aTableThatIsWrongIsRefusedWithItsReason(_ flaw: String, _ part: String) async throws {
    let folder = try ModuleFolder()
    let path = try await folder.buildOdd(flaw)
    let message = try await refusal(folder)
    #expect(message.contains(part), "\(message)")
    #expect(message.contains(path))
    let told = try #require(folder.host().describe().first { $0.module == "odd" })
    #expect(told.refusal?.contains(part) == true)
  }

  @Test func whatIsNoSharedObjectIsRefused() async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    try folder.write("no ELF", to: "libodd.so")
    #expect(try await refusal(folder).contains("cannot load"))
  }

  @Test func whatIsNoFileIsRefused() async throws {
    let folder = try ModuleFolder()
    let path = try await folder.buildOdd()
    try FileManager.default.removeItem(atPath: path)
    #expect(try await refusal(folder).contains("No such file"))
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(try await refusal(folder).contains("not a regular file"))
  }

  @Test func aFileThatAnybodyMayWriteIsRefused() async throws {
    let folder = try ModuleFolder()
    let path = try await folder.buildOdd()
    try folder.setMode(0o757, of: "libodd.so")
    #expect(try await refusal(folder).contains("chmod o-w \(path)"))
    #expect(folder.host().list().first { $0.scheme == "odd" }?.refusal?.contains("chmod o-w") == true)
    try folder.setMode(0o755, of: "libodd.so")
    #expect(try await folder.host().outcome("odd:x", "/told").text == "odd|x")
  }

  @Test func aFolderThatAnybodyMayWriteIsRefusedUnlessItIsSticky() async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let host = folder.host()
    let transport = try host.open(TransportURL("odd:x"))
    try folder.setMode(0o777)
    let message = try #require(await transport.outcome("/told").failure?.message)
    #expect(message.contains("chmod o-w \(folder.path)"))
    #expect(throws: TransportHostError.self) { try folder.host().check(TransportURL("odd:x")) }
    try folder.setMode(0o1777)
    // What was put right serves the next request.
    #expect(await transport.outcome("/told").text == "odd|x")
  }

  @Test func aLinkIsJudgedByWhereItLeads() async throws {
    let (folder, open) = (try ModuleFolder(), try ModuleFolder())
    let path = try await folder.buildOdd()
    try FileManager.default.moveItem(atPath: path, toPath: "\(open.path)/libodd.so")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(open.path)/libodd.so")
    try open.setMode(0o777)
    #expect(try await refusal(folder).contains("chmod o-w \(open.path)"))
  }

  @Test func aSchemeThatTheModuleDoesNotServeIsRefused() async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    try folder.write(#"{"module": "libodd.so", "schemes": ["even"]}"#, to: "odd.transport.json")
    #expect(try await refusal(folder, "even:x").contains("does not serve even, but odd, wrap"))
  }

  @Test func aModuleThatWrapsNothingCannotStandBeforeAPlus() async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    #expect(try await refusal(folder, "odd+odd:x").contains("wraps no other scheme"))
    #expect(try await refusal(folder, "wrap:x").contains("behind wrap"))
  }
}
