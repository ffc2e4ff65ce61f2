internal import Glibc
internal import Synchronization

/// A server on a loopback port that answers every connection's first request with the same bytes.
final class CannedServer: Sendable {
  let port: UInt16
  private let listener: Int32
  private let heads = Mutex<[String]>([])

  /// - Parameter answer: what is written before the connection is closed; nil keeps it open and says nothing.
  init(_ answer: String?) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        precondition(bind(listener, address, length) == 0 && Glibc.listen(listener, 8) == 0, "no loopback port")
        precondition(getsockname(listener, address, &length) == 0, "no name of the port")
      }
    }
    self.listener = listener
    port = UInt16(bigEndian: address.sin_port)
    let thread = Unmanaged.passRetained(Script(server: self, answer: answer)).toOpaque()
    var made = pthread_t()
    precondition(pthread_create(&made, nil, serve, thread) == 0, "no thread")
    pthread_detach(made)
  }

  /// The heads of the requests that came.
  var requests: [String] { heads.withLock { $0 } }

  /// Takes no more connections.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
  }

  fileprivate func takeConnections(_ answer: String?) {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { break }
      heads.withLock { $0.append(readHead(connection)) }
      guard let answer else { continue }
      _ = write(connection, answer, answer.utf8.count)
      close(connection)
    }
    close(listener)
  }

  private func readHead(_ connection: Int32) -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8), read(connection, &byte, 1) == 1 {
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

private final class Script {
  let server: CannedServer
  let answer: String?

  init(server: CannedServer, answer: String?) {
    self.server = server
    self.answer = answer
  }
}

private func serve(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  let script = Unmanaged<Script>.fromOpaque(context).takeRetainedValue()
  script.server.takeConnections(script.answer)
  return nil
}
