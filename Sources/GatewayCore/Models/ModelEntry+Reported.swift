extension ModelEntry {
  /// What a published model says of a parameter, as far as it holds for what devices report: their access and type win.
  func reported(isWritable: Bool, type reported: ValueType) -> ModelEntry {
    var entry = self
    entry.isWritable = isWritable
    // They have it still.
    if status == .deleted { entry.status = .obsoleted }
    // Lists travel as strings, whatever their items are.
    guard reported != (list == nil ? type : .string) else { return entry }
    entry.type = reported
    entry.dataType = nil
    entry.list = nil
    // Bounds of one kind of number are those of another; lengths, patterns and names are of one type alone.
    if list != nil || !type.isInteger || !reported.isInteger { entry.ranges = [] }
    entry.lengths = []
    entry.patterns = []
    entry.enumeration = []
    entry.defaultValue = nil
    if reported != .string { entry.references = [] }
    return entry
  }

  /// References of a service model, seen from the root below which it is mounted.
  ///
  /// - Parameter service: where its root object is, `.Services.VoiceService.{i}`.
  mutating func mountReferences(below service: String) {
    for index in references.indices {
      references[index].targets = references[index].targets.map { $0.hasPrefix(".") ? service + $0 : $0 }
    }
  }
}
