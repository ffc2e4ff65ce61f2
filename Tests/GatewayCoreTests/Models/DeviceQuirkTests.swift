internal import GatewayCore
internal import JSON
internal import Testing

/// Devices that spell values otherwise than the data models, as the dumps of real ones show.
@Suite struct DeviceQuirkTests {
  private func device(_ manufacturer: String, _ model: String, root: String = "Device") -> ParameterTree {
    ParameterTree(
      [("Manufacturer", manufacturer), ("ModelName", model)].map { name, value in
        ParameterTree.Node(path: "\(root).DeviceInfo.\(name)", isObject: false, value: value)
      })
  }

  private let natEnabled =
    "InternetGatewayDevice.WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.NATEnabled"

  @Test func aDeviceWithoutANameHasNone() {
    #expect(DeviceQuirks(nil).quirks == [])
    #expect(DeviceQuirks(device("Acmetel", "M6-Pro")).quirks == [])
  }

  @Test func theBooleanOfTheBM632wIsANumber() {
    let quirks = DeviceQuirks(device("Huawei Technologies Co., Ltd.", "BM632w", root: "InternetGatewayDevice"))
    #expect(quirks.spelled("true", at: natEnabled) == "1")
    #expect(quirks.spelled("false", at: natEnabled) == "0")
    #expect(quirks.spelled("2", at: natEnabled) == "2")
    #expect(quirks.spelled("true", at: "InternetGatewayDevice.Time.Enable") == "true")
    #expect(quirks.typeLabel(of: natEnabled) == .unsignedInt)
  }

  @Test(arguments: [
    (
      "Huawei Technologies Co., Ltd.", "BM632w", "InternetGatewayDevice.LANDevice.{i}.WLANConfiguration.{i}.Channel",
      ValueType.int
    ),
    ("Huawei Technologies Co., Ltd", "EG8145V5", "InternetGatewayDevice.QueueManagement.DefaultForwardingPolicy", .int),
    ("ZTE", "ZXHN H199A", "InternetGatewayDevice.QueueManagement.Queue.{i}.QueuePrecedence", .int),
    ("TP-Link", "XX230v", "Device.IP.Interface.{i}.IPv6Address.{i}.ValidLifetime", .int),
    ("TP-Link", "XX230v", "Device.DHCPv6.Server.Pool.{i}.DUID", .string),
    ("TP-Link", "EC220-G5", "Device.Ethernet.Interface.{i}.MaxBitRate", .unsignedInt),
  ])
  func aDeviceDeclaresTypesOfItsOwn(manufacturer: String, model: String, template: String, type: ValueType) {
    let root = String(template.prefix { $0 != "." })
    #expect(DeviceQuirks(device(manufacturer, model, root: root)).typeLabel(of: template) == type)
    #expect(DeviceQuirks(device("Acmetel", model, root: root)).typeLabel(of: template) == nil)
  }

  @Test(arguments: ["XX230v", "EC220-G5"]) func referencesOfTPLinkEndInADotAndListsMayInAComma(_ model: String) {
    let quirks = DeviceQuirks(device("TP-Link", model)).quirks
    #expect(quirks.contains(.dottedReferences) && quirks.contains(.commaBehindLists))
  }
}
