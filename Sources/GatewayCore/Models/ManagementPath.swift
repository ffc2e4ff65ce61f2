internal import JSON

/// Which parameters can cut the line over which a device is managed (protocol.md 9, risk).
struct ManagementPath: Sendable {
  /// Interfaces that carry the management address, as paths with their dots.
  private let carriers: Set<ExactString>

  init(_ device: ParameterTree?) {
    carriers = device.map { ManagementPath.carriers(in: $0) } ?? []
  }

  /// Whether a parameter of the model is one of them, at any value; which interface carries the management address, only
  /// a device tells.
  package static func isRisky(template: String) -> Bool {
    always.contains(template) || whenSwitchedOff.contains(template)
  }

  func issue(of path: String, _ match: ModelMatch?, _ value: String) -> ModelIssue? {
    // Nearly every parameter is told apart by its last name, and costs no more.
    guard ManagementPath.isNamedRisky(path) else { return nil }
    // Of a path in a model the template is known; rows may stand there by alias.
    guard let template = match?.template ?? ParameterPath(lenient: path)?.template.text else { return nil }
    let isOff = ValueType.boolean.canonical(value) == "false"
    let isRisky =
      ManagementPath.always.contains(template)
      || isOff && (ManagementPath.whenSwitchedOff.contains(template) || carries(path))
    guard isRisky else { return nil }
    return .warning(.risk, "this can cut the line over which the device is managed; in strict it needs confirm: true")
  }

  private static let always = names("URL Username Password ConnectionRequestUsername ConnectionRequestPassword")
  private static let whenSwitchedOff =
    names("PeriodicInformEnable")
    .union(
      ["IP", "PPP"].map { "InternetGatewayDevice.WANDevice.{i}.WANConnectionDevice.{i}.WAN\($0)Connection.{i}.Enable" })

  private static func names(_ names: String) -> Set<String> {
    let roots = [RootModel.device, .internetGatewayDevice]
    return Set(roots.flatMap { root in names.split(separator: " ").map { "\(root.rawValue).ManagementServer.\($0)" } })
  }

  private static let lastNames: [StaticString] = [
    ".URL", ".Username", ".Password", ".ConnectionRequestUsername", ".ConnectionRequestPassword",
    ".PeriodicInformEnable", ".Enable",
  ]

  private static func isNamedRisky(_ path: String) -> Bool {
    let text = path.utf8Span.span
    return lastNames.contains { name in
      let length = name.utf8CodeUnitCount
      guard text.count > length else { return false }
      return (0..<length).allSatisfy { text[text.count - length + $0] == name.utf8Start[$0] }
    }
  }

  private func carries(_ path: String) -> Bool {
    path.hasSuffix(".Enable") && carriers.contains(ExactString(String(path.dropLast("Enable".count))))
  }

  // MARK: The device

  /// The interfaces that have the address to which connection requests go.
  private static func carriers(in device: ParameterTree) -> Set<ExactString> {
    let url = device[ExactString("Device.ManagementServer.ConnectionRequestURL")]?.value ?? ""
    guard let host = host(of: url) else { return [] }
    var carriers: Set<ExactString> = []
    for number in device.instances(of: ExactString("Device.IP.Interface")) {
      let interface = "Device.IP.Interface.\(number)"
      let addresses = ["IPv4Address", "IPv6Address"].flatMap { kind in
        device.instances(of: ExactString("\(interface).\(kind)")).map { "\(interface).\(kind).\($0).IPAddress" }
      }
      guard addresses.contains(where: { device[ExactString($0)]?.value == host }) else { continue }
      carriers.insert(ExactString(interface + "."))
      // The PPP session below it, when there is one.
      for lower in (device[ExactString("\(interface).LowerLayers")]?.value ?? "").split(separator: ",") {
        let path = lower.hasSuffix(".") ? String(lower) : lower + "."
        if path.hasPrefix("Device.PPP.Interface.") { carriers.insert(ExactString(path)) }
      }
    }
    for number in device.instances(of: ExactString("Device.PPP.Interface")) {
      let interface = "Device.PPP.Interface.\(number)"
      if device[ExactString("\(interface).IPCP.LocalIPAddress")]?.value == host {
        carriers.insert(ExactString(interface + "."))
      }
    }
    return carriers
  }

  private static func host(of url: String) -> String? {
    guard let scheme = url.firstRange(of: "://") else { return nil }
    let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
    let place = authority.split(separator: "@").last ?? authority
    if place.hasPrefix("[") { return String(place.dropFirst().prefix { $0 != "]" }) }
    let host = place.prefix { $0 != ":" }
    return host.isEmpty ? nil : String(host)
  }
}
