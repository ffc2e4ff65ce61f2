internal import GatewayCore

/// What a syntax or a data type says about values; nil is a kind of facet that is not given.
struct ValueFacts {
  var type: ValueType?
  var list: ListFacts?
  var lengths: [Bounds]?
  var ranges: [Bounds]?
  /// With those that are deleted: an amendment takes them away.
  var enumeration: [EnumerationValue]?
  var patterns: [String]?
  /// Empty where they are taken away.
  var units: String?
  var references: [ModelReference] = []

  /// Notes that a facet is taken away: its kind is given, if only with nothing.
  mutating func withdraw(_ facet: String) {
    switch facet {
    case "size": lengths = lengths ?? []
    case "range", "decimalRange": ranges = ranges ?? []
    case "pattern": patterns = patterns ?? []
    case "units": units = units ?? ""
    default: break  // values go one by one
    }
  }

  /// These facts, and for each kind that is not among them the facts of the type they are derived from.
  func derived(from base: ValueFacts) -> ValueFacts {
    var result = self
    result.type = type ?? base.type
    result.list = list ?? base.list
    result.lengths = lengths ?? base.lengths
    result.ranges = ranges ?? base.ranges
    result.patterns = patterns ?? base.patterns
    result.units = units ?? base.units
    let givesValues = enumeration?.contains { $0.status != .deleted } ?? false
    result.enumeration = givesValues ? enumeration : base.enumeration
    result.references += base.references.filter { inherited in !references.contains { $0.kind == inherited.kind } }
    return result
  }

  /// Writes down what a parameter's syntax says.
  func define(_ entry: inout ModelEntry) {
    entry.type = type ?? .string
    entry.list = list
    entry.lengths = lengths ?? []
    entry.ranges = ranges ?? []
    entry.enumeration = (enumeration ?? []).filter { $0.status != .deleted }
    entry.patterns = patterns ?? []
    entry.units = units == "" ? nil : units
    entry.references = references
  }

  /// Writes down what the amendment of a syntax says: a kind of facet takes the place of the one before, values are
  /// added, changed and taken away one by one.
  func amend(_ entry: inout ModelEntry) {
    entry.list = list ?? entry.list
    entry.lengths = lengths ?? entry.lengths
    entry.ranges = ranges ?? entry.ranges
    entry.patterns = patterns ?? entry.patterns
    if let units { entry.units = units.isEmpty ? nil : units }
    entry.references = references + entry.references.filter { old in !references.contains { $0.kind == old.kind } }
    for value in enumeration ?? [] {
      let place = entry.enumeration.firstIndex { $0.value == value.value }
      switch (place, value.status) {
      case (let place?, .deleted): entry.enumeration.remove(at: place)
      case (nil, .deleted): break
      case (let place?, _): entry.enumeration[place] = value
      case (nil, _): entry.enumeration.append(value)
      }
    }
  }
}
