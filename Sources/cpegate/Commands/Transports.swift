internal import ArgumentParser
internal import TransportHost

/// `cpegate transports`: which transport modules there are, where, and what options they take.
struct Transports: GatewayCommand {
  static let configuration = CommandConfiguration(
    commandName: "transports", abstract: "List the transport modules with their options.",
    discussion: """
      Each module is loaded to tell about itself. The scheme of --url picks one; a scheme with a + wraps another, as in \
      record+https://control.example/api/v1. Options are said by --transport-option MODULE.NAME=VALUE, or -o for short.
      """)

  @OptionGroup(title: "Common options") var common: CommonOptions

  func run(_ options: CommonOptions) throws -> Int32 {
    Terminal.keepOutput()
    let host = TransportHost(
      places: ModulePlaces(pluginDirectory: options.upstream.pluginDir, executable: Executable.path)
    ) { _, _ in }
    defer { host.close() }
    var isWell = true
    for module in host.describe() {
      isWell = isWell && module.refusal == nil
      try Terminal.print(Transports.text(of: module))
    }
    for broken in host.list() where broken.scheme == nil {
      isWell = false
      try Terminal.print("\(broken.module): refused: \(broken.refusal ?? "")\n")
    }
    return isWell ? 0 : 1
  }

  private static func text(of module: ModuleDescription) -> String {
    let schemes = module.schemes.map { module.wrapping.contains($0) ? $0 + "+" : $0 + ":" }.joined(separator: " ")
    guard module.refusal == nil else { return "\(module.module)  \(schemes)  refused: \(module.refusal ?? "")\n" }
    var text = "\(module.module) \(module.version ?? "")  \(schemes)  ABI \(module.abi ?? "")  \(module.path ?? "")\n"
    for option in module.options { text += "    \(option.name.padded(to: 18)) \(option.help)\n" }
    return text
  }
}
