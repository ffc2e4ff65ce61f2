/// Why a JSON value is not what was expected, and where it stands.
///
/// Messages name members and kinds, never values, and at most ``clippedLength`` bytes of a name that a client chose.
package struct JSONReadError: Error, Equatable, Sendable {
  /// The steps from the root, outermost first: member names and array indexes.
  package private(set) var steps: [String]
  /// What was expected and what came, without the place.
  package let reason: String
  /// What to do about it, when that is not plain from the reason.
  package let hint: String?

  package init(_ reason: String, hint: String? = nil, steps: [String] = []) {
    self.reason = reason
    self.hint = hint
    self.steps = steps
  }

  /// The same fault, seen from one level further out.
  package func below(_ step: String) -> JSONReadError {
    var outer = self
    outer.steps.insert(step, at: 0)
    return outer
  }

  /// The place as a JSON Pointer (RFC 6901); empty for the root.
  package var pointer: String {
    steps.map { "/" + JSONPointer.escape($0) }.joined()
  }

  /// `/limit: expected an integer from 1 to 1000, found a string`.
  package var message: String {
    steps.isEmpty ? reason : "\(pointer): \(reason)"
  }
}

extension JSONReadError {
  package static let clippedLength = 64

  package static func expected(_ what: String, found kind: JSONKind) -> JSONReadError {
    JSONReadError("expected \(what), found \(kind.described)")
  }

  package static func missing(_ name: StaticString) -> JSONReadError {
    JSONReadError("expected member \"\(name)\", which is missing", steps: ["\(name)"])
  }

  /// - Parameter known: the names that could have stood there; the nearest is suggested.
  package static func unknownMember(_ name: String, known: [StaticString]) -> JSONReadError {
    let nearest = NearestName.of(name, among: known.map { "\($0)" })
    let clipped = clip(name)
    let suggestion = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
    return JSONReadError(
      "no member \"\(clipped)\" is known here\(suggestion)",
      hint: nearest == nil ? hint(known) : nil, steps: [clipped])
  }

  private static func hint(_ known: [StaticString]) -> String {
    known.isEmpty ? "nothing is taken here" : "known here: " + known.map { "\($0)" }.joined(separator: ", ")
  }

  /// The beginning of a text that a client chose, short enough to repeat.
  package static func clip(_ text: String) -> String {
    guard text.utf8.count > clippedLength else { return text }
    var clipped = ""
    for character in text.unicodeScalars {
      guard clipped.utf8.count + String(character).utf8.count <= clippedLength else { break }
      clipped.unicodeScalars.append(character)
    }
    return clipped + "…"
  }
}
