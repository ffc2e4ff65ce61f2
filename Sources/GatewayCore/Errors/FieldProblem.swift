internal import JSON

/// What upstream says is wrong with one member of what was sent.
package struct FieldProblem: Equatable, Sendable {
  /// As upstream calls it.
  package let name: String
  package let messages: [String]

  package init(name: String, messages: [String]) {
    self.name = name
    self.messages = messages
  }

  /// Writes it as a member: the name, and its messages as an array.
  func write(to writer: inout JSONWriter) {
    writer.member(named: name)
    writer.beginArray()
    for message in messages { writer.string(message) }
    writer.endArray()
  }
}
