internal import Gateway
internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// `inventory.diff` through a session: two devices, and one device at two times.
@Suite struct DiffTests {
  private static func record(_ members: [(DeviceField, DeviceValue)]) -> Device {
    var device = Device()
    device[.id] = .integer(1)
    for (field, value) in members { device[field] = value }
    return device
  }

  /// A cache in which a device got another description and a location after its first second.
  private static let cache: FakeCache = {
    var cache = FakeCache()
    cache.onDevice = { (selector, instant) throws(GatewayError) in
      guard selector == .id(1) else { throw GatewayError.noSuchDevice(selector) }
      guard let instant, instant < Timestamp(milliseconds: 1000) else {
        return record([(.description, .text("new")), (.location, .integer(3)), (.lastConnection, .text("later"))])
      }
      guard instant.milliseconds >= 0 else { throw GatewayError(.invalidParams, "that is not kept") }
      return record([(.description, .text("old")), (.customerID, .null), (.lastConnection, .text("earlier"))])
    }
    return cache
  }()

  // MARK: Two devices

  @Test func twoDevicesAreComparedWithoutACache() async throws {
    let bench = GatewayBench()
    try await bench.result("inventory.update", #"{"device":{"id":1},"attributes":{"description":"x","debug":true}}"#)
    try await bench.result("inventory.update", #"{"device":{"id":2},"attributes":{"description":null}}"#)
    let told = try await bench.result("inventory.diff", #"{"a":{"id":1},"b":{"id":2}}"#)
    var fields: [String] = []
    while let field = try lookUp("/differences/\(fields.count)/field", in: told) {
      if field == "\"description\"" {
        #expect(try lookUp("/differences/\(fields.count)/a", in: told) == "\"x\"")
        #expect(try lookUp("/differences/\(fields.count)/b", in: told) == "null")
      }
      fields.append(String(field.dropFirst().dropLast()))
    }
    let order = DeviceField.allCases.map { "\($0.name)" }
    #expect(fields == order.filter { fields.contains($0) })
    #expect(fields.first == "id" && fields.contains("description") && fields.contains("debug"))
    #expect(fields.contains("last_connection"))
  }

  @Test func aDeviceDoesNotDifferFromItself() async throws {
    let same = #"{"a":{"id":1},"b":{"id":1},"max_age_s":0,"allow_stale":true}"#
    #expect(try await GatewayBench().result("inventory.diff", same) == #"{"differences":[]}"#)
  }

  @Test(arguments: [(#"{"a":{"id":99},"b":{"id":1}}"#, "/a"), (#"{"a":{"id":1},"b":{"name":"nobody"}}"#, "/b")])
  func theDeviceThatIsMissingIsNamed(_ params: String, _ path: String) async throws {
    let answer = try await GatewayBench().answer("inventory.diff", params)
    #expect(try lookUp("/error/data/kind", in: answer) == "\"not_found\"")
    #expect(try lookUp("/error/data/path", in: answer) == "\"\(path)\"")
  }

  // MARK: Two times

  private let bench = GatewayBench(cache: cache)
  private let change =
    #"{"differences":[{"field":"description","a":"old","b":"new"},{"field":"location","a":null,"b":3}]}"#

  @Test(arguments: ["", #","until":"1970-01-01T00:00:01Z""#]) func aDeviceIsComparedWithItself(_ until: String)
    async throws
  {
    let params = #"{"device":{"id":1},"at":"1970-01-01T00:00:00Z"\#(until)}"#
    #expect(try await bench.result("inventory.diff", params) == change)
  }

  @Test func nothingChangedBetweenTwoMoments() async throws {
    let params = #"{"device":{"id":1},"at":"1970-01-01T00:00:00Z","until":"1970-01-01T00:00:00.999Z"}"#
    #expect(try await bench.result("inventory.diff", params) == #"{"differences":[]}"#)
  }

  static let failures: [(params: String, kind: String, path: String)] = [
    (#"{"device":{"id":1},"at":"1969-12-31T00:00:00Z"}"#, "invalid_params", "/at"),
    (
      #"{"device":{"id":1},"at":"1970-01-01T00:00:00Z","until":"1969-12-31T00:00:00Z"}"#, "invalid_params", "/until"
    ),
    (#"{"device":{"id":2},"at":"1970-01-01T00:00:00Z"}"#, "not_found", "/device"),
  ]

  @Test(arguments: failures) func whatCannotBeToldIsRefused(_ params: String, _ kind: String, _ path: String)
    async throws
  {
    let answer = try await bench.answer("inventory.diff", params)
    #expect(try lookUp("/error/data/kind", in: answer) == "\"\(kind)\"")
    #expect(try lookUp("/error/data/path", in: answer) == "\"\(path)\"")
  }

  /// With an age that is asked for, the device is read before it is compared with what it was.
  @Test func nowCanBeAskedToBeYoung() async throws {
    let at = #""at":"1970-01-01T00:00:00Z""#
    let young = #"{"device":{"id":1},\#(at),"max_age_s":0}"#
    #expect(try await bench.result("inventory.diff", young) == change)
    // The mock stands for upstream here: it has no such device, and the cache would not have told.
    let gone = try await GatewayBench(devices: 0, cache: DiffTests.cache).kind("inventory.diff", young)
    #expect(gone == "not_found")
  }

  // MARK: Neither

  static let mixtures = [
    "{}", #"{"a":{"id":1}}"#, #"{"b":{"id":1}}"#, #"{"device":{"id":1}}"#, #"{"at":"2030-01-01T00:00:00Z"}"#,
    #"{"a":{"id":1},"b":{"id":2},"device":{"id":3}}"#, #"{"a":{"id":1},"b":{"id":2},"at":"2030-01-01T00:00:00Z"}"#,
    #"{"a":{"id":1},"device":{"id":2},"at":"2030-01-01T00:00:00Z"}"#,
    #"{"device":{"id":2},"until":"2030-01-01T00:00:00Z"}"#,
  ]

  @Test(arguments: mixtures) func aMixtureIsOneClearError(_ params: String) async throws {
    let answer = try await bench.answer("inventory.diff", params)
    #expect(try lookUp("/error/data/kind", in: answer) == "\"invalid_params\"")
    #expect(try lookUp("/error/message", in: answer)?.contains("a and b") == true)
  }
}
