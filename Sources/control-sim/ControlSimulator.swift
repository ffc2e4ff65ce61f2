internal import ArgumentParser
internal import ControlServer

/// `control-sim`: the Control API over a simulated fleet, on a socket.
struct ControlSimulator: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "control-sim", abstract: "Serves the Control API over a simulated fleet.",
    discussion: """
      Prints "listening on URL" on standard output when it is ready; nothing else goes there unless --access-log - asks \
      for it. The usual token is "control-sim". Ends on SIGTERM, SIGINT and, when standard input is a pipe, on its end. \
      Calls under /_sim/ steer it while it runs; "control-sim switches" lists all switches.
      """,
    subcommands: [ServeCommand.self, SwitchesCommand.self], defaultSubcommand: ServeCommand.self)
}

/// `control-sim switches`: the table of all switches.
struct SwitchesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "switches", abstract: "Lists all switches, what they take and, in brackets, how they stand.")

  func run() {
    print(ControlSwitches.tableText, terminator: "")
  }
}
