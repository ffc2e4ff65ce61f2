internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `inventory.export`: writes devices to a file.
struct InventoryExport: Method {
  static let name: StaticString = "inventory.export"
  static let traits: MethodTraits = [.heavy, .reachesDevices]

  struct Params: MethodParams {
    static let members: [StaticString] = ["path", "format", "filter", "fields", "progress_token"] + ReadPolicy.members
    static let required: [StaticString] = ["path", "format"]
    let path: String
    let format: DeviceFormat
    let filter: InventoryFilter
    let fields: [DeviceField]
    let progress: ProgressToken?

    init(reading value: JSONValue) throws(JSONReadError) {
      var path: String?
      var format: DeviceFormat?
      var filter = InventoryFilter()
      var fields = DeviceField.allCases
      var progress: ProgressToken?
      var policy = ReadPolicy()
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "path": path = try value.readString(length: 1...4096)
        case "format": format = try value.readChoice()
        case "filter": filter = try InventoryFilter(reading: value)
        case "fields": fields = try DeviceField.readAll(value)
        case "progress_token": progress = try ProgressToken(reading: value)
        default: try policy.take(name, value)
        }
      }
      guard let path else { throw .missing("path") }
      guard let format else { throw .missing("format") }
      self.path = path
      self.format = format
      self.filter = filter
      var seen: Set<DeviceField> = []
      self.fields = ((fields.contains(.id) ? [] : [.id]) + fields).filter { seen.insert($0).inserted }
      self.progress = progress
    }
  }

  /// Rows that are fetched at once.
  private static let pageSize = 1000

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .readAll }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let services = context.services
    try FilesRoot(folder: services.options.filesRoot).check(writing: params.path)
    let file = try FileWriter(params.path, number: context.call.number)
    var writer = try DeviceFileWriter(file, params.format, params.fields)
    var query = InventoryQuery()
    query.filter = params.filter
    query.limit = pageSize
    var page = try await services.inventory.list(query)
    var progress = ProgressReport(params.progress, context.call, total: page.total)
    while true {
      for device in page.devices { try writer.write(device) }
      guard let next = page.next else { break }
      try context.call.checkCancelled()
      progress.tell(writer.rows, "exporting")
      query.after = next
      page = try await services.inventory.list(query)
    }
    try writer.end()
    try file.finish()
    progress.end(writer.rows, "exported")
    result.member("rows")
    result.integer(writer.rows)
    result.member("bytes")
    result.integer(file.bytes)
  }
}
