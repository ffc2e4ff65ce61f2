internal import Foundation
internal import Gateway
internal import JSON
internal import TestSupport
internal import Testing

/// The method table and `protocol/openrpc.json` say the same.
@Suite struct ContractTests {
  private struct Promise: Equatable {
    var members: Set<String> = []
    var required: Set<String> = []
  }

  private static func document() throws -> String {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    return try String(decoding: Data(contentsOf: URL(fileURLWithPath: root + "/protocol/openrpc.json")), as: UTF8.self)
  }

  /// What the document says of each method.
  private static func promises() throws -> [String: Promise] {
    let text = try document()
    let parsed = try JSONDocument(parsing: Array(text.utf8).span)
    return parsed.read { root in
      var promises: [String: Promise] = [:]
      root.member("methods")?.forEachElement { _, method in
        var promise = Promise()
        method.member("params")?.forEachElement { _, param in
          guard let name = param.member("name")?.stringValue else { return }
          promise.members.insert(name)
          if param.member("required")?.booleanValue == true { promise.required.insert(name) }
        }
        if let name = method.member("name")?.stringValue { promises[name] = promise }
      }
      return promises
    }
  }

  @Test func theDocumentAndTheTableNameTheSameMethods() async throws {
    let promised = try Set(ContractTests.promises().keys)
    #expect(Set(MethodTable.gateway.names).subtracting(promised).sorted() == [])
    #expect(promised.subtracting(MethodTable.gateway.names).sorted() == [])
  }

  @Test(arguments: MethodTable.gateway.names) func aMethodTakesWhatTheDocumentSays(_ name: String)
    async throws
  {
    let entry = try #require(MethodTable.gateway.entry(named: name))
    let promise = try #require(try ContractTests.promises()[name], "the document has no method \(name)")
    #expect(Set(entry.members.map { "\($0)" }) == promise.members)
    #expect(Set(entry.required.map { "\($0)" }) == promise.required)
  }

  @Test func namesAreToldOnce() {
    let names = MethodTable.gateway.names
    #expect(Set(names).count == names.count)
    for entry in MethodTable.gateway.all {
      #expect(Set(entry.required.map { "\($0)" }).isSubset(of: entry.members.map { "\($0)" }), "\(entry.name)")
    }
  }

  /// Every method refuses what it does not know, and names what it misses.
  @Test(arguments: MethodTable.gateway.names) func aMethodReadsItsParamsStrictly(_ name: String)
    async throws
  {
    let bench = GatewayBench(devices: 1)
    let entry = try #require(MethodTable.gateway.entry(named: name))
    let unknown = try await bench.answer(name, #"{"no_such_member":1}"#)
    #expect(try lookUp("/error/data/kind", in: unknown) == "\"invalid_params\"")
    #expect(try lookUp("/error/data/path", in: unknown) == "\"/no_such_member\"")
    if !entry.required.isEmpty {
      let empty = try await bench.answer(name)
      #expect(try lookUp("/error/data/kind", in: empty) == "\"invalid_params\"", "\(name)")
    }
    for member in entry.members {
      let wrong = try await bench.answer(name, "{\"\(member)\":{\"no_such_member\":1}}")
      #expect(try lookUp("/error/data/kind", in: wrong) == "\"invalid_params\"", "\(name) \(member)")
    }
  }
}
