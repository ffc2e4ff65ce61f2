internal import Glibc

/// Texts of a module's table: constant, ended by NUL; bounded, in case the end is missing.
enum CText {
  private static let longest = 4096
  private static let most = 64

  @unsafe static func string(_ start: UnsafePointer<CChar>?) -> String {
    guard let start = unsafe start else { return "" }
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: strnlen(start, longest))
    return unsafe String(decoding: bytes, as: UTF8.self)
  }

  /// A list that ends with NULL.
  @unsafe static func strings(_ list: UnsafePointer<UnsafePointer<CChar>?>?) -> [String] {
    guard let list = unsafe list else { return [] }
    var found: [String] = []
    while found.count < most, let text = unsafe list[found.count] { unsafe found.append(string(text)) }
    return found
  }
}
