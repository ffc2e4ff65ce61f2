internal import TransportModule

/// `exec:COMMAND`: a child process that gets one JSON request per line and answers by line.
final class ExecTransport: ModuleInstance {
  static let name = "exec"
  static let version = "0.1.0"
  static let schemes = ["exec"]
  static let wrapping: [String] = []
  static let options: [ModuleOption] = []

  private let loop: ExecLoop

  init(setup: ModuleSetup, host: ModuleHost) throws(ModuleSetupError) {
    loop = try ExecLoop(ShellWords.split(setup.rest), host)
    loop.start()
  }

  func send(_ request: ModuleRequest, call: UInt64) {
    loop.post(.send(request, call: call))
  }

  func cancel(call: UInt64) {
    loop.post(.cancel(call: call))
  }

  func close() {
    loop.end()
  }
}
