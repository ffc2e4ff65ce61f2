/// One switch: its name, what it takes, and how it is read and written as text.
package struct SwitchEntry: Sendable {
  package let name: String
  /// The words it takes, or what kind of thing.
  package let values: [String]
  package let meaning: String
  private let read: @Sendable (ControlSwitches) -> String
  private let write: @Sendable (inout ControlSwitches, String) -> Bool

  /// The value in these switches, as text.
  package func text(in switches: ControlSwitches) -> String { read(switches) }

  /// Returns whether the text is one of its values.
  func set(_ text: String, in switches: inout ControlSwitches) -> Bool { write(&switches, text) }

  static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ path: any (WritableKeyPath<ControlSwitches, Choice> & Sendable), _ meaning: String
  ) -> SwitchEntry {
    SwitchEntry(
      name: name, values: Choice.allCases.map(\.rawValue), meaning: meaning, read: { $0[keyPath: path].rawValue },
      write: { switches, text in
        guard let value = Choice(rawValue: text) else { return false }
        switches[keyPath: path] = value
        return true
      })
  }

  static func toggle(
    _ name: String, _ path: any (WritableKeyPath<ControlSwitches, Bool> & Sendable), _ meaning: String
  ) -> SwitchEntry {
    SwitchEntry(
      name: name, values: Toggle.allCases.map(\.rawValue), meaning: meaning,
      read: { $0[keyPath: path] ? Toggle.on.rawValue : Toggle.off.rawValue },
      write: { switches, text in
        guard let value = Toggle(rawValue: text) else { return false }
        switches[keyPath: path] = value == .on
        return true
      })
  }

  /// A whole number that is not negative.
  static func number(
    _ name: String, _ path: any (WritableKeyPath<ControlSwitches, Int> & Sendable), _ meaning: String
  ) -> SwitchEntry {
    SwitchEntry(
      name: name, values: ["N"], meaning: meaning, read: { String($0[keyPath: path]) },
      write: { switches, text in
        guard let value = Int(text), value >= 0 else { return false }
        switches[keyPath: path] = value
        return true
      })
  }

  /// A number that is not negative.
  static func decimal(
    _ name: String, _ path: any (WritableKeyPath<ControlSwitches, Double> & Sendable), _ meaning: String
  ) -> SwitchEntry {
    bounded(name, "SECONDS", 0...1_000_000_000, path, meaning)
  }

  /// A number from 0 to 1.
  static func share(
    _ name: String, _ path: any (WritableKeyPath<ControlSwitches, Double> & Sendable), _ meaning: String
  ) -> SwitchEntry {
    bounded(name, "0..1", 0...1, path, meaning)
  }

  private static func bounded(
    _ name: String, _ values: String, _ range: ClosedRange<Double>,
    _ path: any (WritableKeyPath<ControlSwitches, Double> & Sendable), _ meaning: String
  ) -> SwitchEntry {
    SwitchEntry(
      name: name, values: [values], meaning: meaning, read: { "\($0[keyPath: path])" },
      write: { switches, text in
        guard let value = Double(text), range.contains(value) else { return false }
        switches[keyPath: path] = value
        return true
      })
  }

  static func text(
    _ name: String, _ path: any (WritableKeyPath<ControlSwitches, String> & Sendable), _ meaning: String
  ) -> SwitchEntry {
    SwitchEntry(
      name: name, values: ["TEXT"], meaning: meaning, read: { $0[keyPath: path] },
      write: { switches, text in
        switches[keyPath: path] = text
        return true
      })
  }
}
