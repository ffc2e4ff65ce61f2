internal import GatewayCore
internal import JSON
internal import Simulator
internal import Synchronization

/// What steering calls do.
extension ControlServer {
  /// Moves the simulator's time on and runs all that falls due.
  package func advance(bySeconds seconds: Double) {
    simulation.clock.advance(bySeconds: seconds) {}
    while simulation.clock.step(isQuiet: false, awaited: []) {}
  }

  func now() -> ControlAnswer {
    ControlAnswer(200) { writer in
      writer.beginObject()
      writer.member("now")
      writer.time(simulation.clock.now)
      writer.endObject()
    }
  }

  // MARK: Switches

  /// `{"name": "value", …}`, all or none.
  func setSwitches(_ request: ControlRequest) throws(JSONReadError) {
    var changed = switches
    let text = request.body.isEmpty ? Array("{}".utf8) : request.body
    let document: JSONDocument
    do throws(JSONParseError) {
      document = try JSONDocument(parsing: text.span)
    } catch {
      throw JSONReadError("expected a JSON object: \(error.reason) at byte \(error.position)")
    }
    try document.read { (value) throws(JSONReadError) in
      guard value.kind == .object else { throw .expected("an object of switches", found: value.kind) }
      var members = value.members
      while let member = members.next() {
        let name = member.name.string
        do throws(SwitchError) {
          try changed.set(name, to: try Steering.text(member.value, name))
        } catch {
          throw JSONReadError(error.description)
        }
      }
    }
    switches = changed
  }

  func tellSwitches() -> ControlAnswer {
    let switches = switches
    return ControlAnswer(200) { writer in
      writer.beginObject()
      for entry in ControlSwitches.all {
        writer.member(named: entry.name)
        writer.string(entry.text(in: switches))
      }
      writer.endObject()
    }
  }

  // MARK: Devices

  private static let deviceMembers: [StaticString] = [
    "device", "reachable", "busy", "status", "attributes", "parameters",
  ]

  /// As `mock.set_device` has it (protocol.md 9).
  func setDevice(_ request: ControlRequest) throws(JSONReadError) -> ControlAnswer {
    let (selector, steering) = try Steering.read(request, ControlServer.deviceMembers) {
      (body) throws(JSONReadError) in
      guard let device = body.member("device") else { throw .missing("device") }
      return (try DeviceSelector(reading: device), try DeviceSteering(reading: body))
    }
    let device: any DeviceRecord
    do throws(GatewayError) {
      device = try simulation.steer(selector, steering)
    } catch {
      throw JSONReadError(error.message)
    }
    let hasPassword = state.withLock { $0.passwords[device.id] ?? true }
    return ControlAnswer(200) { writer in
      writer.beginObject()
      writer.member("device")
      device.write(.all, to: &writer)
      writer.member("has_password")
      writer.boolean(hasPassword)
      writer.endObject()
    }
  }

  /// Makes the fleet anew and forgets faults and the device log; with `switches`, those are as at the start too.
  func reset(_ request: ControlRequest) throws(JSONReadError) -> ControlAnswer {
    let (seed, devices, all) = try Steering.read(request, ["seed", "devices", "switches"]) {
      (body) throws(JSONReadError) -> (UInt64?, Int?, Bool) in
      var (seed, devices): (UInt64?, Int?)
      if let value = body.member("seed") { seed = UInt64(try value.readInteger(in: 0...Int.max)) }
      if let value = body.member("devices") { devices = try value.readInteger(in: 0...Simulation.mostDevices) }
      return (seed, devices, try body.member("switches")?.readBoolean() ?? false)
    }
    let count = simulation.reset(seed: seed, devices: devices)
    faults.withLock { $0.removeAll() }
    deviceLog.withLock { $0.removeAll() }
    state.withLock { $0.passwords = [:] }
    if all { switches = ControlSwitches() }
    return ControlAnswer(200) { writer in
      writer.beginObject()
      writer.member("devices")
      writer.integer(count)
      writer.endObject()
    }
  }

  // MARK: Tokens

  func addToken(_ request: ControlRequest) throws(JSONReadError) -> ControlAnswer {
    let token = try Steering.read(request, ["text", "organizations", "rights"]) { (body) throws(JSONReadError) in
      guard let text = body.member("text") else { throw .missing("text") }
      var token = ControlToken(try text.readString(length: 1...1024))
      if let organizations = body.member("organizations") {
        token.organizations = Set(
          try organizations.readElements { (value) throws(JSONReadError) in try value.readInteger() })
      }
      if let rights = body.member("rights") { token.rights = try rights.readChoice() }
      return token
    }
    state.withLock { state in
      state.tokens.removeAll { $0.text == token.text }
      state.tokens.append(token)
    }
    return ControlAnswer(204)
  }

  /// Takes a token back; behind the last one, none is asked for any more, so that one stays.
  func removeToken(_ request: ControlRequest) throws(JSONReadError) -> ControlAnswer {
    let text = try Steering.read(request, ["text"]) { (body) throws(JSONReadError) in
      guard let text = body.member("text") else { throw .missing("text") }
      return try text.readString()
    }
    let isLast = state.withLock { state in
      guard state.tokens.count > 1 else { return true }
      state.tokens.removeAll { $0.text == text }
      return false
    }
    guard !isLast else { throw JSONReadError("the last token stays: add another one first") }
    return ControlAnswer(204)
  }
}

extension Steering {
  /// A switch's value: a text, or what stands for one.
  static func text(_ value: JSONValue, _ name: String) throws(SwitchError) -> String {
    if let text = value.stringValue { return text }
    if let flag = value.booleanValue { return flag ? "on" : "off" }
    if let number = value.integerValue { return String(number) }
    if let number = value.numberValue { return "\(number)" }
    throw .value(name: name, values: ["a text"])
  }
}
