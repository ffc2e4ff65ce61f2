internal import GatewayCore
internal import JSON
internal import Simulator
internal import Synchronization

/// The calls under `/_sim/`, by which tests steer the server; they need no token and are in no log.
enum Steering {
  static let prefix = "/_sim/"

  struct Command: Sendable {
    let method: String
    /// Behind the prefix.
    let name: String
    let run: @Sendable (ControlServer, ControlRequest) throws(JSONReadError) -> ControlAnswer
  }

  static let commands: [Command] = [
    Command(method: "POST", name: "advance") { (server, request) throws(JSONReadError) in
      let seconds = try read(request, ["seconds"]) { (body) throws(JSONReadError) -> Double in
        guard let seconds = body.member("seconds") else { throw .missing("seconds") }
        return try seconds.readNumber(in: 0...315_360_000)
      }
      server.advance(bySeconds: seconds)
      return server.now()
    },
    Command(method: "GET", name: "now") { (server, _) throws(JSONReadError) in server.now() },
    Command(method: "GET", name: "switches") { (server, _) throws(JSONReadError) in server.tellSwitches() },
    Command(method: "POST", name: "switch") { (server, request) throws(JSONReadError) in
      try server.setSwitches(request)
      return server.tellSwitches()
    },
    Command(method: "POST", name: "device") { (server, request) throws(JSONReadError) in
      try server.setDevice(request)
    },
    Command(method: "POST", name: "reset") { (server, request) throws(JSONReadError) in try server.reset(request) },
    Command(method: "GET", name: "log") { (server, request) throws(JSONReadError) in server.tellLog(request) },
    Command(method: "DELETE", name: "log") { (server, _) throws(JSONReadError) in
      server.accessLog.withLock { $0.removeAll() }
      return ControlAnswer(204)
    },
    Command(method: "POST", name: "fail") { (server, request) throws(JSONReadError) in
      let rule = try read(request, FaultPlan.Rule.members) { (body) throws(JSONReadError) in
        try FaultPlan.Rule(reading: body)
      }
      server.faults.withLock { $0.add(rule) }
      return server.tellFaults()
    },
    Command(method: "GET", name: "fail") { (server, _) throws(JSONReadError) in server.tellFaults() },
    Command(method: "DELETE", name: "fail") { (server, _) throws(JSONReadError) in
      server.faults.withLock { $0.removeAll() }
      return ControlAnswer(204)
    },
    Command(method: "POST", name: "token") { (server, request) throws(JSONReadError) in try server.addToken(request) },
    Command(method: "DELETE", name: "token") { (server, request) throws(JSONReadError) in
      try server.removeToken(request)
    },
  ]

  /// Reads the body of a steering call, an object of these members; nothing at all is an empty one.
  static func read<Result>(
    _ request: ControlRequest, _ known: [StaticString], _ read: (JSONValue) throws(JSONReadError) -> Result
  ) throws(JSONReadError) -> Result {
    let text = request.body.isEmpty ? Array("{}".utf8) : request.body
    let document: JSONDocument
    do throws(JSONParseError) {
      document = try JSONDocument(parsing: text.span)
    } catch {
      throw JSONReadError("expected a JSON object: \(error.reason) at byte \(error.position)")
    }
    return try document.read { (value) throws(JSONReadError) in
      try value.readMembers(known) { (_, _) throws(JSONReadError) in }
      return try read(value)
    }
  }
}

extension ControlServer {
  /// Answers a steering call.
  func steer(_ request: ControlRequest, _ path: Substring) -> ControlAnswer {
    let name = path.dropFirst(Steering.prefix.count)
    let commands = Steering.commands.filter { $0.name[...] == name }
    guard !commands.isEmpty else {
      let names = Set(Steering.commands.map(\.name)).sorted().joined(separator: ", ")
      return Steering.problem(404, "there is no such steering call; there are \(names)")
    }
    guard let command = commands.first(where: { $0.method == request.method }) else {
      return Steering.problem(405, "expected \(commands.map(\.method).joined(separator: " or "))")
    }
    do throws(JSONReadError) {
      return try command.run(self, request)
    } catch {
      return Steering.problem(400, error.message)
    }
  }
}

extension Steering {
  static func problem(_ status: Int, _ text: String) -> ControlAnswer {
    ControlAnswer(status) { writer in
      writer.beginObject()
      writer.member("detail")
      writer.string(text)
      writer.endObject()
    }
  }
}
