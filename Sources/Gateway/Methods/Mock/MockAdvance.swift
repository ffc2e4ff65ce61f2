internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import MockBackend
internal import Simulator

extension MethodContext {
  /// The fleet that `mock.*` steers.
  ///
  /// - Throws: `unsupported` where there is none in the stack.
  var simulation: Simulation {
    get throws(GatewayError) {
      guard let mock = services.mock else {
        throw GatewayError(.unsupported, "there is no mock here", hint: "start cpegate with --backend mock")
      }
      return mock.simulation
    }
  }
}

/// `mock.advance`: moves the mock's time on, running all that falls due.
struct MockAdvance: Method {
  static let name: StaticString = "mock.advance"
  static let traits: MethodTraits = []

  struct Params: MethodParams {
    static let members: [StaticString] = ["seconds"]
    static let required: [StaticString] = ["seconds"]
    let seconds: Double

    init(reading value: JSONValue) throws(JSONReadError) {
      var seconds: Double?
      try value.readMembers(Params.members) { (_, value) throws(JSONReadError) in
        seconds = try value.readNumber(in: 0...RetryPolicy.longestExpiry)
      }
      guard let seconds else { throw .missing("seconds") }
      self.seconds = seconds
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let clock = try context.simulation.clock
    guard clock.mode != .real else {
      throw GatewayError(
        .unsupported, "the machine's clock cannot be moved", hint: "start cpegate with --mock-clock virtual or auto")
    }
    guard clock.now.advanced(bySeconds: params.seconds) < .latest else {
      throw JSONReadError("the mock's time ends with the year 9999: expected fewer seconds", steps: ["seconds"])
    }
    _ = try await context.call.wait(.working, seconds: nil) { wake in
      clock.advance(bySeconds: params.seconds, done: wake)
      return {}
    }
    result.member("now")
    result.time(clock.now)
  }
}
