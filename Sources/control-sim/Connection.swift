internal import ControlServer
internal import Glibc

/// One client's connection: what has come and what is to go.
final class Connection {
  let descriptor: Int32
  var reader = RequestReader()
  /// Bytes that the socket has not taken yet, from `sent` on.
  var output: [UInt8] = []
  var sent = 0
  /// An answer is being held back, or never comes: nothing is read meanwhile.
  var isHeld = false
  /// It ends as soon as everything is sent.
  var isEnding = false
  var isClosed = false
  /// What epoll watches for.
  var watched: UInt32 = 0

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Bytes that wait for the socket.
  var isWriting: Bool { sent < output.count }

  enum ReadOutcome {
    case some
    case nothing
    case ended
  }

  /// Takes what has come, once.
  func receive(into chunk: inout [UInt8]) -> ReadOutcome {
    let count = recv(descriptor, &chunk, chunk.count, 0)
    if count > 0 {
      reader.append(chunk[..<count])
      return .some
    }
    if count < 0, errno == EAGAIN || errno == EINTR { return .nothing }
    return .ended
  }

  /// Sends as much as the socket takes; false when the client is gone.
  func flush() -> Bool {
    while sent < output.count {
      let count = output.withUnsafeBytes { buffer in
        buffer.baseAddress.map { send(descriptor, $0 + sent, buffer.count - sent, Int32(MSG_NOSIGNAL)) } ?? -1
      }
      if count < 0 {
        if errno == EINTR { continue }
        return errno == EAGAIN
      }
      sent += count
    }
    output.removeAll(keepingCapacity: output.count <= 1 << 20)
    sent = 0
    return true
  }
}
