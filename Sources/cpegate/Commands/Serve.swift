internal import ArgumentParser
internal import Gateway
internal import Glibc
internal import JSONRPC
internal import OperationEngine

/// `cpegate [serve]`: JSON-RPC on standard input and output.
struct Serve: GatewayCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve JSON-RPC on standard input and output (the default).")

  @OptionGroup(title: "Common options") var common: CommonOptions

  func run(_ options: CommonOptions) throws -> Int32 {
    Signals.block(Signals.ending)
    let isConversation = isatty(STDIN_FILENO) != 0
    // First of all: a standard stream that is closed must not become something else that is opened here.
    let streams: StandardStreams
    do throws(StreamFailure) {
      streams = try StandardStreams()
    } catch {
      throw ExitFailure.stream(error.message)
    }
    let assembly = try Assembly(options)
    if options.backend == nil, options.upstream.url == nil {
      Terminal.tell("cpegate: no --backend: serving the built-in mock fleet")
    }
    if isConversation {
      Terminal.tell(
        "cpegate: one JSON-RPC message per line, such as {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"gateway.info\"}; Ctrl-D ends; see cpegate --help"
      )
    }
    do throws(StreamFailure) {
      var driver = StreamDriver(
        assembly.session, streams: streams, parent: options.parentWatch, signals: Signals.ending)
      try driver.run()
    } catch {
      assembly.close()
      throw ExitFailure.stream(error.message)
    }
    assembly.close()
    let left = assembly.services.operations.liveCount
    if left > 0 {
      Terminal.tell(
        "cpegate: \(left) operation\(left == 1 ? " had" : "s had") not ended; they live in memory only and are forgotten"
      )
    }
    return 0
  }
}

extension CommonOptions {
  fileprivate var parentWatch: ParentWatch {
    switch parentPid {
    case nil: .parent
    case 0: .none
    case let number?: .process(number)
    }
  }
}
