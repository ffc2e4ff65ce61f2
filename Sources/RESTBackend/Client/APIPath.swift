/// A path of the API with its query, escaped for a URL: the only place where anything is escaped.
///
/// Every documented path ends in a slash (control-api.md 1.3).
struct APIPath: Sendable, Equatable {
  private(set) var text: String

  /// - Parameter segments: unescaped; each becomes one segment of the path.
  init(_ segments: String...) {
    text = segments.map { "/" + APIPath.escape($0) }.joined() + "/"
  }

  /// The same with one more parameter.
  func adding(_ name: StaticString, _ value: String) -> APIPath {
    var path = self
    path.text += (text.contains("?") ? "&" : "?") + "\(name)=" + APIPath.escape(value)
    return path
  }

  func adding(_ name: StaticString, _ value: Int) -> APIPath {
    adding(name, String(value))
  }

  /// The same with a parameter that is sent as `true` or left out.
  func adding(_ name: StaticString, when flag: Bool) -> APIPath {
    flag ? adding(name, "true") : self
  }

  /// A path whose query is already escaped, as a link of upstream carries it.
  func withQuery(_ escaped: String) -> APIPath {
    var path = self
    path.text = String(text.prefix { $0 != "?" }) + "?" + escaped
    return path
  }

  /// Everything but the unreserved characters of RFC 3986 becomes `%XX` of its UTF-8.
  private static func escape(_ text: String) -> String {
    if text.utf8.allSatisfy(isUnreserved) { return text }
    var escaped: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      escaped += isUnreserved(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: escaped, as: UTF8.self)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }

  /// What an escaped piece of a URL stands for; what is no escape stays as it is.
  static func unescaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      if byte == UInt8(ascii: "%"), rest.count > 2,
        let value = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether a text can stand in a path as it is: proxies and routers resolve `%2F` and dot segments by themselves.
  static func isSafe(_ segment: String) -> Bool {
    !segment.isEmpty && !segment.contains("/") && segment != "." && segment != ".." && !segment.contains("\\")
  }
}
