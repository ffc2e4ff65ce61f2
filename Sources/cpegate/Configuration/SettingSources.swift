internal import ArgumentParser
internal import Gateway
internal import GatewayCore
internal import Glibc
internal import JSON

/// What the environment and the configuration file say, as arguments that stand before those of the command line: of
/// one option the last one counts, so flags win over the environment, and that over the file.
struct SettingSources {
  /// Nothing but the command line says anything.
  var isEmpty: Bool { arguments.isEmpty }
  private(set) var arguments: [String] = []

  /// - Parameter flags: what the command line says, which decides which file and profile are meant.
  /// - Throws: ``ExitFailure`` that names the file and line, or the variable.
  init(_ flags: CommonOptions) throws {
    let environment = try SettingSources.environment()
    let config = flags.config ?? SettingSources.value(of: "config", in: environment)
    let profile = flags.profile ?? SettingSources.value(of: "profile", in: environment)
    if let file = try SettingSources.file(config) {
      arguments += try file.arguments(profile: profile)
    } else if let profile {
      throw ExitFailure.configuration(
        "profile \(JSONReadError.clip(profile)): there is no configuration file that could have it")
    }
    var said: [String] = []
    for (key, value) in environment where key != "config" && key != "profile" {
      let told = { (reason: String) in "\(SettingSources.variable(key)): \(reason)" }
      said +=
        try SettingSources.repeated.contains(key)
        ? SettingSources.arguments(key, value, told) : SettingSources.argument(key, value, told)
    }
    arguments = SettingSources.lay(said, over: arguments)
    if !flags.model.isEmpty { arguments.removeAll { SettingSources.isModel($0) } }
  }

  // MARK: The environment

  private static func environment() throws -> [(key: String, value: String)] {
    CommonOptions.keys.compactMap { key in
      guard let value = getenv(variable(key)).map({ String(cString: $0) }), !value.isEmpty else { return nil }
      return (key, value)
    }
  }

  private static func variable(_ key: String) -> String {
    "CPEGATE_" + key.uppercased().replacing("-", with: "_")
  }

  private static func value(of key: String, in environment: [(key: String, value: String)]) -> String? {
    environment.first { $0.key == key }?.value
  }

  // MARK: The file

  private static func file(_ named: String?) throws -> ConfigurationFile? {
    if named == "none" { return nil }
    if let named { return try ConfigurationFile(named) }
    let home = getenv("XDG_CONFIG_HOME").map { String(cString: $0) } ?? ""
    let folder = home.isEmpty ? getenv("HOME").map { String(cString: $0) + "/.config" } : home
    guard let path = folder.map({ $0 + "/cpegate/config.json" }), access(path, F_OK) == 0 else { return nil }
    return try ConfigurationFile(path)
  }

  /// One setting as arguments, after it was tried by itself.
  ///
  /// - Parameter told: puts the place before what is wrong.
  static func argument(_ key: String, _ value: String, _ told: (String) -> String) throws -> [String] {
    let arguments: [String]
    if CommonOptions.flags.contains(key) {
      guard value == "true" || value == "false" else {
        throw ExitFailure.configuration(told("expected true or false for \(key), found another text"))
      }
      arguments = [value == "true" ? "--\(key)" : "--no-\(key)"]
    } else {
      // Joined by "=", so that a value may begin with a dash.
      arguments = ["--\(key)=\(value)"]
    }
    do {
      _ = try CommonOptions.parse(arguments)
    } catch {
      throw ExitFailure.configuration(told(CommonOptions.message(for: error)))
    }
    return arguments
  }
}
