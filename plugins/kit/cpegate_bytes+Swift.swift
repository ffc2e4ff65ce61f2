internal import CTransport

extension cpegate_bytes {
  init(_ buffer: UnsafeBufferPointer<UInt8>) {
    unsafe self.init(data: buffer.baseAddress, count: buffer.count)
  }

  var buffer: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: data, count: data == nil ? 0 : count)
  }

  var text: String { unsafe String(decoding: buffer, as: UTF8.self) }

  /// Nil where `data` is, which for the body of a request means that there is none.
  var owned: [UInt8]? { unsafe data == nil ? nil : Array(buffer) }
}

extension [UInt8] {
  /// Lends the bytes; `data` is not NULL even when there are none.
  func lend<R>(_ body: (cpegate_bytes) -> R) -> R {
    unsafe withUnsafeBufferPointer { buffer in
      unsafe body(cpegate_bytes(buffer))
    }
  }
}

extension String {
  func lend<R>(_ body: (cpegate_bytes) -> R) -> R {
    var text = self
    return text.withUTF8 { unsafe body(cpegate_bytes($0)) }
  }
}
