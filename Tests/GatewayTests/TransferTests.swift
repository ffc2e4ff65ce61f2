internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// Import and export through a session, with real files.
@Suite struct TransferTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func params(_ file: String, _ format: DeviceFormat, _ more: String = "") -> String {
    #"{"path":"\#(folder.path)/\#(file)","format":"\#(format.rawValue)"\#(more)}"#
  }

  /// The members that a client can write, in the order of a device.
  private static let writable = """
    ["name","customer_id","is_active","type","serial_number","serial_number_alt","description","organization_id",\
    "firmware_image","location","location_name","latitude","longitude","username","update_frequency","debug"]
    """

  private func devices(_ bench: GatewayBench) async throws -> [String] {
    let text = try await bench.result(
      "inventory.list", "{\"limit\":1000,\"sort\":\"name\",\"fields\":\(TransferTests.writable)}", "/devices")
    var devices: [String] = []
    while let device = try lookUp("/\(devices.count)", in: text) {
      // Ids are given anew.
      devices.append(String(device.drop { $0 != "," }))
    }
    return devices
  }

  @Test(arguments: DeviceFormat.allCases) func anExportCanBeImportedElsewhere(_ format: DeviceFormat)
    async throws
  {
    let (source, target) = (GatewayBench(devices: 200), GatewayBench(devices: 0))
    let odd = #"{"device":{"id":1},"attributes":{"description":"a, \"b\"\r\nc\té ","customer_id":" x "}}"#
    try await source.result("inventory.update", odd)
    let exported = try await source.result("inventory.export", params("all", format))
    #expect(try lookUp("/rows", in: exported) == "200")
    #expect(try lookUp("/bytes", in: exported) == String(folder.read("all").utf8.count))
    let imported = try await target.result("inventory.import", params("all", format, #","mode":"create""#))
    #expect(imported == #"{"created":200,"updated":0,"unchanged":0,"failed":0,"errors":[]}"#)
    let devices = try await devices(source)
    #expect(devices.count == 200)
    #expect(try await self.devices(target) == devices)
    #expect(try folder.names == ["all"])
  }

  @Test(arguments: DeviceFormat.allCases) func anExportChangesNothingWhereItCameFrom(_ format: DeviceFormat)
    async throws
  {
    let bench = GatewayBench(devices: 50)
    try await bench.result("inventory.export", params("all", format))
    let again = try await bench.result("inventory.import", params("all", format, #","mode":"upsert""#))
    #expect(again == #"{"created":0,"updated":0,"unchanged":50,"failed":0,"errors":[]}"#)
  }

  @Test func onlyTheFieldsAndDevicesAskedForAreExported() async throws {
    let bench = GatewayBench(devices: 50)
    let more = #","fields":["name","type"],"filter":{"type":3}"#
    let rows = try await bench.result("inventory.export", params("some.csv", .csv, more), "/rows")
    let lines = try folder.read("some.csv").split(separator: "\r\n")
    #expect(lines.first == "id,name,type")
    #expect(lines.count == (Int(rows) ?? 0) + 1)
    #expect(lines.dropFirst().allSatisfy { $0.hasSuffix(",3") })
    #expect(lines.count > 2)
  }

  static let rows = #"""
    [{"name":"a","type":1},{"name":"a","type":1},{"type":1},{"name":"b","type":"x"},7,{"name":"c","type":1,"id":9}]
    """#

  @Test func errorsAreToldByTheirRow() async throws {
    let bench = GatewayBench(devices: 0)
    let result = try await bench.result(
      "inventory.import", "{\"mode\":\"create\",\"on_error\":\"continue\",\"devices\":\(TransferTests.rows)}")
    #expect(try lookUp("/created", in: result) == "2")
    #expect(try lookUp("/failed", in: result) == "4")
    let told = try (0..<4).map { place in
      try ["row", "kind", "path"].map { try lookUp("/errors/\(place)/\($0)", in: result) ?? "-" }
    }
    #expect(
      told == [
        ["2", "\"already_exists\"", "\"/name\""], ["3", "\"invalid_params\"", "\"/name\""],
        ["4", "\"invalid_params\"", "\"/type\""], ["5", "\"invalid_params\"", told[3][2]],
      ])
  }

  @Test func theFirstErrorStopsAndKeepsWhatWasBefore() async throws {
    let bench = GatewayBench(devices: 0)
    let result = try await bench.result("inventory.import", "{\"mode\":\"create\",\"devices\":\(TransferTests.rows)}")
    #expect(try lookUp("/created", in: result) == "1")
    #expect(try lookUp("/failed", in: result) == "1")
    #expect(try await bench.result("inventory.list", #"{"count":true}"#, "/total") == "1")
  }

  @Test func aDryRunChangesNothing() async throws {
    let bench = GatewayBench(devices: 0)
    let result = try await bench.result(
      "inventory.import",
      "{\"mode\":\"create\",\"on_error\":\"continue\",\"dry_run\":true,\"devices\":\(TransferTests.rows)}")
    #expect(try lookUp("/created", in: result) == "2")
    #expect(try lookUp("/failed", in: result) == "4")
    #expect(try await bench.result("inventory.list", #"{"count":true}"#, "/total") == "0")
  }

  @Test func anUpsertGoesBySerialNumberElseByName() async throws {
    let bench = GatewayBench(devices: 0)
    let first = #"[{"name":"a","type":1,"serial_number":"S1"},{"name":"b","type":1}]"#
    try await bench.result("inventory.import", "{\"mode\":\"create\",\"devices\":\(first)}")
    let second = #"[{"name":"renamed","type":1,"serial_number":"S1"},{"name":"b","type":2},{"name":"c","type":1}]"#
    let result = try await bench.result("inventory.import", "{\"mode\":\"upsert\",\"devices\":\(second)}")
    #expect(result == #"{"created":1,"updated":2,"unchanged":0,"failed":0,"errors":[]}"#)
    #expect(
      try await bench.result("inventory.get", #"{"device":{"serial_number":"S1"},"fields":["name"]}"#, "/device/name")
        == "\"renamed\"")
  }

  static let files: [(text: String, format: DeviceFormat)] = [
    ("name,colour\na,b\n", .csv), ("", .csv), ("{}", .json), ("[", .json),
  ]

  @Test(arguments: files) func aFileThatCannotBeUnderstoodIsRefusedWhole(
    _ text: String, _ format: DeviceFormat
  ) async throws {
    _ = try folder.write(text, to: "bad")
    let bench = GatewayBench(devices: 0)
    let answer = try await bench.answer("inventory.import", params("bad", format, #","mode":"create""#))
    #expect(try lookUp("/error/data/kind", in: answer) == "\"invalid_params\"")
    #expect(try lookUp("/error/data/path", in: answer) == "\"/path\"")
  }

  @Test func whatCannotBeOpenedIsAnIOError() async throws {
    let bench = GatewayBench(devices: 1)
    #expect(try await bench.kind("inventory.import", params("none", .csv, #","mode":"create""#)) == "io_error")
    #expect(try await bench.kind("inventory.export", params("none/x", .csv)) == "io_error")
    _ = try folder.makeFolder("dir")
    #expect(try await bench.kind("inventory.import", params("dir", .csv, #","mode":"create""#)) == "io_error")
    #expect(try folder.names == ["dir"])
  }

  @Test func progressIsToldAtLeastOnceAndBeforeTheAnswer() async throws {
    let bench = GatewayBench(devices: 5)
    try await bench.result("inventory.export", params("all", .csv, #","progress_token":"t""#))
    let last = try #require(bench.notifications.last)
    #expect(try lookUp("/method", in: last) == "\"$/progress\"")
    #expect(try lookUp("/params/token", in: last) == "\"t\"")
    #expect(try lookUp("/params/done", in: last) == "5")
  }
}
