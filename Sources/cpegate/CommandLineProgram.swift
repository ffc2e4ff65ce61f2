internal import ArgumentParser
internal import Glibc
internal import JSON

/// From arguments to an exit status.
enum CommandLineProgram {
  /// Jansson reads nested JSON by recursion, 2,048 levels deep: the loop's thread has room for that in any build.
  private static let stackSize = 16 << 20

  static func main() -> Int32 {
    var status: Int32 = 70
    // A limit of file size is a full disk: an error of the call that meets it, and no end of the process.
    signal(SIGXFSZ, SIG_IGN)
    // This thread only waits: signals are for the one that works, which takes them as ever until it blocks them too.
    Signals.block(Signals.ending)
    Thread.run(stackSize: stackSize) {
      Signals.unblock(Signals.ending)
      status = run(Array(CommandLine.arguments.dropFirst()))
    }
    return status
  }

  static func run(_ arguments: [String]) -> Int32 {
    do {
      let ordered = try behindCommand(arguments)
      var command = try Root.parseAsRoot(ordered)
      guard let first = command as? any GatewayCommand else {
        try command.run()
        return 0
      }
      let sources = try SettingSources(first.common)
      guard !sources.isEmpty else { return try first.run(first.common) }
      // What the file and the environment say stands before the flags, and so counts less.
      let name = type(of: first).configuration.commandName ?? ""
      let flags = ordered.first == name ? Array(ordered.dropFirst()) : ordered
      guard let whole = try together([name] + sources.arguments + flags) else { return 70 }
      do {
        return try whole.run(whole.common)
      } catch var failure as ExitFailure where failure.isAboutOptions && first.common.upstream.url == nil {
        // The flags say nothing of an upstream: it is the configuration or the environment that is wrong.
        failure.status = ExitFailure.configuration("").status
        throw failure
      }
    } catch let failure as ExitFailure {
      Terminal.tell("cpegate: \(failure.message)")
      return failure.status
    } catch {
      return tell(error, isHelpOfAll: arguments.allSatisfy { $0 == "--help" || $0 == "-h" || $0 == "help" })
    }
  }

  /// Flags that were right alone are wrong together with what the file and the environment say.
  private static func together(_ arguments: [String]) throws -> (any GatewayCommand)? {
    let command: any ParsableCommand
    do {
      command = try Root.parseAsRoot(arguments)
    } catch {
      throw ExitFailure.configuration(
        "the command line with the configuration and the environment: \(Root.message(for: error))")
    }
    return command as? any GatewayCommand
  }

  /// What the parser of the command line has to say: help and the version on standard output, the rest on standard error.
  private static func tell(_ error: any Error, isHelpOfAll: Bool) -> Int32 {
    let status = Root.exitCode(for: error).rawValue
    let options = isHelpOfAll ? "\n" + Root.optionList + "\n" : ""
    Terminal.write(Root.fullMessage(for: error) + "\n" + options, to: status == 0 ? STDOUT_FILENO : STDERR_FILENO)
    return status
  }

  /// Puts the command in front of the options: they may stand before it or behind it.
  ///
  /// - Throws: ``ExitFailure`` for a word that is no command.
  static func behindCommand(_ arguments: [String]) throws(ExitFailure) -> [String] {
    let commands = Root.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    var at = 0
    while at < arguments.count {
      let argument = arguments[at]
      if commands.contains(argument) {
        return [argument] + arguments[..<at] + arguments[(at + 1)...]
      }
      guard argument.hasPrefix("-"), argument != "-", argument != "--" else {
        let nearest =
          NearestName.of(argument, among: commands).map { "; did you mean \($0)?" }
          ?? (argument.contains(".") ? "; a method is called by cpegate call \(JSONReadError.clip(argument))" : "")
        throw .usage("there is no command \(JSONReadError.clip(argument))\(nearest) (cpegate --help lists them)")
      }
      let standsAlone = argument.contains("=") || CommonOptions.switches.contains(argument)
      at += standsAlone ? 1 : 2
    }
    return arguments
  }
}
