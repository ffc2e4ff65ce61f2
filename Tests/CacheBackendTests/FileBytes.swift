internal import Foundation

/// What lies in a folder, byte by byte.
enum FileBytes {
  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  static func of(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  /// All files, one behind the other.
  static func all(in folder: String) throws -> ByteText {
    ByteText(bytes: try names(in: folder).reduce(into: Data()) { $0 += try of("\(folder)/\($1)") })
  }

  static func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  struct ByteText {
    let bytes: Data

    func contains(_ text: String) -> Bool { bytes.range(of: Data(text.utf8)) != nil }
  }
}
