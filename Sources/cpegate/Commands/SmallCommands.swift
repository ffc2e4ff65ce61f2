internal import ArgumentParser
internal import GatewayCore
internal import Glibc
internal import JSON
internal import JSONRPC

/// `cpegate states`: the life of an operation as a diagram.
struct States: GatewayCommand {
  static let configuration = CommandConfiguration(
    commandName: "states", abstract: "Print the states of an operation as a Mermaid diagram.")

  @OptionGroup(title: "Common options") var common: CommonOptions

  func run(_ options: CommonOptions) throws -> Int32 {
    try Terminal.print(TransitionTable.mermaid + "\n")
    return 0
  }
}

/// `cpegate doctor`: looks whether everything is there that the gateway needs.
struct Doctor: GatewayCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check what the gateway needs; the exit status is 1 when something is wrong.")

  @OptionGroup(title: "Common options") var common: CommonOptions

  func run(_ options: CommonOptions) throws -> Int32 {
    Terminal.keepOutput()
    let assembly = try Assembly(options.forOneCall)
    defer { assembly.close() }
    let connection = MemoryConnection(assembly.session)
    connection.send(Array("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"gateway.doctor\"}\n".utf8))
    guard let answer = connection.next()?.first, let document = try? JSONDocument(parsing: answer.span) else {
      throw ExitFailure(status: 70, message: "the gateway does not answer")
    }
    let isWell = try document.read { root in
      var isWell = true
      try root.member("result")?.member("checks")?.forEachElement { _, check in
        let ok = check.member("ok")?.booleanValue ?? false
        isWell = isWell && ok
        let name = check.member("name")?.stringValue ?? ""
        let detail = check.member("detail")?.stringValue ?? ""
        try Terminal.print("\(ok ? "ok  " : "BAD ") \(name.padded(to: 16)) \(detail)\n")
      }
      return isWell
    }
    return isWell ? 0 : 1
  }
}

/// `cpegate completions SHELL`: a script for the shell's completion.
struct Completions: GatewayCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Print the completion script of a shell.",
    discussion: "For bash: cpegate completions bash > /etc/bash_completion.d/cpegate")

  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash
    case zsh
    case fish
  }

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  @OptionGroup(title: "Common options") var common: CommonOptions

  func run(_ options: CommonOptions) throws -> Int32 {
    let kind: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    try Terminal.print(Root.completionScript(for: kind) + "\n")
    return 0
  }
}
