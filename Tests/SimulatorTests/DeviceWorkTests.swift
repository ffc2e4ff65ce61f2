internal import GatewayCore
internal import JSON
internal import Simulator
internal import Testing

/// What devices do when they are asked to.
@Suite struct DeviceWorkTests {
  /// The longest that a device takes to begin, and to come back.
  private let begin = 2.5
  private let back = 160.0

  @Test func aRebootTakesTheDeviceDownAndUp() throws {
    let bench = Bench()
    let before = try bench.device(1)
    try bench.simulation.begin([.reboot], image: nil, on: 1)
    #expect(try bench.device(1)[.reboot] == .boolean(true))
    #expect(try bench.device(1)[.hasPending] == .boolean(true))
    #expect(try bench.device(1).status == .up)
    bench.advance(bySeconds: begin)
    #expect(try bench.device(1).status == .down)
    #expect(try bench.device(1)[.reboot] == .boolean(false))
    bench.advance(bySeconds: back)
    let after = try bench.device(1)
    #expect(after.status == .up)
    #expect(try #require(after[.statusChange]?.instant) > #require(before[.statusChange]?.instant))
    #expect(try #require(after[.lastConnection]?.instant) > #require(before[.lastConnection]?.instant))
    #expect(after[.lastConfiguration] == before[.lastConfiguration])
    #expect(after[.pendingSettings] == .texts([]))
  }

  @Test(arguments: [OperationKind.sync, .reconf]) func aConfigurationMovesItsTimeAlone(_ kind: OperationKind) throws {
    let bench = Bench()
    let before = try bench.device(1)
    try bench.simulation.begin([kind], image: nil, on: 1)
    bench.advance(bySeconds: begin)
    let after = try bench.device(1)
    #expect(after[.status] == before[.status])
    #expect(after[.statusChange] == before[.statusChange])
    #expect(try #require(after[.lastConfiguration]?.instant) > #require(before[.lastConfiguration]?.instant))
    #expect(after[.hasPending] == .boolean(false))
  }

  @Test(arguments: [OperationKind.factory, .deviceFactory]) func aResetDropsWhatWasSet(_ kind: OperationKind) throws {
    let bench = Bench()
    let path = ExactString(
      "\(try bench.tree(1)[ExactString("Device")] == nil ? "InternetGatewayDevice" : "Device").DeviceInfo.ProvisioningCode"
    )
    let before = try bench.tree(1)[path]?.value
    try bench.simulation.set([Variable(path: path.text, value: "mine", type: .string)], on: 1)
    #expect(try bench.tree(1)[path]?.value == "mine")
    try bench.simulation.begin([kind], image: nil, on: 1)
    bench.advance(bySeconds: begin + back)
    #expect(try bench.tree(1)[path]?.value == before)
    #expect(try bench.device(1).status == .up)
  }

  @Test func firmwareBringsItsVersion() throws {
    let bench = Bench()
    let profile = try #require(try bench.device(1)[.type]?.integerValue)
    let image = profile * 10
    let before = try bench.device(1)[.statusChange]
    try bench.simulation.begin([.firmware], image: image, on: 1)
    #expect(try bench.device(1)[.firmwareImageIsPending] == .boolean(true))
    #expect(try bench.device(1)[.firmwareImage] == .integer(image))
    bench.advance(bySeconds: 400)
    let after = try bench.device(1)
    #expect(after[.firmwareImageIsPending] == .boolean(false))
    #expect(after[.statusChange] != before)
    let root = try bench.tree(1)[ExactString("Device")] == nil ? "InternetGatewayDevice" : "Device"
    #expect(
      try bench.tree(1)[ExactString("\(root).DeviceInfo.SoftwareVersion")]?.value == after[.softwareVersion]?.string)
  }

  @Test func aDeviceThatIsNotFreeRefuses() throws {
    let bench = Bench()
    try bench.simulation.begin([.reboot], image: nil, on: 1)
    let busy = try #require(throws: GatewayError.self) { try bench.simulation.begin([.sync], image: nil, on: 1) }
    #expect(busy.kind == .deviceUnavailable)
    #expect(busy.isDeviceBusy)
    bench.advance(bySeconds: begin)
    let offline = try #require(throws: GatewayError.self) { try bench.simulation.values([""], of: 1) }
    #expect(offline.kind == .deviceUnavailable)
    #expect(!offline.isDeviceBusy)
    let missing = try #require(throws: GatewayError.self) { try bench.simulation.begin([.sync], image: nil, on: 999) }
    #expect(missing.kind == .notFound)
  }

  @Test func workOfADeletedDeviceIsForgotten() throws {
    let bench = Bench(devices: 3)
    try bench.simulation.begin([.reboot], image: nil, on: 1)
    try bench.simulation.delete(.id(1))
    bench.advance(bySeconds: 1000)
    #expect(bench.simulation.device(1) == nil)
    #expect(bench.simulation.snapshot().count == 2)
  }

  @Test func workOfAnEarlierFleetIsForgotten() throws {
    let bench = Bench(devices: 3)
    try bench.simulation.begin([.reboot], image: nil, on: 1)
    bench.simulation.reset(seed: nil, devices: nil)
    bench.advance(bySeconds: begin)
    #expect(try bench.device(1).status == .up)
  }
}
