internal import ArgumentParser
internal import Gateway
internal import GatewayCore
internal import Glibc
internal import JSON
internal import JSONRPC

/// `cpegate call METHOD [PARAMS|-]`: one call, and its result.
struct CallCommand: GatewayCommand {
  static let configuration = CommandConfiguration(
    commandName: "call", abstract: "Make one call and print its result.",
    discussion: """
      PARAMS is a JSON object; "-" reads it from standard input. An error goes to standard error, and the exit status is 1. \
      Notifications of a watch are printed as they come, until the call is interrupted.

        cpegate call inventory.list '{"filter":{"status":"down"}}' --format table
        cpegate call operation.submit '{"device":{"id":1},"operation":"reboot"}'
        cpegate call inventory.list --format csv > devices.csv
      """)

  @Argument(help: "The method, such as inventory.list; `cpegate methods` lists them.")
  var method: String

  @Argument(help: "Its params as a JSON object, or - for standard input.")
  var params: String?

  @Option(help: ArgumentHelp("json, table, csv or ndjson (table on a terminal, else json).", valueName: "format"))
  var format: ResultFormat?

  @OptionGroup(title: "Common options") var common: CommonOptions

  func run(_ options: CommonOptions) throws -> Int32 {
    let params = try readParams()
    try requireMethod()
    Signals.block(Signals.ending)
    Terminal.keepOutput()
    let assembly = try Assembly(options.forOneCall)
    let connection = MemoryConnection(assembly.session, signals: Signals.ending)
    let wantsProgress = Terminal.isTerminal(STDERR_FILENO) && takesProgress
    connection.send(request(params, withProgress: wantsProgress))
    let format = format ?? (Terminal.printsToTerminal ? .table : .json)
    var printer = AnswerPrinter(format)
    while let frames = connection.next() {
      for frame in frames { try printer.take(frame) }
      if printer.hasAnswer, !isWatch || printer.status != 0 { break }
    }
    assembly.close()
    return printer.status
  }

  private var isWatch: Bool { method.hasSuffix(".watch") }

  private var takesProgress: Bool {
    MethodTable.gateway.entry(named: method)?.members.contains { "\($0)" == "progress_token" } ?? false
  }

  /// The text of the params object.
  private func readParams() throws -> [UInt8] {
    guard let params else { return Array("{}".utf8) }
    let bytes = params == "-" ? try Terminal.readAll() : Array(params.utf8)
    let kind: JSONKind
    do throws(JSONParseError) {
      kind = try JSONDocument(parsing: bytes.span).read { $0.kind }
    } catch {
      throw ExitFailure.usage(
        "PARAMS: \(error.reason), at \(error.place); expected a JSON object such as '{\"limit\":10}'")
    }
    guard kind == .object else { throw ExitFailure.usage("PARAMS: expected a JSON object, found \(kind.described)") }
    return bytes
  }

  private func requireMethod() throws {
    let table = MethodTable.gateway
    guard table.entry(named: method) == nil else { return }
    let nearest = NearestName.of(method, among: table.names).map { "; did you mean \($0)?" } ?? ""
    throw ExitFailure.usage(
      "there is no method \(JSONReadError.clip(method))\(nearest) (cpegate methods lists them)")
  }

  private func request(_ params: [UInt8], withProgress: Bool) -> [UInt8] {
    let text = JSONText { writer in
      writer.beginObject()
      writer.member("jsonrpc")
      writer.string("2.0")
      writer.member("id")
      writer.integer(1)
      writer.member("method")
      writer.string(method)
      writer.member("params")
      writer.beginObject()
      let hasToken = String(decoding: params, as: UTF8.self).contains("\"progress_token\"")
      if withProgress, !hasToken {
        writer.member("progress_token")
        writer.integer(1)
      }
      writer.members(of: JSONText(valid: params))
      writer.endObject()
      writer.endObject()
    }
    // The params may have come on several lines.
    return text.bytes.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 } + [0x0A]
  }
}

extension CommonOptions {
  /// The same for a session whose requests are lines, whatever is said about the streams of a server.
  var forOneCall: CommonOptions {
    var options = self
    options.framing = .line
    return options
  }
}
