internal import ArgumentParser

/// The command line.
struct Root: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cpegate",
    abstract: "A gateway between programs and the systems that manage customer-premises equipment (TR-069).",
    discussion: """
      Without a command it serves JSON-RPC 2.0 on standard input and output, one message per line (or with \
      Content-Length headers, as editors send them). Try it:

        echo '{"jsonrpc":"2.0","id":1,"method":"gateway.info"}' | cpegate
        cpegate call inventory.summary '{"group_by":["status"]}'

      Options stand before or after the command. Each is also a variable (CPEGATE_MAX_BATCH) and a key of the \
      configuration file (max-batch); a flag wins over the environment, and that over the file.
      """,
    version: "cpegate \(Version.current)",
    subcommands: [
      Serve.self, CallCommand.self, Methods.self, States.self, Transports.self, Doctor.self, ModelCommand.self,
      Completions.self,
    ],
    defaultSubcommand: Serve.self)

  /// The options that every command takes, which the help of the program does not tell by itself.
  static var optionList: String {
    let lines = Serve.helpMessage().split(separator: "\n", omittingEmptySubsequences: false)
    return lines.drop { !$0.hasPrefix("COMMON OPTIONS") }.prefix { !$0.isEmpty }.joined(separator: "\n")
  }
}

/// A command that runs with the common options.
protocol GatewayCommand: ParsableCommand {
  var common: CommonOptions { get }

  /// Does the work; everything is decided by now.
  ///
  /// - Returns: the exit status.
  func run(_ options: CommonOptions) throws -> Int32
}
