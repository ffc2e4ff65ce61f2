internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `inventory.import`: creates or updates devices, from a file or from the request.
struct InventoryImport: Method {
  static let name: StaticString = "inventory.import"
  static let traits: MethodTraits = [.heavy, .audited, .changesDevices, .reachesDevices]

  enum Mode: String, CaseIterable {
    case create
    case upsert
  }

  enum OnError: String, CaseIterable {
    case stop
    case `continue`
  }

  enum Source {
    case file(String, DeviceFormat)
    case rows([JSONText])
  }

  struct Params: MethodParams {
    static let members: [StaticString] = [
      "path", "devices", "format", "mode", "dry_run", "on_error", "progress_token",
    ]
    static let required: [StaticString] = ["mode"]
    let source: Source
    let mode: Mode
    let isDryRun: Bool
    let onError: OnError
    let progress: ProgressToken?

    init(reading value: JSONValue) throws(JSONReadError) {
      var path: String?
      var rows: [JSONText]?
      var format: DeviceFormat?
      var mode: Mode?
      var isDryRun = false
      var onError = OnError.stop
      var progress: ProgressToken?
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "path": path = try value.readString(length: 1...4096)
        case "devices": rows = try value.readElements { (element) throws(JSONReadError) in JSONText(element) }
        case "format": format = try value.readChoice()
        case "mode": mode = try value.readChoice()
        case "dry_run": isDryRun = try value.readBoolean()
        case "on_error": onError = try value.readChoice()
        default: progress = try ProgressToken(reading: value)
        }
      }
      guard let mode else { throw .missing("mode") }
      source = try Params.source(path, rows, format)
      self.mode = mode
      self.isDryRun = isDryRun
      self.onError = onError
      self.progress = progress
    }

    private static func source(
      _ path: String?, _ rows: [JSONText]?, _ format: DeviceFormat?
    ) throws(JSONReadError) -> Source {
      switch (path, rows) {
      case (let path?, nil):
        guard let format else { throw .missing("format") }
        return .file(path, format)
      case (nil, let rows?): return .rows(rows)
      case (nil, nil): throw JSONReadError("expected path or devices, found neither")
      case (.some, .some): throw JSONReadError("expected path or devices, found both")
      }
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .writeAll }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    var rows = try open(params.source, context.services)
    var progress = ProgressReport(params.progress, context.call, total: rows.total)
    var importer = DeviceImporter(
      context.services.inventory, upserts: params.mode == .upsert, isDryRun: params.isDryRun)
    while true {
      // Once something was written the whole of it is done: a cancel would leave it half imported.
      if !importer.hasWritten { try context.call.checkCancelled() }
      let isGood: Bool
      do throws(RowError) {
        guard let row = try rows.next() else { break }
        isGood = await importer.take(row, number: rows.row)
      } catch {
        importer.refuse(row: error.row, error.reason)
        isGood = false
        if rows.isBroken { break }
      }
      if !isGood, params.onError == .stop { break }
      progress.tell(rows.row, "importing")
    }
    progress.end(importer.rows, "imported")
    importer.write(to: &result)
  }

  private static func open(_ source: Source, _ services: GatewayServices) throws -> ImportRows {
    switch source {
    case .rows(let rows): return ImportRows(rows)
    case .file(let path, let format):
      try FilesRoot(folder: services.options.filesRoot).check(reading: path)
      return try ImportRows(path, format)
    }
  }
}

extension InventoryImport.Params: SometimesHarmless {
  var isHarmless: Bool { isDryRun }
  var isRehearsal: Bool { isDryRun }
}
