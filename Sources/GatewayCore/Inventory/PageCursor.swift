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
      writer.string(PageCursor.digest(of: query))
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
      let (digest, last) = document.read({ root in PageCursor.parts(of: root) })
    else { throw JSONReadError("expected a next_cursor of an earlier answer, found another text") }
    guard digest == PageCursor.digest(of: query) else {
      throw JSONReadError("expected a cursor of this method, filter and sort, found one of another query")
    }
    self.last = last
  }

  private static func parts(of root: JSONValue) -> (String, SortKey)? {
    guard root.kind == .array, root.count == 3, let digest = root.element(0)?.stringValue,
      let id = root.element(1)?.integerValue, let key = root.element(2)
    else { return nil }
    switch key.kind {
    case .integer: return (digest, SortKey(value: .number(key.integerValue ?? 0), id: id))
    case .string: return (digest, SortKey(value: .text(ExactString(key.stringValue ?? "")), id: id))
    case .null: return (digest, SortKey(value: nil, id: id))
    case .boolean, .real, .array, .object: return nil
    }
  }

  /// Tells queries apart, so that a cursor used with another one is noticed.
  ///
  /// It guards against mistakes: whoever forges a cursor gets no rows that the query alone would not give.
  private static func digest(of query: JSONText) -> String {
    String(FNV1a.hash64(query.bytes), radix: 36)
  }
}
