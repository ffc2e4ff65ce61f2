internal import Foundation
internal import GRDB

/// The ids that a full sync under way has met, kept page by page as differences of seven bits a byte: a page of rows that
/// stand side by side is about as many bytes.
enum MetIDs {
  static func add(_ ids: [Int], _ database: Database) throws {
    guard !ids.isEmpty else { return }
    try database.execute(sql: "INSERT INTO met (ids) VALUES (?)", arguments: [encode(ids)])
  }

  static func all(_ database: Database) throws -> Set<Int> {
    var all: Set<Int> = []
    let pages = try Data.fetchCursor(database, sql: "SELECT ids FROM met")
    while let page = try pages.next() { all.formUnion(decode(page)) }
    return all
  }

  static func clear(_ database: Database) throws {
    try database.execute(sql: "DELETE FROM met")
  }

  private static func encode(_ ids: [Int]) -> Data {
    var (bytes, last) = (Data(), 0)
    for id in ids {
      let difference = id &- last
      var rest = UInt(bitPattern: difference << 1 ^ difference >> (Int.bitWidth - 1))
      while rest > 0x7F {
        bytes.append(UInt8(rest & 0x7F) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
      last = id
    }
    return bytes
  }

  private static func decode(_ bytes: Data) -> [Int] {
    var (ids, last, number, shift): ([Int], Int, UInt, UInt) = ([], 0, 0, 0)
    for byte in bytes {
      number |= UInt(byte & 0x7F) << shift
      shift += 7
      guard byte & 0x80 == 0 else { continue }
      last = last &+ (Int(bitPattern: number >> 1) ^ -Int(bitPattern: number & 1))
      ids.append(last)
      (number, shift) = (0, 0)
    }
    return ids
  }
}
