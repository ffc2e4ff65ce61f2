internal import GatewayCore
internal import JSON
internal import Simulator
internal import Testing

/// GetParameterValues: full and partial paths, and one fault for every wrong one.
@Suite struct GetValuesTests {
  @Test func aPartialPathGivesEverythingBelow() throws {
    let bench = Bench()
    let root = try bench.tree(1)[ExactString("Device")] == nil ? "InternetGatewayDevice" : "Device"
    let all = try bench.simulation.values([""], of: 1)
    #expect(try all.map(\.path) == bench.tree(1).parameters(below: ExactString("")).map(\.path.text))
    #expect(try bench.simulation.values(["\(root)."], of: 1) == all)
    let below = try bench.simulation.values(["\(root).DeviceInfo."], of: 1)
    #expect(below == all.filter { $0.path.hasPrefix("\(root).DeviceInfo.") })
    #expect(below.allSatisfy { $0.value != nil && $0.type != nil })
  }

  @Test func aParameterNamedTwiceIsToldOnce() throws {
    let bench = Bench()
    let root = try bench.tree(1)[ExactString("Device")] == nil ? "InternetGatewayDevice" : "Device"
    let path = "\(root).DeviceInfo.SerialNumber"
    #expect(try bench.simulation.values([path, "\(root).DeviceInfo.", path], of: 1).count { $0.path == path } == 1)
  }

  @Test func everyWrongPathHasItsFault() throws {
    let bench = Bench()
    let root = try bench.tree(1)[ExactString("Device")] == nil ? "InternetGatewayDevice" : "Device"
    let wrong = [
      "\(root).deviceinfo.SerialNumber", "\(root).DeviceInfo", "\(root).DeviceInfo.SerialNumber.", "Other.",
      "\(root).DeviceInfo.Nothing",
    ]
    let error = try #require(throws: GatewayError.self) {
      try bench.simulation.values(["\(root).DeviceInfo.SerialNumber"] + wrong, of: 1)
    }
    #expect(error.kind == .rejected)
    #expect(error.faults == wrong.map { ParameterFault(path: $0, fault: .invalidParameterName) })
  }

  @Test func readingMovesNoDeviceThatNobodyTouched() throws {
    let bench = Bench()
    let before = try bench.text(1)
    _ = try bench.simulation.values([""], of: 1)
    #expect(try bench.text(1) == before)
  }
}
