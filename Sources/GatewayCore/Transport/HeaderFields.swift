/// The header fields of an answer in their order, in one piece of memory: hardly one of them is ever looked at, so texts
/// are made only of those.
package struct HeaderFields: Sendable, Equatable {
  /// Names and values, one behind the other.
  private var text: [UInt8] = []
  /// How far each name and each value goes.
  private var ends: [UInt32] = []

  package init(_ fields: [HeaderField] = []) {
    for field in fields {
      write(field.name.utf8)
      write(field.value.utf8)
    }
  }

  /// - Parameter count: of the bytes of all names and values.
  package init(reserving count: Int, fields: Int) {
    text.reserveCapacity(count)
    ends.reserveCapacity(2 * fields)
  }

  /// Of all names and values.
  package var byteCount: Int { text.count }

  /// Adds the next name, or the value of the name before; bytes that are no UTF-8 are told as U+FFFD.
  package mutating func add(_ part: UnsafeBufferPointer<UInt8>) {
    unsafe write(part)
  }

  // Generic within this module only: across modules it would run unspecialised.
  private mutating func write(_ part: some Collection<UInt8>) {
    text.append(contentsOf: part)
    ends.append(UInt32(text.count))
  }

  /// The value of the first field of that name, in any case.
  package subscript(name name: String) -> String? {
    let wanted = name.lowercased()
    return first { $0.name.lowercased() == wanted }?.value
  }
}

extension HeaderFields: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { ends.count / 2 }

  package subscript(index: Int) -> HeaderField {
    HeaderField(part(2 * index), part(2 * index + 1))
  }

  private func part(_ index: Int) -> String {
    String(decoding: text[(index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])], as: UTF8.self)
  }
}

extension HeaderFields: ExpressibleByArrayLiteral {
  package init(arrayLiteral fields: HeaderField...) {
    self.init(fields)
  }
}
