internal import JSON

/// What get, set, add.obj and del.obj take (reference: section 4 of the path rules).
extension ParameterCheck {
  /// Whether the form of a path alone makes it wrong for what is to be done.
  func wrongForm(_ path: ParameterPath, _ text: String, _ use: ParameterUse?) -> ModelIssue? {
    let length = text.unicodeScalars.count
    switch use {
    case .set where path.isPartial:
      return .error(.wrongForm, "set takes the path of a parameter, which has no dot at its end", position: length - 1)
    case .addObject where !path.isPartial:
      return .error(
        .wrongForm, "add.obj takes the path of a table, which ends in a dot", position: openEnd(path, length),
        suggestion: suggestion(text + ".", for: .addObject))
    case .addObject:
      guard case .instance = path.components.last else { return nil }
      return .error(
        .wrongForm, "add.obj takes the path of the table: the device chooses the number of the row",
        position: length - 1 - (path.components.last?.text.count ?? 0))
    case .deleteObject where !path.isRow:
      return .error(
        .wrongForm, "del.obj takes the path of a row, which ends in its number and a dot",
        position: openEnd(path, length))
    case .get, .set, .deleteObject, nil: return nil
    }
  }

  /// Where a path could go on; below a parameter nothing stands, so that its own name is what cannot be right.
  private func openEnd(_ path: ParameterPath, _ length: Int) -> Int {
    guard !path.isPartial, !ModelLookup(path, in: scope).matches.isEmpty else { return length }
    return length - (path.components.last?.text.unicodeScalars.count ?? 0)
  }

  /// Whether a path that is suggested has the form that is wanted.
  func fits(_ path: String, _ use: ParameterUse?) -> Bool {
    guard let parsed = try? ParameterPath(strict: path) else { return true }
    switch use {
    case .set: return !parsed.isPartial
    case .addObject:
      if case .instance = parsed.components.last { return false }
      return parsed.isPartial
    case .deleteObject: return parsed.isRow
    case .get, nil: return true
    }
  }

  private func suggestion(_ path: String, for use: ParameterUse) -> String? {
    verdict(on: path, for: use).isValid ? path : nil
  }

  /// Whether what the path leads to can be set, added to or deleted; what the device reported counts before the model.
  func access(
    _ path: String, _ use: ParameterUse, _ match: ModelMatch?, _ reported: ParameterTree.Node?
  ) -> [ModelIssue] {
    switch use {
    case .get: return []
    case .set:
      guard !(reported?.isWritable ?? match?.node.isWritable ?? true) else { return [] }
      return [.error(.readOnly, "the parameter can only be read", fault: .notWritable)]
    case .addObject, .deleteObject:
      if let match, match.node.kind != .table {
        return [
          .error(
            .wrongForm, "no table: only the rows of a table are added and deleted",
            position: path.unicodeScalars.count)
        ]
      }
      // Of a row, the device says whether it can be deleted; of its table, whether rows can be added.
      let place = reported ?? (use == .addObject ? nil : device?[reported: path.droppingLastComponent])
      guard !(place?.isWritable ?? match?.node.isWritable ?? true) else { return [] }
      return [.error(.readOnly, "the rows of this table are the device's own: none can be added or deleted")]
    }
  }

  /// The verdict on a path with wildcards or expressions, which only get takes; nil when it has none.
  func searchVerdict(_ path: String, _ use: ParameterUse?) -> Verdict? {
    guard use == .get || use == nil, path.contains(where: { "*[+#".contains($0) }) else { return nil }
    let search: SearchPath
    do throws(PathError) {
      search = try SearchPath(path)
    } catch {
      return Verdict([syntaxIssue(path, error, use)])
    }
    guard search.kind == .object || search.kind == .parameter else {
      return Verdict([.error(.wrongForm, "commands and events are not read", position: 0)])
    }
    // Where a reference leads, only the device knows.
    guard !search.steps.contains(where: { $0.follow != nil }) else { return Verdict() }
    let components = search.steps.flatMap { step in
      [ParameterPath.Component.name(step.name)] + (step.rows == nil ? [] : [.anyInstance])
    }
    let pattern = ParameterPath(components, isPartial: search.kind == .object)
    let lookup = ModelLookup(pattern, in: scope)
    if let match = lookup.matches.first { return Verdict([], match) }
    if components.contains(where: { $0.text.hasPrefix("X_") }) { return Verdict() }
    if let device, !device.search(search).isEmpty { return Verdict() }
    var issue = unknownIssue(pattern, path, lookup, use)
    // A corrected path would have lost its expressions.
    issue.suggestion = issue.suggestion?.contains("{i}") == true ? nil : issue.suggestion
    return Verdict([issue])
  }
}

extension String {
  /// The table of a row: both with their dots.
  fileprivate var droppingLastComponent: String {
    let parts = split(separator: ".")
    return parts.dropLast().joined(separator: ".") + "."
  }
}
