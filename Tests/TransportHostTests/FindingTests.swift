internal import Foundation
internal import GatewayCore
internal import Testing

@testable internal import TransportHost

@Suite struct FindingTests {
  @Test func placesBeginAtTheRealPathOfTheExecutable() async throws {
    let folder = try ModuleFolder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/real/bin", withIntermediateDirectories: true)
    try folder.write("", to: "real/bin/cpegate")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/link", withDestinationPath: "\(folder.path)/real/bin/cpegate")
    let places = ModulePlaces(pluginDirectory: nil, executable: "\(folder.path)/link")
    #expect(places.folders == ["\(folder.path)/real/lib/cpegate", "\(folder.path)/real/bin"])
    #expect(ModulePlaces(pluginDirectory: "/only", executable: "\(folder.path)/link").folders == ["/only"])
    #expect(ModulePlaces(pluginDirectory: nil, executable: "/cpegate-not-there").folders == ["/lib/cpegate", "/"])
  }

  @Test func theFolderBesideTheExecutableComesBeforeItsOwn() async throws {
    let folder = try ModuleFolder()
    for name in ["bin", "lib/cpegate"] {
      try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
    }
    try folder.write("", to: "bin/libcpegate-http.so")
    try folder.write("", to: "bin/libcpegate-tape.so")
    try folder.write("", to: "lib/cpegate/libcpegate-http.so")
    try folder.write("", to: "bin/cpegate")
    let places = ModulePlaces(pluginDirectory: nil, executable: "\(folder.path)/bin/cpegate")
    #expect(places.path(of: "libcpegate-http.so") == "\(folder.path)/lib/cpegate/libcpegate-http.so")
    #expect(places.path(of: "libcpegate-tape.so") == "\(folder.path)/bin/libcpegate-tape.so")
    #expect(places.path(of: "libcpegate-exec.so") == nil)
  }

  @Test func aSchemeWithoutAModuleIsToldWithTheNearestAndWhereWasLooked() async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let host = folder.host()
    for (url, parts) in [
      ("htps://a", ["htps", "https", folder.path, "odd"]), ("wrpa+odd:x", ["did you mean wrap"]),
      ("https://a", ["libcpegate-http.so", folder.path, "--plugin-dir"]),
    ] {
      #expect {
        try host.check(TransportURL(url))
      } throws: { error in
        guard let error = error as? TransportHostError else { return false }
        return error.kind == .noModule && parts.allSatisfy(error.message.contains)
      }
    }
    try host.check(TransportURL("wrap+odd:x"))
    #expect(host.list().allSatisfy { !$0.isLoaded })
  }

  @Test(arguments: ["record:x", "https+http://a"])
  func whatCannotStandThereIsRefusedAtTheCheck(_ url: String) async throws {
    let folder = try ModuleFolder()
    try folder.write("", to: "libcpegate-tape.so")
    try folder.write("", to: "libcpegate-http.so")
    #expect {
      try folder.host().check(TransportURL(url))
    } throws: { error in
      (error as? TransportHostError)?.kind == .invalidURL
    }
  }

  @Test(arguments: [
    ("{", "ends too early"), ("[]", "object"), (#"{"module": "libx.so"}"#, "schemes"),
    (#"{"schemes": ["x"]}"#, "module"),
    (#"{"module": "libx.so", "schemes": []}"#, "at least one"),
    (#"{"module": "../x.so", "schemes": ["x"]}"#, "/module"),
    (#"{"module": "libx.so", "schemes": ["https"]}"#, "/schemes/0"),
    (#"{"module": "libx.so", "schemes": ["X"]}"#, "/schemes/0"),
    (#"{"module": "libx.so", "schemes": ["x", "x"]}"#, "once"),
    (#"{"module": "libx.so", "scheme": ["x"]}"#, "did you mean \"schemes\""),
    (#"{"module": "libx.so", "module": "liby.so", "schemes": ["x"]}"#, "twice"),
    (#"{"module": "libx.so", "schemes": ["\#(String(repeating: "x", count: 70_000))"]}"#, "longer"),
  ])
  func aBrokenManifestIsToldAndHarmsNobody(_ text: String, _ part: String) async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    try folder.write(text, to: "broken.transport.json")
    let host = folder.host()
    let listing = try #require(host.list().first { $0.scheme == nil })
    #expect(listing.path == "\(folder.path)/broken.transport.json")
    #expect(listing.refusal?.contains(part) == true, "\(listing.refusal ?? "")")
    try host.check(TransportURL("odd:x"))
  }

  @Test func aSchemeThatTwoManifestsNameBelongsToTheFirst() async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    try folder.write(#"{"module": "libelse.so", "schemes": ["odd"]}"#, to: "second.transport.json")
    let host = folder.host()
    #expect(try await host.outcome("odd:x", "/told").text == "odd|x")
    #expect(host.list().contains { $0.scheme == nil && $0.refusal?.contains("odd.transport.json") == true })
  }
}
