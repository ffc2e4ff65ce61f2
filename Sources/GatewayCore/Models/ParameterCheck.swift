internal import JSON

/// Says of a path, and of a value for it, what is wrong before any device sees it.
package struct ParameterCheck: Sendable {
  let scope: ModelScope
  /// What the device reported, which is always right.
  let device: ParameterTree?
  private let risks: ManagementPath
  private let quirks: DeviceQuirks

  package init(_ catalogue: ModelCatalogue, device: ParameterTree? = nil) {
    self.init(catalogue.everything, device: device)
  }

  /// - Parameter scope: the models to go by; those that do not fit the device are left out.
  package init(_ scope: ModelScope, device: ParameterTree? = nil) {
    self.scope = device.map { scope.fitting($0) } ?? scope
    self.device = device
    risks = ManagementPath(device)
    quirks = DeviceQuirks(device)
  }

  package struct Verdict: Sendable {
    package var issues: [ModelIssue] = []
    /// What the path is, in the model that counts most.
    package var match: ModelMatch?

    package var isValid: Bool { !issues.contains { $0.severity == .error } }

    init(_ issues: [ModelIssue] = [], _ match: ModelMatch? = nil) {
      self.issues = issues
      self.match = match
    }
  }

  /// - Parameter use: nil with a value means set, nil without one asks for the path alone.
  package func verdict(
    on path: String, for use: ParameterUse? = nil, value: String? = nil, type: ValueType? = nil
  ) -> Verdict {
    let use = use ?? (value == nil ? nil : .set)
    let reported = device?[reported: path]
    var verdict = pathVerdict(path, use, reported)
    guard verdict.isValid else { return verdict }
    // What a device reported can be sent back to it, whatever the models say.
    if use == .set, let value, let known = reported?.value, ExactString(known) == ExactString(value) {
      return Verdict([], verdict.match)
    }
    if let use { verdict.issues += access(path, use, verdict.match, reported) }
    guard use == .set, verdict.isValid, let value else { return verdict }
    let isSpelled = type != nil || quirks.quirks.isEmpty
    let spelled = isSpelled ? value : quirks.spelled(value, at: verdict.match?.template ?? "")
    verdict.issues += ValueCheck(verdict.match, reported, quirks).issues(of: spelled, given: type)
    if let risk = risks.issue(of: path, verdict.match, value) { verdict.issues.append(risk) }
    return verdict
  }

  /// What the model that counts most has at a path; nil when no model has it.
  package func match(of path: ParameterPath) -> ModelMatch? {
    ModelLookup(path, in: scope).matches.first
  }

  // MARK: The path

  private func pathVerdict(_ path: String, _ use: ParameterUse?, _ reported: ParameterTree.Node?) -> Verdict {
    if path.isEmpty {
      return use == .get
        ? Verdict() : Verdict([.error(.wrongForm, "the empty path names everything: only get takes it", position: 0)])
    }
    let parsed: ParameterPath
    do throws(PathError) {
      parsed = try ParameterPath(strict: path)
    } catch {
      if reported != nil { return Verdict() }
      return searchVerdict(path, use) ?? Verdict([syntaxIssue(path, error, use)])
    }
    if let issue = wrongForm(parsed, path, use) { return Verdict([issue]) }
    let lookup = ModelLookup(parsed, in: scope)
    if let match = lookup.matches.first {
      return Verdict(match.node.status == .deleted ? [deleted(match)] : [], match)
    }
    if reported != nil { return Verdict() }
    if let vendor = vendorIssue(parsed) { return Verdict([vendor]) }
    return Verdict([unknownIssue(parsed, path, lookup, use)])
  }

  private func deleted(_ match: ModelMatch) -> ModelIssue {
    .warning(.deleted, "\(match.model.id) has deleted this; devices may still have it")
  }

  private func vendorIssue(_ path: ParameterPath) -> ModelIssue? {
    let isVendors = path.components.contains { component in
      if case .name(let name) = component { name.hasPrefix("X_") } else { false }
    }
    guard isVendors else { return nil }
    let vendor = path.vendor.map { " of \($0)" } ?? ""
    return .warning(.vendor, "a vendor's extension\(vendor), which no model here describes")
  }

  func syntaxIssue(_ path: String, _ error: PathError, _ use: ParameterUse?) -> ModelIssue {
    // A search may be longer than a path; where what is too long is wrong is told alike.
    let limits = [PathGrammar.longestPath, PathGrammar.longestSearch]
    if limits.contains(where: { error.position == $0 && path.unicodeScalars.count > $0 }) {
      return .error(.tooLong, error.reason, position: PathGrammar.longestPath)
    }
    // What lacks only its dot, or has blanks around it, was meant as an object, or without them.
    for meant in [path + ".", path.trimmingBlanks] where meant != path {
      guard let parsed = try? ParameterPath(strict: meant), !ModelLookup(parsed, in: scope).matches.isEmpty else {
        continue
      }
      let isDot = meant == path + "."
      return .error(
        isDot ? .wrongForm : .syntax, isDot ? "an object's path ends in a dot" : error.reason,
        position: error.position, suggestion: fits(meant, use) ? meant : nil)
    }
    return .error(.syntax, error.reason, position: error.position)
  }

  /// What a path that is not in the models should have been.
  func unknownIssue(
    _ path: ParameterPath, _ text: String, _ lookup: ModelLookup, _ use: ParameterUse?
  ) -> ModelIssue {
    let stop = lookup.stops.first
    let index = stop?.index ?? 0
    let places = PathGrammar.split(Array(text.unicodeScalars))
    let position = index < places.count ? places[index].position : text.unicodeScalars.count
    if let other = ModelLookup.underOtherRoot(path, in: scope) {
      return .error(
        .otherRoot, "this belongs to the other root model, where it is \(other)", position: position, suggestion: other)
    }
    let suggestion = ModelLookup.suggestion(for: path, after: lookup, in: scope, instance: use == .get ? "*" : nil)
      .flatMap { fits($0, use) ? $0 : nil }
    let hint = suggestion.map { "; did you mean \($0)?" } ?? ""
    switch stop?.reason {
    case .lacksDot:
      return .error(
        .wrongForm, "an object's path ends in a dot\(hint)", position: text.unicodeScalars.count,
        suggestion: suggestion)
    case .needsInstance:
      return .error(
        .wrongForm, "the number of a row is missing behind the name of the table\(hint)", position: position,
        suggestion: suggestion)
    case .takesNoInstance:
      return .error(
        .wrongForm, "no table stands before this number\(hint)", position: position, suggestion: suggestion)
    case .isParameter where index == path.components.count - 1:
      return .error(
        .wrongForm, "a parameter's path has no dot at its end\(hint)", position: text.unicodeScalars.count - 1,
        suggestion: suggestion)
    case .isParameter:
      return .error(.unknown, "nothing stands below a parameter", position: places[index + 1].position)
    case .unknownName, nil:
      return .error(.unknown, "no model has this name here\(hint)", position: position, suggestion: suggestion)
    }
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    let isBlank: (Unicode.Scalar) -> Bool = { " \t\r\n".unicodeScalars.contains($0) }
    var rest = unicodeScalars[...]
    while let first = rest.first, isBlank(first) { rest.removeFirst() }
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return String(rest)
  }
}
