internal import GatewayCore
internal import JSON
internal import MockBackend
internal import Simulator
internal import TestSupport

/// Filters as clients write them, mostly of values that some device has.
enum RandomFilter {
  static func text(_ source: MockBackend, _ numbers: inout SeededNumbers) throws -> String {
    var members: [String] = []
    let names = InventoryFilter.members.map { "\($0)" }.shuffled(using: &numbers)
    for name in names.prefix([0, 1, 1, 1, 2, 2, 3].randomElement(using: &numbers) ?? 1) {
      members.append("\(quoted(name)): \(try value(of: name, source, &numbers))")
    }
    return "{\(members.joined(separator: ", "))}"
  }

  private static func value(
    of name: String, _ source: MockBackend, _ numbers: inout SeededNumbers
  ) throws -> String {
    switch name {
    case "search": return quoted(search(source, &numbers))
    case "status_changed_since":
      return quoted(
        ["2029-12-31T23:59:59Z", "2030-01-01T00:00:00Z", "2030-01-01T02:00:00+01:00", "1960-01-01T00:00:00Z"]
          .randomElement(using: &numbers) ?? "")
    default: break
    }
    guard let field = DeviceField(named: name) else { return "null" }
    if numbers.chance(0.6) { return one(field, source, &numbers) }
    let count = Int.random(in: 0...4, using: &numbers)
    return "[\((0..<count).map { _ in one(field, source, &numbers) }.joined(separator: ", "))]"
  }

  private static func one(_ field: DeviceField, _ source: MockBackend, _ numbers: inout SeededNumbers) -> String {
    for _ in 0..<20 {
      guard let device = source.simulation.device(Int.random(in: 1...OddFleet.size, using: &numbers)),
        let value = device[field], value != .null
      else { continue }
      if case .text(let text) = value { return quoted(glob(text.text, &numbers)) }
      return writing { value.write(to: &$0) }
    }
    switch field.kind {
    case .boolean: return "true"
    case .status: return "\"Down\""
    case .integer: return "0"
    default: return quoted(glob(OddFleet.text(&numbers), &numbers))
    }
  }

  /// Some of a text's characters replaced by stars.
  private static func glob(_ text: String, _ numbers: inout SeededNumbers) -> String {
    guard numbers.chance(0.7) else { return text }
    var scalars = Array(text.unicodeScalars)
    for _ in 0..<Int.random(in: 0...3, using: &numbers) {
      let from = Int.random(in: 0...scalars.count, using: &numbers)
      let to = Int.random(in: from...scalars.count, using: &numbers)
      scalars.replaceSubrange(from..<to, with: ["*"])
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private static func search(_ source: MockBackend, _ numbers: inout SeededNumbers) -> String {
    let fields = DeviceField.allCases.filter(\.isSearched)
    var words: [String] = []
    for _ in 0..<Int.random(in: 0...3, using: &numbers) {
      let device = source.simulation.device(Int.random(in: 1...OddFleet.size, using: &numbers))
      let text = fields.randomElement(using: &numbers).flatMap { device?[$0]?.string } ?? OddFleet.text(&numbers)
      let prefix = text.prefix(Int.random(in: 0...6, using: &numbers))
      words.append(numbers.chance(0.3) ? prefix.uppercased() : String(prefix))
    }
    return words.joined(separator: [" ", "-", "\t"].randomElement(using: &numbers) ?? " ")
  }

  private static func quoted(_ text: String) -> String {
    writing { $0.string(text) }
  }
}
