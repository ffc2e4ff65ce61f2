internal import GatewayCore
internal import TestSupport
internal import Testing

/// A mistyped path leads to the right one.
@Suite struct SuggestionTests {
  /// One slip of the finger in one name of a path.
  static func slip(in path: String, _ random: inout SeededNumbers) -> String {
    var parts = path.split(separator: ".").map(String.init)
    let names = parts.indices.filter { parts[$0].count > 3 }
    guard let place = names.randomElement(using: &random) else { return path }
    var letters = Array(parts[place])
    let at = Int.random(in: 1..<letters.count - 1, using: &random)
    let letter = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".randomElement(using: &random) ?? "x"
    switch Int.random(in: 0..<5, using: &random) {
    case 0: letters.insert(letter, at: at)
    case 1: letters.remove(at: at)
    case 2: letters[at] = letter
    case 3: letters.swapAt(at, at + 1)
    default: letters[at] = Character(letters[at].isUppercase ? letters[at].lowercased() : letters[at].uppercased())
    }
    parts[place] = String(letters)
    return parts.joined(separator: ".") + (path.hasSuffix(".") ? "." : "")
  }

  private static func made() throws -> ModelCatalogue {
    let objects = ["Radio", "Station", "Channels", "Forwarding", "Diagnostics", "Capabilities"]
    let leaves = ["Enable", "Status", "Alias", "LowerLayers", "MaximumRate", "BytesSent", "BytesReceived", "Interval"]
    var lines = ["Device."]
    for object in objects {
      lines += ["Device.\(object)."] + leaves.map { "Device.\(object).\($0) w" }
      lines += ["Device.\(object).Entry.{i}. w"] + leaves.map { "Device.\(object).Entry.{i}.\($0) w" }
    }
    return try ModelCatalogue([ModelDraft("Device:2.1", lines: lines.joined(separator: "\n"))])
  }

  /// How many of so many slips are mended, of those that do not make another right path.
  private static func share(_ catalogue: ModelCatalogue, of count: Int, seed: UInt64) throws -> Double {
    var random = SeededNumbers(seed: seed)
    let check = ParameterCheck(catalogue)
    let roots = catalogue.models.filter { !$0.isService }
    let paths = roots.flatMap { ModelDraft($0).entries.filter { $0.status != .deleted }.map(\.path) }
    var (mended, tried) = (0, 0)
    while tried < count {
      let path = (paths.randomElement(using: &random) ?? "").replacing("{i}", with: "7")
      let typed = slip(in: path, &random)
      let verdict = check.verdict(on: typed)
      guard !verdict.isValid else { continue }
      tried += 1
      if verdict.issues.first?.suggestion == path { mended += 1 }
    }
    return Double(mended) / Double(tried)
  }

  @Test(arguments: [1, 2, 3]) func nineOfTenSlipsLeadToTheRightPath(seed: UInt64) throws {
    #expect(try Self.share(Self.made(), of: 500, seed: seed) >= 0.9)
  }

  @Test(arguments: [4, 5]) func nineOfTenSlipsLeadToTheRightPathInThePublishedModels(seed: UInt64) throws {
    #expect(try Self.share(.published(), of: 500, seed: seed) >= 0.9)
  }

  static let mended: [(typed: String, meant: String)] = [
    ("Device.WiFi.SSID.1.SSDI", "Device.WiFi.SSID.1.SSID"), ("Device.WiFi.ssid.1.SSID", "Device.WiFi.SSID.1.SSID"),
    ("device.wifi.ssid.1.ssid", "Device.WiFi.SSID.1.SSID"), ("Device.Wifi.SSID.1.Enabel", "Device.WiFi.SSID.1.Enable"),
    ("Device.WiFi.SSIDs.1.SSID", "Device.WiFi.SSID.1.SSID"), ("Device.WiFi", "Device.WiFi."),
    ("Device.WiFi.SSID.1", "Device.WiFi.SSID.1."), ("Device.WiFi.SSID.[guest].SSDI", "Device.WiFi.SSID.[guest].SSID"),
    ("Device.DeviceInfo.1.SerialNumber", "Device.DeviceInfo.SerialNumber"),
    ("Device.DeviceInfo.SerialNumber.", "Device.DeviceInfo.SerialNumber"),
    (" Device.WiFi.SSID.1.SSID\n", "Device.WiFi.SSID.1.SSID"),
    ("InternetGatewayDevice.LanDevice.1.", "InternetGatewayDevice.LANDevice.1."),
    ("Device.Services.VoiceServce.1.", "Device.Services.VoiceService.1."),
  ]

  @Test(arguments: mended) func theWholeCorrectedPathIsTold(_ typed: String, _ meant: String) throws {
    let issue = try #require(try ParameterCheck(.published()).verdict(on: typed).issues.first)
    #expect(issue.suggestion == meant)
  }

  @Test(arguments: [
    "Device.Nonsense", "Device.WiFi.SSID.1.Qwertz", "Other.WiFi.SSID.1.SSID", "Device.WiFi.SSID.1.SSID.Name",
    "Device.Foo.Bar.Baz.", "Device.WiFi.SSID.SSID",
  ])
  func whereNothingIsNearNothingIsSuggested(_ path: String) throws {
    let verdict = try ParameterCheck(.published()).verdict(on: path)
    #expect(!verdict.isValid)
    #expect(verdict.issues.allSatisfy { $0.suggestion == nil })
  }

  @Test func whatTheModelHasDeletedIsNotSuggested() throws {
    let lines = "Device.\nDevice.Enabled deleted\nDevice.Enablad"
    let check = ParameterCheck(try ModelCatalogue([ModelDraft("Device:2.1", lines: lines)]))
    #expect(check.verdict(on: "Device.Enableed").issues.first?.suggestion == "Device.Enablad")
  }

  static let others: [(typed: String, meant: String)] = [
    ("InternetGatewayDevice.WiFi.SSID.1.SSID", "Device.WiFi.SSID.1.SSID"),
    ("Device.LANDevice.1.WLANConfiguration.1.SSID", "InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.SSID"),
    ("Device.WANDevice.", "InternetGatewayDevice.WANDevice."),
  ]

  @Test(arguments: others) func aPathOfTheOtherRootSaysSo(_ typed: String, _ meant: String) throws {
    let issue = try #require(try ParameterCheck(.published()).verdict(on: typed).issues.first)
    #expect(issue.code == .otherRoot)
    #expect(issue.suggestion == meant)
  }
}
