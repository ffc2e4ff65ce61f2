internal import Foundation

/// The published documents and the tables extracted from them independently, where they lie beside the repository.
enum PublishedData {
  /// The documents that define a model.
  static let documents = [
    "tr-098-1-8-0-full", "tr-104-1-1-0-full", "tr-104-2-0-2-cwmp-full", "tr-135-1-4-1-cwmp-full",
    "tr-140-1-3-1-cwmp-full", "tr-181-1-7-0-full", "tr-181-2-19-1-cwmp-full", "tr-196-2-1-2-cwmp-full",
  ]

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data/bbf")
  private static let xz = URL(filePath: "/usr/bin/xz")

  static var isThere: Bool {
    FileManager.default.fileExists(atPath: folder.path()) && FileManager.default.isExecutableFile(atPath: xz.path())
  }

  static func document(_ name: String) throws -> [UInt8] {
    let process = Process()
    let output = Pipe()
    process.executableURL = xz
    process.arguments = ["-dc", folder.appending(path: "xml/\(name).xml.xz").path()]
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return [UInt8](bytes)
  }

  static func table(_ model: String) throws -> [TableRow] {
    let name = model.replacing(":", with: "-")
    let text = try String(contentsOf: folder.appending(path: "tsv/\(name).tsv"), encoding: .utf8)
    return text.split(separator: "\n").dropFirst().map { TableRow($0) }
  }

  static func statistics(_ model: String) throws -> [String: Any] {
    let parsed = try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: "stats.json")))
    return (parsed as? [String: Any])?[model] as? [String: Any] ?? [:]
  }
}
