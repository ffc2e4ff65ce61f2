internal import CTransport

/// Header fields in their order, in one piece of memory, so that a message costs two allocations for all of them, and
/// none when the value is used again.
package struct ModuleHeaders: Equatable, Sendable {
  private var bytes: [UInt8] = []
  /// For each field, one after the other: where its name ends, where its value ends.
  private var ends: [Int] = []

  package init(_ headers: [ModuleHeader] = []) {
    for header in headers {
      append(header)
    }
  }

  init(_ pairs: UnsafePointer<cpegate_pair>?, count: Int) {
    guard let pairs = unsafe pairs else { return }
    for index in 0..<count {
      unsafe append(name: pairs[index].name.buffer, value: pairs[index].value.buffer)
    }
  }

  package mutating func append(_ header: ModuleHeader) {
    add(name: header.name.utf8, value: header.value.utf8)
  }

  /// Adds a field by its bytes, which are UTF-8: for those who read many.
  package mutating func append(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) {
    unsafe add(name: name, value: value)
  }

  // Generic within this module only: across modules it would run unspecialised, at a tenth of a request's cost.
  private mutating func add(name: some Collection<UInt8>, value: some Collection<UInt8>) {
    bytes.append(contentsOf: name)
    ends.append(bytes.count)
    bytes.append(contentsOf: value)
    ends.append(bytes.count)
  }

  /// Keeps the memory.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// The value of the first field of that name, in any case.
  package subscript(name name: String) -> String? {
    let wanted = name.utf8
    return indices.first { index in
      let found = bytes[range(index).name]
      return found.count == wanted.count && zip(found, wanted).allSatisfy { $0.lowercase == $1.lowercase }
    }.map { self[$0].value }
  }

  private func range(_ index: Int) -> (name: Range<Int>, value: Range<Int>) {
    let (start, middle) = (index == 0 ? 0 : ends[2 * index - 1], ends[2 * index])
    return (start..<middle, middle..<ends[2 * index + 1])
  }

  /// Lends the fields as the ABI has them.
  func lend<R>(_ body: (UnsafePointer<cpegate_pair>?, Int) -> R) -> R {
    guard !ends.isEmpty else { return body(nil, 0) }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe withUnsafeTemporaryAllocation(of: cpegate_pair.self, capacity: count) { pairs in
        for index in indices {
          let (name, value) = range(index)
          unsafe pairs.initializeElement(
            at: index,
            to: cpegate_pair(
              name: cpegate_bytes(UnsafeBufferPointer(rebasing: bytes[name])),
              value: cpegate_bytes(UnsafeBufferPointer(rebasing: bytes[value]))))
        }
        return unsafe body(UnsafePointer(pairs.baseAddress), count)
      }
    }
  }
}

extension ModuleHeaders: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { ends.count / 2 }

  package subscript(index: Int) -> ModuleHeader {
    let (name, value) = range(index)
    return ModuleHeader(String(decoding: bytes[name], as: UTF8.self), String(decoding: bytes[value], as: UTF8.self))
  }
}

extension UInt8 {
  fileprivate var lowercase: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
