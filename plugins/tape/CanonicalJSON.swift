internal import JSON

/// JSON with the members of every object in the order of their names, so that equal values are equal bytes.
enum CanonicalJSON {
  static func copy(_ value: JSONValue, to writer: inout JSONWriter) {
    switch value.kind {
    case .object:
      var texts: [(name: ExactString, text: JSONText)] = []
      var members = value.members
      while let member = members.next() {
        var inner = JSONWriter()
        copy(member.value, to: &inner)
        texts.append((ExactString(member.name.string), JSONText(inner)))
      }
      writer.beginObject()
      for (name, text) in texts.sorted(by: { $0.name < $1.name }) {
        writer.member(named: name.text)
        writer.raw(text)
      }
      writer.endObject()
    case .array:
      writer.beginArray()
      value.forEachElement { _, element in copy(element, to: &writer) }
      writer.endArray()
    case .null, .boolean, .integer, .real, .string: writer.copy(value)
    }
  }
}
