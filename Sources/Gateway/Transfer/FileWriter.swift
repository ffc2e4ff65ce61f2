internal import CLinux
package import GatewayCore
internal import Glibc

/// Writes a file beside its place and puts it there when it is whole.
package final class FileWriter {
  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private var isFinished = false
  private var buffer: [UInt8] = []
  private(set) var bytes = 0

  private static let bufferSize = 256 * 1024

  /// - Parameter number: makes the temporary name different from that of another export at the same time.
  /// - Throws: `io_error`.
  package init(_ path: String, number: Int) throws(GatewayError) {
    self.path = path
    // A device or a folder of that name would be gone once the file is put in its place.
    var facts = stat()
    if stat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG {
      throw GatewayError(.ioError, "\(path): not a regular file", path: "/path")
    }
    let (folder, name) = path.splitAtLastSlash
    temporary = folder + ".\(name.prefix(100)).\(getpid())-\(number)"
    descriptor = clinux_create(temporary, O_WRONLY | O_EXCL, 0o666)
    guard descriptor >= 0 else { throw .file(path, errno) }
  }

  deinit {
    close(descriptor)
    if !isFinished { unlink(temporary) }
  }

  package func write(_ more: some Sequence<UInt8>) throws(GatewayError) {
    buffer += more
    if buffer.count >= FileWriter.bufferSize { try flush() }
  }

  package func write(_ more: Span<UInt8>) throws(GatewayError) {
    more.withUnsafeBytes { buffer.append(contentsOf: $0) }
    if buffer.count >= FileWriter.bufferSize { try flush() }
  }

  /// Puts the file in its place, over what was there.
  package func finish() throws(GatewayError) {
    try flush()
    // What is in its place must be whole, even if the machine loses power a moment later.
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw .file(path, errno) }
    isFinished = true
  }

  private func flush() throws(GatewayError) {
    var from = 0
    while from < buffer.count {
      let written = buffer.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + from }, $0.count - from)
      }
      guard written > 0 else {
        if errno == EINTR { continue }
        throw .file(path, errno)
      }
      from += written
    }
    bytes += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

}

extension String {
  /// The folder with its slash, and the name behind it.
  var splitAtLastSlash: (folder: String, name: String) {
    guard let slash = lastIndex(of: "/") else { return ("", self) }
    return (String(self[...slash]), String(self[index(after: slash)...]))
  }
}
