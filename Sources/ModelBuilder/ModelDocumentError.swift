/// Why a data-model document cannot be used: which file, where in it, and what is wrong.
package struct ModelDocumentError: Error, Equatable, Sendable, CustomStringConvertible {
  package let file: String
  /// Counted from 1; 0 where it is about the whole file.
  package let line: Int
  package let reason: String

  package init(file: String, line: Int = 0, reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  /// `vendor.xml:12: …`.
  package var description: String { line > 0 ? "\(file):\(line): \(reason)" : "\(file): \(reason)" }
}
