internal import Glibc

/// Writes to standard output at once.
enum StandardOutput {
  static func write(_ text: String) {
    DescriptorWriter.write(Array(text.utf8), to: STDOUT_FILENO)
  }
}
