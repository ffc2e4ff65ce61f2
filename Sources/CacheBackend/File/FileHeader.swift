/// What the first bytes of an SQLite database tell (sqlite.org/fileformat2.html, 1.3).
struct FileHeader {
  static let length = 100

  let pageSize: Int
  /// Changes are written beside the file first, as a cache has it from its first table on.
  private let keepsLog: Bool
  private let applicationID: Int

  /// Nil for the beginning of something else.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == FileHeader.length, bytes.starts(with: "SQLite format 3\0".utf8) else { return nil }
    let size = Int(bytes[16]) << 8 | Int(bytes[17])
    pageSize = size == 1 ? 65_536 : size
    guard pageSize >= 512, pageSize & (pageSize - 1) == 0 else { return nil }
    keepsLog = bytes[18] == 2
    applicationID = bytes[68..<72].reduce(0) { $0 << 8 | Int($1) }
  }

  /// False for a database that another program has made.
  ///
  /// One that says nothing of its program may be a cache whose tables still stand in the log.
  var mayBeCache: Bool { applicationID == CacheSchema.applicationID || applicationID == 0 && keepsLog }
}
