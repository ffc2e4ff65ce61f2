internal import TransportModule

/// The module `tape`: `record+URL` writes down what goes through it, `replay:FILE` answers from what was written.
final class TapeTransport: ModuleInstance {
  static let name = "tape"
  static let version = "0.1.0"
  static let schemes = ["record", "replay"]
  static let wrapping = ["record"]
  static let options = [
    ModuleOption("append", "Whether record goes on with a tape that holds something already: true or false (false)."),
    ModuleOption("file", "The file that record writes to; it must not be there yet, or be empty (none)."),
    ModuleOption(
      "scrub", "Names of members and paths of parameters whose values stay off the tape, separated by commas (none)."),
  ]

  private let layer: Layer

  private enum Layer {
    case recorder(TapeRecorder)
    case replay(TapeReplay)
  }

  init(setup: ModuleSetup, host: ModuleHost) throws(ModuleSetupError) {
    layer =
      setup.scheme == "replay"
      ? .replay(try TapeReplay(setup: setup, host: host))
      : .recorder(try TapeRecorder(setup: setup, host: host, version: TapeTransport.version))
  }

  func send(_ request: ModuleRequest, call: UInt64) {
    switch layer {
    case .recorder(let recorder): recorder.send(request, call: call)
    case .replay(let replay): replay.send(request, call: call)
    }
  }

  func cancel(call: UInt64) {
    switch layer {
    case .recorder(let recorder): recorder.cancel(call: call)
    // Whatever it was sent is answered before send() returns.
    case .replay: break
    }
  }

  func close() {
    switch layer {
    case .recorder(let recorder): recorder.close()
    case .replay(let replay): replay.close()
    }
  }
}
