/// What is to be done with a path, as far as it decides which paths are right.
package enum ParameterUse: String, CaseIterable, Sendable {
  case get
  case set
  case addObject = "add.obj"
  case deleteObject = "del.obj"

  /// Nil for the kinds that take no paths.
  package init?(_ kind: OperationKind) {
    self.init(rawValue: kind.rawValue)
  }
}
