internal import ArgumentParser
internal import ControlServer
internal import EventLoop
internal import GatewayCore
internal import Glibc
internal import JSON
internal import Simulator

/// `control-sim serve`, which is what it does without a command too.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "serve", abstract: "Serves until it is told to end.")

  @Option(help: "The port; 0 takes a free one.")
  var port: UInt16 = 0
  @Option(help: "The IPv4 address.")
  var bind = "127.0.0.1"
  @Flag(help: "Take an address that other machines can reach: there is no encryption, and /_sim/ needs no token.")
  var insecureBind = false
  @Option(help: "Listen on a Unix socket of this path instead.")
  var unix: String?
  @Option(help: "A token that is taken, TEXT[;organizations=1,2][;rights=full|read|none]; or none to ask for none.")
  var token: [String] = []
  @Option(help: "How many devices there are.")
  var devices: Int?
  @Option(help: "What the fleet is made from.")
  var seed: UInt64 = 1
  @Option(help: "A file of devices instead: .csv, .ndjson or .json.")
  var fleet: String?
  @Option(help: "How the simulator's time passes: auto (runs from 2030 on), virtual (by /_sim/advance alone), real.")
  var clock: MockClock.Mode = .auto
  @Option(help: "How many times as fast as the machine's the simulator's time runs.")
  var speed = 1.0
  @Option(name: .customLong("switch"), help: "Sets a switch, NAME=VALUE; see control-sim switches.")
  var switches: [String] = []
  @Flag(help: "Serve the families beside the core pages too: the same as --switch siblings=on.")
  var siblings = false
  @Option(help: "Write a line of JSON for every request to this file; - for standard output.")
  var accessLog: String?

  func validate() throws {
    if fleet != nil, devices != nil {
      throw ValidationError("--fleet brings its own devices: leave out --devices.")
    }
    guard (0...Simulation.mostDevices).contains(devices ?? 0) else {
      throw ValidationError("--devices takes 0 to \(Simulation.mostDevices).")
    }
    guard speed > 0, speed <= 1_000_000 else { throw ValidationError("--speed takes a number above 0.") }
    guard insecureBind || unix != nil || bind.hasPrefix("127.") else {
      throw ValidationError("--bind \(bind) is no loopback address: add --insecure-bind to listen there all the same.")
    }
    if token.contains("none"), token.count > 1 {
      throw ValidationError("--token none asks for no token: leave out the others.")
    }
    _ = try parsedSwitches()
    _ = try parsedTokens()
  }

  func run() throws {
    let loop = EventLoop()
    let simulation = Simulation(try setup(), clock: MockClock(clock, loop: loop, speed: speed))
    let server = ControlServer(simulation, switches: try parsedSwitches(), tokens: try parsedTokens())
    let log = try accessLog.map { try AccessLogFile($0) }
    if let log {
      server.watchRequests { method, template, target, status in log.add(method, template, target, status) }
    }
    let listener = try unix.map { try Listener(unix: $0) } ?? Listener(address: bind, port: port)
    defer { listener.close() }
    let sockets = try SocketServer(server, loop, listener, afterEachRound: { log?.flush() })
    StandardOutput.write("listening on \(listener.url)\n")
    sockets.run()
    log?.flush()
  }

  private func parsedSwitches() throws -> ControlSwitches {
    var all = ControlSwitches()
    do throws(SwitchError) {
      if siblings { try all.set("siblings", to: "on") }
      for text in switches { try all.set(text) }
    } catch {
      throw ValidationError("--switch: \(error).")
    }
    return all
  }

  private func parsedTokens() throws -> [ControlToken] {
    if token == ["none"] { return [] }
    guard !token.isEmpty else { return [ControlToken(ControlServer.usualToken)] }
    return try token.map { text in
      do throws(TokenError) {
        return try ControlToken(parsing: text)
      } catch {
        throw ValidationError("--token: \(error.reason).")
      }
    }
  }

  private func setup() throws -> Simulation.Setup {
    var setup = Simulation.Setup()
    setup.seed = seed
    setup.devices = devices ?? 100
    guard let fleet else { return setup }
    guard let format = DeviceFormat.allCases.first(where: { fleet.hasSuffix(".\($0.rawValue)") }) else {
      throw ValidationError("\(fleet): expected a name that ends in .csv, .ndjson or .json.")
    }
    do throws(RowError) {
      setup.fleet = try FleetFile.devices(try WholeFile.read(fleet), format)
    } catch {
      throw ValidationError("\(fleet): \(error.row == 0 ? "" : "row \(error.row): ")\(error.reason)")
    }
    return setup
  }
}

extension MockClock.Mode: ExpressibleByArgument {}
