internal import GatewayCore
internal import JSON
internal import Simulator
internal import Testing

/// Parameter trees of real devices, read from CSV.
@Suite struct ParameterDumpTests {
  private static let header = "Parameter,Object,Writable,Value,Value type\n"

  private func dump(_ rows: String) throws -> ParameterDump {
    try ParameterDump(csv: Array((ParameterDumpTests.header + rows).utf8))
  }

  @Test func oddValuesAreReadUnchanged() throws {
    let rows = """
      Device,true,false,,
      Device.A,true,true,,\r
      Device.A.2,true,true,,
      Device.A.2.8021pMark,false,true,"say ""hi"", you",xsd:string
      Device.A.10.Name,false,true,"two
      lines ",xsd:String
      Device.A.2.Empty,false,true,,xsd:unsignedint
      Device.A.2.Json,false,false,"{""a"":[1,2]}",
      Device.A.2.Spaces,false,false,  x  ,xsd:base64
      """
    let tree = try dump(rows).tree
    #expect(tree[ExactString("Device.A.2.8021pMark")]?.value == "say \"hi\", you")
    #expect(tree[ExactString("Device.A.10.Name")]?.value == "two\nlines ")
    #expect(tree[ExactString("Device.A.2.Empty")]?.value == "")
    #expect(tree[ExactString("Device.A.2.Empty")]?.type == .unsignedInt)
    #expect(tree[ExactString("Device.A.2.Json")]?.value == #"{"a":[1,2]}"#)
    #expect(tree[ExactString("Device.A.2.Json")]?.type == .string)
    #expect(tree[ExactString("Device.A.2.Spaces")]?.value == "  x  ")
    #expect(tree[ExactString("Device.A.2.Spaces")]?.type == .base64)
    #expect(tree[ExactString("Device.A.10")]?.isObject == true)
    #expect(tree.instances(of: ExactString("Device.A")) == [2, 10])
  }

  static let bad: [(rows: String, row: Int)] = [
    ("Device.A,true,false,\n", 2), ("Device,true,false,,\nDevice.A,yes,false,,\n", 3),
    ("Device,true,false,,\nDevice..A,false,false,,\n", 3), ("Device,true,false,,\nDevice.A.,true,false,,\n", 3),
    ("Device,true,false,,\nDevice.A,true,True,,\n", 3), ("Device,true,false,,\nDevice,true,false,,\n", 3),
    ("Device,true,false,,\nDevice.A,false,false,\"x,\n", 3), ("Device,true,false,,\nDevice.A,false,false,x\"y,\n", 3),
    ("Other.A,false,false,x,\n", 2), ("", 2),
  ]

  @Test(arguments: bad) func aBadRowIsToldByItsNumberAndNothingIsTaken(_ rows: String, _ row: Int) throws {
    let error = try #require(throws: RowError.self) { try dump(rows) }
    #expect(error.row == row)
  }

  @Test(arguments: ["", "Parameter,Object,Writable,Value\n", "parameter,Object,Writable,Value,Value type\n"])
  func anotherHeaderIsRefused(_ text: String) throws {
    let error = try #require(throws: RowError.self) { try ParameterDump(csv: Array(text.utf8)) }
    #expect(error.row == 1)
  }

  @Test func theFirstDeviceFollowsItsDump() throws {
    let rows = """
      InternetGatewayDevice,true,false,,
      InternetGatewayDevice.DeviceInfo.Manufacturer,false,false,Maker,xsd:string
      InternetGatewayDevice.DeviceInfo.SoftwareVersion,false,false,V9,xsd:string
      InternetGatewayDevice.DeviceInfo.HardwareVersion,false,false,H2,xsd:string
      InternetGatewayDevice.DeviceInfo.SerialNumber,false,false,SER7,xsd:string
      """
    let dump = try dump(rows)
    let bench = Bench { $0.parameters = dump }
    let device = try bench.device(1)
    #expect(device[.manufacturer] == .text("Maker"))
    #expect(device[.softwareVersion] == .text("V9"))
    #expect(device[.hardwareVersion] == .text("H2"))
    #expect(device[.serialNumber] == .text("SER7"))
    #expect(bench.simulation.number(of: .serialNumber(ExactString("SER7"))) == 1)
    #expect(try bench.tree(1).parameters(below: ExactString("")).count == 4)
    #expect(try bench.text(2) == Bench().text(2))
  }
}
