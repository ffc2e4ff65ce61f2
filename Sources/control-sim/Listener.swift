internal import Glibc

/// A socket that takes connections.
struct Listener {
  let descriptor: Int32
  /// What clients are to be told.
  let url: String
  private let path: String?

  /// - Parameter port: 0 for any that is free.
  init(address: String, port: UInt16) throws {
    path = nil
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = port.bigEndian
    guard inet_pton(AF_INET, address, &place.sin_addr) == 1 else {
      errno = EINVAL
      throw SystemFailure("\(address) is no IPv4 address")
    }
    let descriptor = try Listener.socket(AF_INET)
    var isOn: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isOn, socklen_t(MemoryLayout<Int32>.size))
    try Listener.listen(descriptor, &place, "\(address):\(port)")
    var bound = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &bound) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
    }
    guard status == 0 else { throw SystemFailure("cannot tell the port") }
    self.descriptor = descriptor
    url = "http://\(address):\(UInt16(bigEndian: bound.sin_port))/api/v1"
  }

  /// A socket file that is left from an earlier run is replaced.
  init(unix path: String) throws {
    self.path = path
    var place = sockaddr_un()
    place.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: place.sun_path) else {
      errno = ENAMETOOLONG
      throw SystemFailure("cannot listen on \(path)")
    }
    withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: bytes) }
    descriptor = try Listener.socket(AF_UNIX)
    var information = stat()
    if stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFSOCK { unlink(path) }
    try Listener.listen(descriptor, &place, path)
    url = "unix:\(path)"
  }

  func close() {
    Glibc.close(descriptor)
    if let path { unlink(path) }
  }

  private static func socket(_ family: Int32) throws -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = Glibc.socket(family, kind, 0)
    guard descriptor >= 0 else { throw SystemFailure("cannot make a socket") }
    return descriptor
  }

  private static func listen<Address>(_ descriptor: Int32, _ address: inout Address, _ what: String) throws {
    let size = socklen_t(MemoryLayout<Address>.size)
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.bind(descriptor, $0, size) }
    }
    guard status == 0, Glibc.listen(descriptor, 1024) == 0 else {
      let failure = SystemFailure("cannot listen on \(what)")
      Glibc.close(descriptor)
      throw failure
    }
  }
}
