internal import JSON
internal import TransportModule

/// A body as a tape keeps it: readable where it can be.
enum TapeContent: Equatable {
  case none
  case json(JSONText)
  case text(String)
  /// Neither JSON nor text.
  case binary([UInt8])

  /// A body without secrets.
  init(scrubbing bytes: [UInt8]?, _ scrubber: inout Scrubber) {
    guard let bytes, !bytes.isEmpty else {
      self = .none
      return
    }
    if let document = try? JSONDocument(parsing: bytes.span), let scrubbed = document.read({ scrubber.json($0) }) {
      self = .json(scrubbed)
      return
    }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      // Read as text, with marks for what is none, it still shows secrets by their names.
      let before = scrubber.counts
      let scrubbed = scrubber.text(String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self))
      self = scrubber.counts == before ? .binary(bytes) : .text(scrubbed)
      return
    }
    self = .text(TapeContent.isForm(text) ? scrubber.fields(text) : scrubber.text(text))
  }

  /// The bytes that a replay answers with.
  var bytes: [UInt8] {
    switch self {
    case .none: []
    case .json(let text): text.bytes
    case .text(let text): Array(text.utf8)
    case .binary(let bytes): bytes
    }
  }

  /// What tells two bodies apart: the members of objects in one order, whatever order they were sent in.
  var canonical: [UInt8] {
    guard case .json(let text) = self, let document = try? JSONDocument(parsing: text.bytes.span) else { return bytes }
    var writer = JSONWriter()
    document.read { root in CanonicalJSON.copy(root, to: &writer) }
    return JSONText(writer).bytes
  }

  /// Whether a text is all `name=value&name=value`.
  private static func isForm(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
      && text.split(separator: "&", omittingEmptySubsequences: false).allSatisfy { pair in
        guard let end = pair.utf8.firstIndex(of: UInt8(ascii: "=")) else { return false }
        return pair[..<end].utf8.allSatisfy { byte in
          switch byte {
          case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
          case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "%"), UInt8(ascii: "+"): true
          default: false
          }
        }
      }
  }
}

extension TapeContent {
  /// Reads the member of an exchange's half that holds its body.
  init(readingMemberOf half: JSONValue) throws(TapeError) {
    if let value = half.member("json") {
      self = .json(JSONText(value))
    } else if let value = half.member("text") {
      guard let text = value.stringValue else { throw TapeError("text: expected a string") }
      self = .text(text)
    } else if let value = half.member("base64") {
      guard let bytes = value.stringValue.flatMap(Base64.decode) else {
        throw TapeError("base64: expected a string in base64")
      }
      self = .binary(bytes)
    } else {
      self = .none
    }
  }

  func writeMember(to writer: inout JSONWriter) {
    switch self {
    case .none: break
    case .json(let text):
      writer.member("json")
      writer.raw(text)
    case .text(let text):
      writer.member("text")
      writer.string(text)
    case .binary(let bytes):
      writer.member("base64")
      writer.string(Base64.encode(bytes))
    }
  }
}
