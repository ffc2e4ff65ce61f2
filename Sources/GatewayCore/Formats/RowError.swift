/// What is wrong with a file of rows, and in which row.
package struct RowError: Error, Equatable, Sendable {
  /// From 1; what counts as the first row is said by whoever reads.
  package let row: Int
  package let reason: String

  package init(row: Int, _ reason: String) {
    self.row = row
    self.reason = reason
  }
}
