/// Finds the line of a member in JSON text that is known to be valid: the parser does not keep it.
struct JSONKeyLocator {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// - Parameter place: the names of members, from the root inwards.
  /// - Returns: the line of the innermost name, from 1; nil when it is not there.
  func line(of place: [String]) -> Int? {
    var walker = self
    for name in place {
      guard walker.enter(name) else { return nil }
    }
    return bytes[..<walker.at].count { $0 == UInt8(ascii: "\n") } + 1
  }

  /// Goes to the value of a member of the object that begins here.
  private mutating func enter(_ name: String) -> Bool {
    skip { $0 <= 0x20 || $0 == UInt8(ascii: ":") }
    guard next == UInt8(ascii: "{") else { return false }
    at += 1
    while true {
      skip { $0 <= 0x20 || $0 == UInt8(ascii: ",") }
      guard next == UInt8(ascii: "\"") else { return false }
      let start = at
      skipString()
      // Keys of options have no escapes; one that has is no option.
      if String(decoding: bytes[start + 1..<at - 1], as: UTF8.self) == name { return true }
      skip { $0 <= 0x20 || $0 == UInt8(ascii: ":") }
      skipValue()
    }
  }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
    while let byte = next, isSkipped(byte) { at += 1 }
  }

  private mutating func skipString() {
    at += 1
    while let byte = next, byte != UInt8(ascii: "\"") { at += byte == UInt8(ascii: "\\") ? 2 : 1 }
    at += 1
  }

  private mutating func skipValue() {
    var depth = 0
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        skipString()
        if depth == 0 { return }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return }
        depth -= 1
        if depth == 0 {
          at += 1
          return
        }
      case UInt8(ascii: ","): if depth == 0 { return }
      default: break
      }
      at += 1
    }
  }
}
