internal import Glibc

/// Reads documents from the file system.
package enum ModelFile {
  /// The largest published document has 4.6 MB.
  package static let maximumSize = 64 << 20

  /// The bytes of a file; nil when there is none of that name.
  ///
  /// - Throws: ``ModelDocumentError`` when it is there and cannot be read, or has more than ``maximumSize`` bytes.
  package static func read(_ path: String) throws(ModelDocumentError) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure(path)
    }
    defer { close(descriptor) }
    var facts = stat()
    guard unsafe fstat(descriptor, &facts) == 0 else { throw failure(path) }
    guard facts.st_mode & S_IFMT == S_IFREG else {
      throw ModelDocumentError(file: path, reason: "not a regular file")
    }
    guard facts.st_size <= maximumSize else {
      throw ModelDocumentError(file: path, reason: "larger than \(maximumSize >> 20) MiB: no data-model document is")
    }
    return try contents(of: descriptor, count: Int(facts.st_size), path: path)
  }

  private static func contents(of descriptor: Int32, count: Int, path: String) throws(ModelDocumentError) -> [UInt8] {
    var failed = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
        if got < 0 && errno == EINTR { continue }
        failed = got < 0
        if got <= 0 { break }
        filled += got
      }
    }
    if failed { throw failure(path) }
    return bytes
  }

  private static func failure(_ path: String) -> ModelDocumentError {
    let text = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
    return ModelDocumentError(file: path, reason: "cannot be read: \(text)")
  }
}
