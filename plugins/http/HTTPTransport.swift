internal import TransportModule

final class HTTPTransport: ModuleInstance {
  static let name = "http"
  static let version = "0.1.0"
  static let schemes = ["http", "https", "unix"]
  static let wrapping: [String] = []
  static let options = [ModuleOption("ca_file", "x")]
  let host: ModuleHost
  init(setup: ModuleSetup, host: ModuleHost) throws(ModuleSetupError) {
    self.host = host
  }
  func send(_ request: ModuleRequest, call: UInt64) {
    host.complete(call, ModuleAnswer(status: 204))
  }
  func cancel(call: UInt64) {}
  func close() {}
}
