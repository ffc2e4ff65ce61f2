internal import JSON

/// What is known of models of devices that spell values otherwise than the data models say.
///
/// A device's own report counts before the models anyway; a quirk says in advance what such a device takes and sends.
package struct DeviceQuirks: Equatable, Sendable {
  package enum Quirk: Equatable, Sendable {
    /// References end in a dot, which is no mistake there.
    case dottedReferences
    /// Lists may end in a comma.
    case commaBehindLists
    /// A boolean of the model that the device declares as a number: 1 and 0 are sent for true and false.
    case numberForBoolean(template: String)
    /// A parameter that the device declares with a type of its own.
    case typeLabel(template: String, ValueType)
  }

  /// Quirks of the devices of a manufacturer whose model name matches, `*` standing for any run of characters.
  struct Row: Sendable {
    let manufacturer: String
    let model: String
    let quirks: [Quirk]
  }

  package let quirks: [Quirk]

  /// Those of a device, by the manufacturer and the model name that it reports.
  package init(_ device: ParameterTree?) {
    guard let device else {
      quirks = []
      return
    }
    let told = { (name: String) in
      [RootModel.device, .internetGatewayDevice].lazy
        .compactMap { device[ExactString("\($0.rawValue).DeviceInfo.\(name)")]?.value }.first ?? ""
    }
    let (manufacturer, model) = (told("Manufacturer"), told("ModelName"))
    quirks = DeviceQuirks.rows.filter { row in
      Glob(row.manufacturer).matches(manufacturer) && Glob(row.model).matches(model)
    }.flatMap(\.quirks)
  }

  /// What the device declares instead of the model's type.
  package func typeLabel(of template: String) -> ValueType? {
    for case .typeLabel(template, let type) in quirks { return type }
    for case .numberForBoolean(template) in quirks { return .unsignedInt }
    return nil
  }

  /// A value in the spelling that the device takes.
  package func spelled(_ value: String, at template: String) -> String {
    guard quirks.contains(.numberForBoolean(template: template)) else { return value }
    switch value {
    case "true": return "1"
    case "false": return "0"
    default: return value
    }
  }

  /// Found in the parameter dumps of real devices.
  static let rows: [Row] = [
    Row(
      manufacturer: "*Huawei*", model: "BM632*",
      quirks: [
        .numberForBoolean(
          template: "InternetGatewayDevice.WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.NATEnabled"),
        .typeLabel(template: "InternetGatewayDevice.LANDevice.{i}.WLANConfiguration.{i}.Channel", .int),
        .typeLabel(template: "InternetGatewayDevice.LANDevice.{i}.WLANConfiguration.{i}.WEPKeyIndex", .int),
      ]),
    Row(
      manufacturer: "*Huawei*", model: "EG8145V5*",
      quirks: [.typeLabel(template: "InternetGatewayDevice.QueueManagement.DefaultForwardingPolicy", .int)]),
    Row(
      manufacturer: "*ZTE*", model: "*H199A*",
      quirks: [.typeLabel(template: "InternetGatewayDevice.QueueManagement.Queue.{i}.QueuePrecedence", .int)]),
    Row(manufacturer: "TP-Link*", model: "*", quirks: [.dottedReferences, .commaBehindLists]),
    Row(
      manufacturer: "TP-Link*", model: "XX230v*",
      quirks: [
        .typeLabel(template: "Device.IP.Interface.{i}.IPv6Address.{i}.PreferredLifetime", .int),
        .typeLabel(template: "Device.IP.Interface.{i}.IPv6Address.{i}.ValidLifetime", .int),
        .typeLabel(template: "Device.DHCPv6.Server.Pool.{i}.DUID", .string),
        .typeLabel(template: "Device.DHCPv6.Server.Pool.{i}.Option.{i}.Value", .string),
        .typeLabel(template: "Device.BulkData.Profile.{i}.TimeReference", .string),
      ]),
    Row(
      manufacturer: "TP-Link*", model: "EC220-G5*",
      quirks: [
        .typeLabel(template: "Device.Ethernet.Interface.{i}.MaxBitRate", .unsignedInt),
        .typeLabel(template: "Device.WiFi.AccessPoint.{i}.Security.PreSharedKey", .string),
        .typeLabel(template: "Device.XMPP.Connection.{i}.KeepAliveInterval", .int),
      ]),
  ]
}
