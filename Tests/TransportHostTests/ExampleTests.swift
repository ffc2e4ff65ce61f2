internal import Foundation
internal import GatewayCore
internal import Testing

@testable internal import TransportHost

/// `examples/transport-c`: the ABI is C.
@Suite struct ExampleTests {
  private func host(_ options: [TransportOption] = []) async throws -> (ModuleFolder, TransportHost) {
    let folder = try ModuleFolder()
    try await ModuleFolder.run(
      "make", ["--silent", "--always-make", "-C", "\(ModuleFolder.root)/examples/transport-c", "DIR=\(folder.path)"])
    return (folder, folder.host(options))
  }

  @Test func theModuleInCAnswersFromItsFleet() async throws {
    let (folder, host) = try await host()
    #expect(host.list().contains { $0.scheme == "memory" && $0.path == "\(folder.path)/libmemory.so" })
    let transport = try host.open(TransportURL("memory:fleet"))
    let list = try await transport.send(TransportRequest(.get, "/inventory_device/?page_size=100"))
    #expect(list.status == 200)
    #expect(list.header("Content-Type") == "application/json")
    #expect(list.header("X-Greeting") == "hello")
    #expect(String(decoding: list.body, as: UTF8.self).contains(#""count": 2"#))
    #expect(await transport.outcome("/inventory_device/2/").text?.contains("cellar") == true)
    #expect(try await transport.send(TransportRequest(.get, "/inventory_device/3/")).status == 404)
    #expect(try await transport.send(TransportRequest(.post, "/inventory_device/")).status == 405)
    await host.end()
  }

  @Test func itsOptionIsTakenAndChecked() async throws {
    let (folder, host) = try await host([TransportOption(module: "memory", name: "greeting", value: "moin")])
    let response = try await host.open(TransportURL("memory:fleet")).send(TransportRequest(.get, "/"))
    #expect(response.header("X-Greeting") == "moin")
    #expect(host.describe().first { $0.module == "memory" }?.options.map(\.name) == ["greeting"])
    await host.end()
    let long = TransportOption(module: "memory", name: "greeting", value: String(repeating: "x", count: 100))
    let failure = try await folder.host([long]).outcome("memory:fleet", "/").failure
    #expect(failure?.message.contains("expected at most 99 bytes, found 100") == true)
  }

  @Test func itExportsItsEntryAndNothingElse() async throws {
    let (folder, _) = try await host()
    try await ModuleFolder.run(
      "sh",
      [
        "-c",
        "test \"$(nm -D --defined-only '\(folder.path)/libmemory.so' | cut -c18-)\" = 'T cpegate_transport_module'",
      ])
  }
}
