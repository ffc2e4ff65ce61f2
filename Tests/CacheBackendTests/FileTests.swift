internal import CacheBackend
internal import Foundation
internal import GRDB
internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// Which files a cache takes, and what it leaves in them.
@Suite(.serialized) struct FileTests {
  private func problem(_ folder: TemporaryFolder, upstream: String = "here") throws -> String {
    do throws(CacheFileProblem) {
      try CacheFile(folder: folder.path, upstream: upstream).close()
    } catch {
      return error.message
    }
    throw GatewayError(.internal, "it was not refused")
  }

  private func path(_ folder: TemporaryFolder) -> String { folder.path + "/cache.sqlite" }

  @Test func onlyTheOwnerMayReadIt() async throws {
    let bench = try CacheBench(devices: 30)
    try await bench.sync()
    for name in try FileBytes.names(in: bench.folder.path) {
      #expect(try FileBytes.mode("\(bench.folder.path)/\(name)") == 0o600, "\(name)")
    }
    #expect(try FileBytes.names(in: bench.folder.path).contains("cache.sqlite"))
  }

  @Test func aClosedCacheIsOneFile() async throws {
    let bench = try CacheBench(devices: 30)
    try await bench.sync()
    bench.cache.close()
    #expect(try FileBytes.names(in: bench.folder.path).filter { !$0.hasSuffix("-sync") } == ["cache.sqlite"])
  }

  @Test func oneOfAnotherUpstreamIsRefused() async throws {
    let bench = try CacheBench(devices: 3)
    try await bench.sync()
    bench.cache.close()
    let before = try bench.rows()
    let message = try problem(bench.folder, upstream: "there")
    #expect(message.contains("here") && message.contains("there") && message.contains("--state-dir"))
    #expect(try bench.rows() == before)
    #expect(try await bench.another(offline: true).ids() == [1, 2, 3])
  }

  @Test func oneOfAnotherProgramIsRefused() throws {
    let folder = TemporaryFolder()
    let queue = try DatabaseQueue(path: path(folder))
    try queue.write { try $0.execute(sql: "CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')") }
    try queue.close()
    let before = try FileBytes.of(path(folder))
    #expect(try problem(folder).contains("another program"))
    #expect(try FileBytes.of(path(folder)) == before)
  }

  @Test func oneOfANewerSchemaIsRefused() async throws {
    let bench = try CacheBench(devices: 3)
    try await bench.sync()
    bench.cache.close()
    let queue = try DatabaseQueue(path: path(bench.folder))
    try await queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999 of the future')") }
    try queue.close()
    let before = try bench.rows()
    #expect(try problem(bench.folder).contains("newer"))
    #expect(try bench.rows() == before)
  }

  @Test func oneOfAnOlderSchemaIsBroughtUpToDate() async throws {
    let bench = try CacheBench(devices: 30)
    try await bench.sync()
    let all = try await bench.ids()
    bench.cache.close()
    let added = ["status", "change", "type", "manufacturer", "location"].map { "device_organization_\($0)" }
    let queue = try DatabaseQueue(path: path(bench.folder))
    try await queue.write { database in
      for index in added { try database.execute(sql: "DROP INDEX \(index)") }
      try database.execute(sql: "DROP TABLE noted; DELETE FROM grdb_migrations WHERE identifier LIKE '3 %'")
    }
    try queue.close()
    let cache = try bench.another()
    defer { cache.close() }
    let found = try await DatabaseQueue(path: path(bench.folder)).read { database in
      try String.fetchSet(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'index'")
    }
    #expect(found.isSuperset(of: added))
    let filter = #"{"organization_id": 1, "status": "up"}"#
    let devices = all.compactMap { bench.upstream[$0] }
    let expected = devices.filter { $0[.organizationID] == .integer(1) && $0[.status] == .status(.up) }.map(\.id)
    #expect(try await cache.ids(filter) == expected)
  }

  @Test(arguments: ["SQLite form", "{\"no\": \"database\"}", String(repeating: "x", count: 5000), "\0\0\0\0"])
  func whatIsNoDatabaseIsRefused(text: String) throws {
    let folder = TemporaryFolder()
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(folder)))
    #expect(try problem(folder).contains("--state-dir"))
    #expect(try FileBytes.of(path(folder)) == Data(text.utf8))
  }

  @Test(arguments: [17, 50, 100, 1000]) func aTruncatedHeaderIsRefused(length: Int) async throws {
    let bench = try CacheBench(devices: 30)
    try await bench.sync()
    bench.cache.close()
    let cut = try FileBytes.of(path(bench.folder)).prefix(length)
    try cut.write(to: URL(fileURLWithPath: path(bench.folder)))
    #expect(try problem(bench.folder).contains("--state-dir"))
    #expect(try FileBytes.of(path(bench.folder)) == cut)
  }

  @Test func aFolderThatIsNotThereIsRefused() throws {
    let error = #expect(throws: CacheFileProblem.self) {
      try CacheFile(folder: "/tmp/cpegate-no-such-folder/x", upstream: "here")
    }
    #expect(error?.message.contains("--state-dir") == true)
  }

  @Test func damageIsSetAsideAtAFullSync() async throws {
    let first = try CacheBench(devices: 300, pageSize: 100)
    try await first.sync()
    first.cache.close()
    var damaged = try FileBytes.of(path(first.folder))
    // Neither the first pages nor the last, where what opening reads lies.
    for at in stride(from: damaged.count / 4 / 4096 * 4096, to: damaged.count / 2, by: 4096) {
      damaged.replaceSubrange(at..<at + 100, with: Data(repeating: 0xA5, count: 100))
    }
    try damaged.write(to: URL(fileURLWithPath: path(first.folder)))
    let reports = Log<String>()
    var settings = CacheSettings()
    settings.report = { reports.add($0) }
    let cache = CacheBackend(
      try CacheFile(folder: first.folder.path, upstream: "here"), upstream: first.upstream, clock: first.clock,
      settings: settings)
    _ = try? cache.readingAtHand(.id(3), .any)
    #expect(reports.entries.isEmpty, "nothing is set aside before")
    let before = try FileBytes.of(path(first.folder))
    let outcome = try await cache.sync(.full) { _ in }
    #expect(outcome.created == 300)
    #expect(try await cache.ids().count == 300)
    #expect(try cache.readingAtHand(.id(3), .any) != nil)
    _ = try await cache.update(.id(3), attributes(#"{"name": "written"}"#))
    cache.close()
    let aside = try FileBytes.names(in: first.folder.path).filter { $0.contains("damaged") }
    let name = try #require(aside.first { !$0.hasSuffix("-wal") })
    #expect(try FileBytes.of("\(first.folder.path)/\(name)") == before)
    #expect(before == damaged)
    #expect(reports.entries.count == 1)
    #expect(reports.entries.first?.contains(name) == true)
  }

  @Test func aRecordThatIsNotWhatWasWrittenIsToldToNobody() async throws {
    let bench = try CacheBench(devices: 30)
    try await bench.sync()
    bench.cache.close()
    let queue = try DatabaseQueue(path: path(bench.folder))
    // SQLite finds nothing wrong with it.
    try await queue.write { database in
      try database.execute(sql: "UPDATE record SET text = replace(text, '\"id\":7', '\"id\"\n7') WHERE id = 7")
    }
    try queue.close()
    let cache = try bench.another()
    for refused in [
      try await refusal { try cache.readingAtHand(.id(7), .any) }, try await refusal { try await cache.ids() },
    ] {
      #expect(refused == .ioError)
    }
    #expect(try cache.readingAtHand(.id(8), .any) != nil)
    bench.upstream.change(7, .description, .text("otherwise"))
    #expect(try await cache.sync(.full) { _ in }.created == 30)
    #expect(try await cache.ids().count == 30)
    #expect(try FileBytes.names(in: bench.folder.path).contains { $0.contains("damaged") })
  }

  @Test func noPasswordIsInTheFile() async throws {
    let bench = try CacheBench(devices: 5)
    try await bench.sync()
    _ = try await bench.cache.create(attributes(#"{"name": "made", "type": 1, "password": "topsecret-1"}"#))
    _ = try await bench.cache.update(.id(3), attributes(#"{"password": "topsecret-2", "username": "shown"}"#))
    _ = try await bench.cache.replace(
      .id(4), attributes(#"{"name": "four", "type": 1, "password": "topsecret-3"}"#))
    bench.upstream.onWrite { () throws(GatewayError) in throw GatewayError(.outcomeUnknown) }
    _ = try await refusal { try await bench.cache.update(.id(5), attributes(#"{"password": "topsecret-4"}"#)) }
    let bytes = try FileBytes.all(in: bench.folder.path)
    #expect(bytes.contains("shown"))
    #expect(!bytes.contains("topsecret"))
  }

  @Test func membersWithoutANameAreKept() async throws {
    let bench = try CacheBench(devices: 5)
    bench.upstream.change(
      3, .extra,
      .object(
        JSONText { writer in
          writer.beginObject()
          writer.member("odd")
          writer.beginArray()
          writer.integer(1)
          writer.null()
          writer.endArray()
          writer.endObject()
        }))
    try await bench.sync()
    let text = writing { writer in
      (try? bench.cache.readingAtHand(.id(3), .any))?.device.write(.all, to: &writer)
    }
    #expect(text.contains(#""extra":{"odd":[1,null]}"#))
  }
}
