internal import GatewayCore
internal import TestSupport
internal import Testing

@testable internal import Gateway

/// Import and export stay below `--files-root`, whichever way a path leads out.
@Suite struct FilesRootTests {
  private let folder: TemporaryFolder
  private let inside: String
  private var root: FilesRoot { FilesRoot(folder: inside) }

  init() throws {
    folder = try TemporaryFolder()
    inside = try folder.makeFolder("root")
    _ = try folder.makeFolder("root/sub")
    _ = try folder.makeFolder("root-evil")
    _ = try folder.write("x", to: "outside.csv")
    _ = try folder.write("x", to: "root-evil/file.csv")
    _ = try folder.write("x", to: "root/file.csv")
    try folder.link("root/up", to: "..")
    try folder.link("root/file-link", to: "../outside.csv")
    try folder.link("root/good-link", to: "file.csv")
    try folder.link("way-in", to: "root")
  }

  @Test(arguments: ["file.csv", "sub/new.csv", "./file.csv", "sub/../file.csv", "good-link", "missing.csv"])
  func whatLiesInsideIsAllowed(_ name: String) async throws {
    try root.check(reading: inside + "/" + name)
    try root.check(writing: inside + "/" + name)
    #expect(throws: Never.self) { try root.check(reading: folder.path + "/way-in/" + name) }
  }

  static let escapes = [
    "../outside.csv", "sub/../../outside.csv", "up/outside.csv", "../root-evil/file.csv", "up/root-evil/file.csv",
    "../missing.csv", "sub/../../../etc/passwd", "no/such/folder/file.csv", "../root-evil/new.csv",
  ]

  @Test(arguments: escapes) func whatLeadsOutIsForbidden(_ name: String) async throws {
    let reading = try #require(throws: GatewayError.self) { try root.check(reading: inside + "/" + name) }
    let writing = try #require(throws: GatewayError.self) { try root.check(writing: inside + "/" + name) }
    for error in [reading, writing] {
      #expect(error.kind == .forbidden)
      #expect(error.path == "/path")
      #expect(!error.message.contains(folder.path))
    }
  }

  @Test func aLinkToAFileOutsideCannotBeRead() async throws {
    let error = try #require(throws: GatewayError.self) { try root.check(reading: inside + "/file-link") }
    #expect(error.kind == .forbidden)
  }

  @Test func anExportOverALinkReplacesTheLink() async throws {
    let bench = GatewayBench(devices: 3, filesRoot: inside)
    #expect(
      try await bench.result("inventory.export", #"{"path":"\#(inside)/file-link","format":"ndjson"}"#, "/rows") == "3")
    #expect(try folder.read("outside.csv") == "x")
    #expect(try folder.read("root/file-link").split(separator: "\n").count == 3)
  }

  @Test(arguments: ["/etc/passwd", "relative.csv", "/"]) func anotherPlaceIsForbidden(_ path: String)
    async throws
  {
    let error = try #require(throws: GatewayError.self) { try root.check(reading: path) }
    #expect(error.kind == .forbidden)
  }

  @Test func withoutARootEverythingIsAllowed() {
    #expect(throws: Never.self) { try FilesRoot(folder: nil).check(reading: "/etc/passwd") }
    #expect(throws: Never.self) { try FilesRoot(folder: nil).check(writing: "/tmp/x") }
  }

  @Test func methodsKeepToTheRoot() async throws {
    let bench = GatewayBench(devices: 3, filesRoot: inside)
    let out = #"{"path":"\#(inside)/../new.csv","format":"csv"}"#
    #expect(try await bench.kind("inventory.export", out) == "forbidden")
    let importing = #"{"path":"\#(inside)/up/outside.csv","format":"csv","mode":"create"}"#
    #expect(try await bench.kind("inventory.import", importing) == "forbidden")
    #expect(try folder.names == ["outside.csv", "root", "root-evil", "way-in"])
  }
}
