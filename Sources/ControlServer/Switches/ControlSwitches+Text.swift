internal import JSON

extension ControlSwitches {
  /// Switches that set several others at once.
  package static let groups: [(name: String, meaning: String, members: [(name: String, on: String, off: String)])] = [
    (
      "siblings", "all families beside the core pages",
      ["operation-siblings", "headless-siblings", "variables", "settings", "log", "types"].map { ($0, "on", "off") }
    ),
    (
      "rich", "headless answers tell all there is",
      [
        ("headless-id", "txn", "none"), ("headless-location", "on", "off"), ("headless-status", "on", "off"),
        ("headless-values", "on", "off"), ("headless-instance", "value", "none"),
      ]
    ),
  ]

  /// Sets a switch by its name and the text of its value.
  ///
  /// - Throws: ``SwitchError`` for a name that is none, and for a value that the switch does not take.
  package mutating func set(_ name: String, to text: String) throws(SwitchError) {
    if let group = ControlSwitches.groups.first(where: { $0.name == name }) {
      guard let toggle = Toggle(rawValue: text) else { throw .value(name: name, values: ["off", "on"]) }
      for member in group.members { try set(member.name, to: toggle == .on ? member.on : member.off) }
      return
    }
    guard let entry = ControlSwitches.all.first(where: { $0.name == name }) else {
      let names = ControlSwitches.all.map(\.name) + ControlSwitches.groups.map(\.name)
      throw .name(JSONReadError.clip(name), nearest: NearestName.of(name, among: names))
    }
    guard entry.set(text, in: &self) else { throw .value(name: name, values: entry.values) }
  }

  /// Sets a switch by `NAME=VALUE`.
  package mutating func set(_ assignment: String) throws(SwitchError) {
    guard let equals = assignment.firstIndex(of: "=") else { throw .form(JSONReadError.clip(assignment)) }
    try set(String(assignment[..<equals]), to: String(assignment[assignment.index(after: equals)...]))
  }

  /// The table of all switches for people, with the values they have at the start.
  package static var tableText: String {
    let defaults = ControlSwitches()
    let rows =
      groups.map { ($0.name, "off|on", "off", $0.meaning) }
      + all.map { ($0.name, $0.values.joined(separator: "|"), $0.text(in: defaults), $0.meaning) }
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, values, standard, meaning in
      let padding = String(repeating: " ", count: width - name.count)
      return "\(name)\(padding)  \(meaning)\n\(String(repeating: " ", count: width))  \(values) [\(standard)]\n"
    }.joined()
  }
}

/// Why a switch could not be set.
package enum SwitchError: Error, Equatable, CustomStringConvertible {
  case form(String)
  case name(String, nearest: String?)
  case value(name: String, values: [String])

  package var description: String {
    switch self {
    case .form(let text): "expected NAME=VALUE, found \"\(text)\""
    case .name(let name, let nearest):
      "no switch is called \"\(name)\""
        + (nearest.map { "; did you mean \"\($0)\"?" } ?? "; control-sim switches lists them")
    case .value(let name, let values): "\(name) takes \(values.joined(separator: "|")), found something else"
    }
  }
}
