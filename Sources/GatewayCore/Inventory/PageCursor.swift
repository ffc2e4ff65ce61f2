package import JSON

/// A place in a list, as an opaque text that outlives the process.
///
/// It belongs to one method, filter and sort.
package struct PageCursor: Hashable, Sendable {
  /// The key of the last row that was told.
  package let last: SortKey

  package init(after last: SortKey) {
    self.last = last
  }

  /// - Parameter query: what the list was asked for, in its canonical text.
  package func encoded(for query: JSONText) -> String {
    let text = JSONText { writer in
      writer.beginArray()
      writer.string(PageCursor.fingerprint(of: query))
      writer.integer(last.id)
      switch last.value {
      case .number(let number): writer.integer(number)
      case .text(let text): writer.string(text.text)
      case nil: writer.null()
      }
      writer.endArray()
    }
    return Base64URL.encode(text.bytes)
  }

  /// - Throws: for a text that is no cursor, or the cursor of another query.
  package init(_ text: String, for query: JSONText) throws(JSONReadError) {
    guard let bytes = Base64URL.decode(text), let document = try? JSONDocument(parsing: bytes.span),
      let (fingerprint, last) = document.read({ root in PageCursor.parts(of: root) })
    else { throw JSONReadError("expected a next_cursor of an earlier answer, found another text") }
    guard fingerprint == PageCursor.fingerprint(of: query) else {
      throw JSONReadError("expected a cursor of this method, filter and sort, found one of another query")
    }
    self.last = last
  }

  private static func parts(of root: JSONValue) -> (String, SortKey)? {
    guard root.kind == .array, root.count == 3, let fingerprint = root.element(0)?.stringValue,
      let id = root.element(1)?.integerValue, let key = root.element(2)
    else { return nil }
    switch key.kind {
    case .integer: return (fingerprint, SortKey(value: .number(key.integerValue ?? 0), id: id))
    case .string: return (fingerprint, SortKey(value: .text(ExactString(key.stringValue ?? "")), id: id))
    case .null: return (fingerprint, SortKey(value: nil, id: id))
    case .boolean, .real, .array, .object: return nil
    }
  }

  /// The 64-bit FNV-1a hash, the same in every process.
  private static func fingerprint(of query: JSONText) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in query.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 36)
  }
}
