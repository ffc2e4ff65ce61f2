internal import GatewayCore
internal import Glibc

/// The file that holds a token.
enum TokenFile {
  /// No token is longer.
  private static let longest = 16 << 10

  /// - Throws: `unauthorized` for what cannot be read: it may be there the next time it is needed.
  static func read(_ path: String) throws(GatewayError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: longest + 1)
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      }
      if got < 0 { throw failure(errno) }
      if got == 0 { break }
      count += got
    }
    guard count <= longest else {
      throw GatewayError(
        .unauthorized, "the token file is longer than \(longest) bytes",
        hint: "--token-file names the file of the token alone")
    }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  private static func failure(_ code: Int32) -> GatewayError {
    GatewayError(
      .unauthorized, "the token file cannot be read: \(String(cString: strerror(code)))",
      hint: "--token-file names a file that this user can read")
  }
}
