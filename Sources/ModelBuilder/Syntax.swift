internal import GatewayCore

/// What the `syntax` of a parameter says.
struct Syntax {
  /// The named type, if it is one.
  var dataType: String?
  /// What it says itself; of a primitive type this is everything.
  var own: ValueFacts
  /// With what the named type says.
  var whole: ValueFacts
  var isHidden: Bool?
  var isSecured: Bool?
  var isCommand: Bool?
  var defaultValue: DefaultValue?
  /// The default that an earlier version had is gone.
  var endsDefault = false

  func define(_ entry: inout ModelEntry) {
    entry.dataType = dataType
    whole.define(&entry)
    entry.defaultValue = defaultValue
    setTraits(of: &entry)
  }

  func amend(_ entry: inout ModelEntry) {
    let staysTyped = dataType == nil ? whole.type == entry.type : dataType == entry.dataType
    if staysTyped {
      own.amend(&entry)
    } else {
      // Of another type: nothing that was said about the values of the old one holds.
      let list = entry.list
      entry.dataType = dataType
      whole.define(&entry)
      entry.list = entry.list ?? list
    }
    if endsDefault { entry.defaultValue = nil }
    entry.defaultValue = defaultValue ?? entry.defaultValue
    setTraits(of: &entry)
  }

  private func setTraits(of entry: inout ModelEntry) {
    entry.traits.set(.hidden, isHidden)
    entry.traits.set(.secured, isSecured)
    entry.traits.set(.command, isCommand)
  }
}

extension ModelTraits {
  /// Adds or takes away a trait; nil leaves it as it is.
  mutating func set(_ trait: ModelTraits, _ isSet: Bool?) {
    switch isSet {
    case true?: insert(trait)
    case false?: remove(trait)
    case nil: break
    }
  }
}
