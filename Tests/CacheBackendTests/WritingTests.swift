internal import CacheBackend
internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// Writes go to upstream, and what upstream answers is kept.
@Suite(.serialized) struct WritingTests {
  private func filled() async throws -> CacheBench {
    let bench = try CacheBench(devices: 25)
    try await bench.sync()
    bench.upstream.forgetCalls()
    bench.clock.advance(bySeconds: 100)
    return bench
  }

  @Test func theAnswerIsKept() async throws {
    let bench = try await filled()
    let update = try await bench.cache.update(.id(3), attributes(#"{"description": "new"}"#))
    #expect(update.changed.map { "\($0)" } == ["description"])
    #expect(try await bench.cache.get(.id(3), .maxAge(1)).device[.description] == .text("new"))
    _ = try await bench.cache.replace(.name("device-4"), attributes(#"{"name": "four", "type": 2}"#))
    #expect(try await bench.cache.get(.name("four"), .maxAge(1)).device.id == 4)
    #expect(try await bench.ids(#"{"search": "four"}"#) == [4])
    let made = try await bench.cache.create(attributes(#"{"name": "made", "type": 1}"#))
    #expect(try await bench.cache.get(.id(made.id), .maxAge(1)).device[.name] == .text("made"))
    #expect(try await bench.ids(#"{"name": "made"}"#) == [made.id])
    #expect(bench.upstream.writes == 3)
  }

  @Test func aFailedWriteChangesNothing() async throws {
    let bench = try await filled()
    let before = try bench.rows()
    for kind in [ErrorKind.rejected, .alreadyExists, .unreachable, .forbidden, .rateLimited, .notFound] {
      bench.upstream.fail(kind)
      #expect(try await refusal { try await bench.cache.update(.id(3), attributes(#"{"name": "x"}"#)) } == kind)
      #expect(
        try await refusal { try await bench.cache.replace(.id(3), attributes(#"{"name": "x", "type": 1}"#)) } == kind)
      #expect(try await refusal { try await bench.cache.delete(.id(3)) } == kind)
      #expect(
        try await refusal { try await bench.cache.create(attributes(#"{"name": "x", "type": 1}"#)) } == kind)
    }
    #expect(try bench.rows() == before)
    #expect(try await bench.age(of: 3) == 100)
  }

  @Test func anUnknownOutcomeIsReadAgain() async throws {
    let bench = try await filled()
    bench.upstream.onWrite { () throws(GatewayError) in throw GatewayError(.outcomeUnknown) }
    #expect(
      try await refusal { try await bench.cache.update(.id(3), attributes(#"{"name": "new"}"#)) } == .outcomeUnknown)
    #expect(try bench.cache.readingAtHand(.id(3), .any) == nil)
    #expect(try await bench.cache.status().isStale, "a row waits to be read again")
    #expect(try await bench.cache.get(.id(3), .any).device[.name] == .text("new"))
    #expect(try await !bench.cache.status().isStale)
    #expect(bench.upstream.gets == [.id(3)])
    #expect(try await refusal { try await bench.cache.delete(.name("device-4")) } == .outcomeUnknown)
    #expect(try await refusal { try await bench.cache.get(.id(4), .any) } == .notFound)
    bench.upstream.fail(.unreachable)
    #expect(try await bench.cache.get(.id(4), .any).freshness.isStale)
  }

  /// A sync whose page is made, and comes when the gate is opened.
  private func heldBackSync(_ bench: CacheBench) async throws -> (gate: Gate, sync: Task<SyncOutcome, any Error>) {
    let (gate, upstream) = (Gate(), bench.upstream)
    upstream.onPage { walk in
      let page = upstream.plainPage(walk)
      await gate.wait()
      return page
    }
    let sync = Task { try await bench.sync() }
    try await until { !upstream.walks.isEmpty }
    bench.clock.advance(bySeconds: 1)
    return (gate, sync)
  }

  @Test(arguments: [false, true]) func aPageThatWasAskedForBeforeDoesNotHideIt(isOfAnother: Bool) async throws {
    let bench = try await filled()
    let writer = isOfAnother ? try bench.another() : bench.cache
    let (gate, sync) = try await heldBackSync(bench)
    bench.upstream.onWrite { () throws(GatewayError) in throw GatewayError(.outcomeUnknown) }
    #expect(
      try await refusal { try await writer.update(.id(3), attributes(#"{"name": "new"}"#)) } == .outcomeUnknown)
    bench.upstream.onWrite(nil)
    bench.clock.advance(bySeconds: 1)
    gate.open()
    _ = try await sync.value
    #expect(try await bench.cache.get(.id(3), .any).device[.name] == .text("new"))
  }

  @Test(arguments: [false, true]) func aPageThatWasAskedForBeforeBringsNothingBack(isOfAnother: Bool) async throws {
    let bench = try await filled()
    let writer = isOfAnother ? try bench.another() : bench.cache
    let (gate, sync) = try await heldBackSync(bench)
    try await writer.delete(.id(3))
    bench.clock.advance(bySeconds: 1)
    gate.open()
    _ = try await sync.value
    #expect(try await bench.ids(#"{"name": "device-3"}"#) == [])
  }

  @Test func deletes() async throws {
    let bench = try await filled()
    try await bench.cache.delete(.serialNumber("S3"))
    #expect(try await bench.ids().count == 24)
    #expect(try await bench.ids(#"{"search": "S3"}"#) == [])
    #expect(try await refusal { try await bench.cache.get(.id(3), .any) } == .notFound)
    #expect(try await refusal { try await bench.cache.delete(.id(3)) } == .notFound)
  }

  @Test func writesByANameThatMoved() async throws {
    let bench = try await filled()
    bench.upstream.change(3, .name, .text("three"))
    bench.upstream[30] = .plain(30, name: "device-3")
    bench.upstream.change(4, .name, .text("four"))
    bench.upstream[31] = .plain(31, name: "device-4")
    let update = try await bench.cache.update(.name("device-4"), attributes(#"{"description": "x"}"#))
    #expect(update.device.id == 31)
    #expect(try await bench.cache.get(.id(4), .any).device[.name] == .text("four"))
    try await bench.cache.delete(.name("device-3"))
    #expect(bench.upstream.ids.contains(3))
    #expect(!bench.upstream.ids.contains(30))
    #expect(try await bench.cache.get(.id(3), .any).device[.name] == .text("three"), "it is not the one that is gone")
    #expect(try await bench.cache.status().devices == 26)
  }

  @Test func anOperationMakesItsDeviceBeReadAgain() async throws {
    let bench = try await filled()
    bench.upstream.change(3, .description, .text("by the device"))
    let operations = CachedOperations(ScriptedOperations(), cache: bench.cache)
    _ = try await operations.send(ScriptedOperations.order(on: 3, []))
    #expect(try await bench.cache.get(.id(3), .any).device[.description] == .text("by the device"))
  }
}
