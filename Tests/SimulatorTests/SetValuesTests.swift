internal import GatewayCore
internal import JSON
internal import Simulator
internal import Testing

/// SetParameterValues: all of them or none, with one fault for each bad parameter.
@Suite struct SetValuesTests {
  private let bench = Bench()
  private let root: String

  init() throws {
    root = try bench.tree(1)[ExactString("Device")] == nil ? "InternetGatewayDevice" : "Device"
  }

  private var interval: String { "\(root).ManagementServer.PeriodicInformInterval" }
  private var enable: String { "\(root).ManagementServer.PeriodicInformEnable" }
  private var code: String { "\(root).DeviceInfo.ProvisioningCode" }
  private var serial: String { "\(root).DeviceInfo.SerialNumber" }

  private func value(_ path: String) throws -> String? { try bench.tree(1)[ExactString(path)]?.value }

  @Test func whatIsRightIsSetTogether() throws {
    let before = try #require(try bench.device(1)[.lastConfiguration]?.instant)
    try bench.simulation.set(
      [
        Variable(path: code, value: "abc", type: .string), Variable(path: interval, value: "60", type: .unsignedInt),
        Variable(path: enable, value: "0", type: .boolean),
      ], on: 1)
    #expect(try value(code) == "abc")
    #expect(try value(interval) == "60")
    #expect(try value(enable) == "false")
    #expect(try #require(try bench.device(1)[.lastConfiguration]?.instant) > before)
  }

  @Test func aSetFailsWholeAndNamesEachBadParameter() throws {
    let before = try bench.tree(1).parameters(below: ExactString(""))
    let error = try #require(throws: GatewayError.self) {
      try bench.simulation.set(
        [
          Variable(path: code, value: "abc", type: .string), Variable(path: "\(root).Nothing", value: "1"),
          Variable(path: "\(root).DeviceInfo.", value: "1"),
          Variable(path: interval, value: "60", type: .string), Variable(path: enable, value: "maybe", type: .boolean),
          Variable(path: serial, value: "mine", type: .string), Variable(path: code, value: "abd", type: .string),
        ], on: 1)
    }
    #expect(error.kind == .rejected)
    #expect(error.message.contains("9003"))
    #expect(
      error.faults == [
        ParameterFault(path: "\(root).Nothing", fault: .invalidParameterName),
        ParameterFault(path: "\(root).DeviceInfo.", fault: .invalidParameterName),
        ParameterFault(path: interval, fault: .invalidParameterType),
        ParameterFault(path: enable, fault: .invalidParameterValue),
        ParameterFault(path: serial, fault: .notWritable), ParameterFault(path: code, fault: .invalidArguments),
      ])
    #expect(error.faults.map(\.fault.rawValue) == [9005, 9005, 9006, 9007, 9008, 9003])
    #expect(try bench.tree(1).parameters(below: ExactString("")) == before)
  }

  static let values: [(value: String, isTaken: Bool)] = [
    ("60", true), (" 60 ", true), ("060", true), ("4294967295", true), ("4294967296", false), ("-1", false),
    ("1.0", false), ("", false), ("sixty", false),
  ]

  @Test(arguments: values) func aValueMustBeOneOfItsType(_ value: String, _ isTaken: Bool) throws {
    let variable = Variable(path: interval, value: value)
    if isTaken {
      try bench.simulation.set([variable], on: 1)
      #expect(try self.value(interval) == value)
    } else {
      let error = try #require(throws: GatewayError.self) { try bench.simulation.set([variable], on: 1) }
      #expect(error.faults.map(\.fault) == [.invalidParameterValue])
    }
  }

  @Test func whatADeviceReportedItTakesBackHoweverOdd() throws {
    var steering = DeviceSteering()
    steering.parameters = [(interval, "odd")]
    _ = try bench.simulation.steer(.id(1), steering)
    #expect(try value(interval) == "odd")
    try bench.simulation.set([Variable(path: interval, value: "odd", type: .unsignedInt)], on: 1)
    #expect(try value(interval) == "odd")
    #expect(throws: GatewayError.self) { try bench.simulation.set([Variable(path: interval, value: "even")], on: 1) }
  }

  @Test func aParameterThatWasNotThereCanBeSteeredIn() throws {
    var steering = DeviceSteering()
    steering.parameters = [("\(root).X_TEST_New.Name", "v")]
    _ = try bench.simulation.steer(.id(1), steering)
    #expect(try value("\(root).X_TEST_New.Name") == "v")
    #expect(try bench.tree(1)[ExactString("\(root).X_TEST_New")]?.isObject == true)
  }
}
