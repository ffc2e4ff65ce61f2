internal import GatewayCore
internal import JSON

/// An answer of upstream that is no success: its status and what its body says.
///
/// No page shows an error body, so every kind of body is taken (control-api.md 1.9).
struct APIProblem: Sendable {
  let status: Int
  /// Seconds to wait before the next try, where upstream says so.
  let retryAfter: Double?
  /// Upstream's own words: of JSON the first of the usual members, else the beginning of the body.
  let detail: String?
  /// What it says of single members of the body that was sent.
  let fields: [FieldProblem]

  /// As much of a body is kept.
  static let mostDetail = 2048

  init(_ response: TransportResponse, now: Timestamp) {
    status = response.status
    retryAfter = response.header("Retry-After").flatMap { RetryAfter.seconds($0, now: now) }
    let body = response.body
    guard let document = try? JSONDocument(parsing: body.span) else {
      detail = APIProblem.clipped(String(decoding: body.prefix(APIProblem.mostDetail), as: UTF8.self))
      fields = []
      return
    }
    let (told, fields) = document.read { root in (APIProblem.detail(of: root), APIProblem.fields(of: root)) }
    self.fields = fields
    let flattened = fields.map { "\($0.name): \($0.messages.joined(separator: " "))" }.joined(separator: "; ")
    let whole = flattened.isEmpty ? String(decoding: body.prefix(APIProblem.mostDetail), as: UTF8.self) : flattened
    detail = APIProblem.clipped(told ?? whole)
  }

  func names(_ field: String) -> Bool {
    fields.contains { $0.name == field }
  }

  private static func detail(of root: JSONValue) -> String? {
    for name in ["detail", "error", "message", "non_field_errors"] as [StaticString] {
      guard let value = root.member(name) else { continue }
      let messages = messages(of: value)
      if !messages.isEmpty { return messages.joined(separator: " ") }
    }
    return nil
  }

  /// Members that hold a text or a list of texts.
  private static func fields(of root: JSONValue) -> [FieldProblem] {
    var fields: [FieldProblem] = []
    var members = root.members
    while let member = members.next(), fields.count < 64 {
      // These speak of the request as a whole.
      if ["detail", "error", "message"].contains(member.name.string) { continue }
      let messages = messages(of: member.value)
      if !messages.isEmpty { fields.append(FieldProblem(name: clipped(member.name.string) ?? "", messages: messages)) }
    }
    return fields
  }

  private static func messages(of value: JSONValue) -> [String] {
    if let text = value.stringValue { return [text] }
    var messages: [String] = []
    value.forEachElement { _, element in
      if let text = element.stringValue, messages.count < 16 { messages.append(text) }
    }
    if messages.isEmpty, let inner = value.member("message")?.stringValue { messages.append(inner) }
    return messages
  }

  /// At most so many bytes, cut between characters; nil for nothing but blanks.
  static func clipped(_ text: String) -> String? {
    guard text.contains(where: { !$0.isWhitespace }) else { return nil }
    guard text.utf8.count > mostDetail else { return text }
    var clipped = ""
    var count = 0
    for character in text {
      count += character.utf8.count
      if count > mostDetail - 3 { break }
      clipped.append(character)
    }
    return clipped + "…"
  }
}
