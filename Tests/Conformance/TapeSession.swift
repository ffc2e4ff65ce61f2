internal import ControlServer
internal import GatewayCore
internal import Glibc
internal import Synchronization
internal import TransportHost

/// One test, run twice: while its requests are recorded, and on what was recorded.
final class TapeSession: Sendable {
  private struct State: Sendable {
    /// How many backends this run has made: the same in both.
    var made = 0
    var hosts: [TransportHost] = []
  }

  private let folder: String
  private let state = Mutex(State())

  init() {
    var template = Array("/tmp/cpegate-tapes-XXXXXX\0".utf8CString)
    folder = String(cString: mkdtemp(&template))
  }

  var recording: Stack {
    Stack(name: "rest, recorded", differences: differences) { [self] in
      try Backend.rest(["rich=on", "variables=on"]) { server in
        try open("record+sim:here", ["tape.file=\(nextTape())"], server)
      }
    }
  }

  var replaying: Stack {
    Stack(name: "rest on a tape", differences: differences) { [self] in
      // The server is there for what the tests do to the devices; nobody asks it anything.
      try Backend.rest(["rich=on", "variables=on"]) { _ in try open("replay:\(nextTape())", [], nil) }
    }
  }

  private var differences: Differences { Stack.rest("", "rich=on", "variables=on").differences }

  private func nextTape() -> String {
    state.withLock { state in
      state.made += 1
      return "\(folder)/\(state.made).tape"
    }
  }

  private func open(_ url: String, _ options: [String], _ server: ControlServer?) throws -> any Transport {
    let (transport, host) = try Backend.transport(url, options, to: server)
    state.withLock { $0.hosts.append(host) }
    return transport
  }

  /// Ends a run: its tapes are whole.
  func end() {
    let hosts = state.withLock { state in
      defer { state = State() }
      return state.hosts
    }
    for host in hosts { host.close() }
  }

  func remove() {
    end()
    for number in 1...64 { unlink("\(folder)/\(number).tape") }
    rmdir(folder)
  }
}
