/// One object, table or parameter of a data model.
package struct ModelEntry: Equatable, Sendable {
  package enum Kind: UInt8, CaseIterable, Sendable {
    /// There once.
    case object
    /// Its rows are numbered; rows and table share this entry.
    case table
    case parameter
  }

  /// The template: `Device.WiFi.`, `Device.WiFi.SSID.{i}.`, `Device.WiFi.SSID.{i}.SSID`; that of a service model begins
  /// with the service, `VoiceService.{i}.`.
  package var path: String
  package var kind: Kind
  /// A parameter that can be set, or a table whose rows can be added and deleted.
  package var isWritable = false
  /// Its own or, when that is worse, that of an object above it.
  package var status = ModelStatus.current
  /// The version of the model that brought it; empty where the document does not say.
  package var since = ""
  package var traits: ModelTraits = []

  // Of a parameter: everything about values is about one item where `list` is there.

  package var type = ValueType.string
  /// The named type that the primitive one comes from, such as `MACAddress`.
  package var dataType: String?
  package var list: ListFacts?
  /// Lengths that are allowed, any of them: in characters of a string, in bytes of `base64` and `hexBinary`.
  package var lengths: [Bounds] = []
  /// Numbers that are allowed, any of them.
  package var ranges: [Bounds] = []
  package var enumeration: [EnumerationValue] = []
  /// XML Schema regular expressions, any of which a value matches from end to end; an empty one allows the empty text.
  package var patterns: [String] = []
  package var units: String?
  package var defaultValue: DefaultValue?
  package var references: [ModelReference] = []

  // Of a table.

  /// How many rows there may be; of an object 0 to 1 when it may be absent.
  package var instances: Bounds?
  /// The name of the parameter beside the table that counts its rows.
  package var countParameter: String?
  /// The name of the parameter that enables a row.
  package var enableParameter: String?
  package var uniqueKeys: [UniqueKey] = []

  package init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }
}

/// What became of a part of a model in its newest version; devices still have all of it.
package enum ModelStatus: UInt8, CaseIterable, Comparable, Sendable {
  case current
  case deprecated
  case obsoleted
  case deleted

  package static func < (left: ModelStatus, right: ModelStatus) -> Bool { left.rawValue < right.rawValue }
}

package struct ModelTraits: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Reads back as nothing.
  package static let hidden = ModelTraits(rawValue: 1)
  /// Reads back as nothing but to who may see it, which over CWMP is nobody.
  package static let secured = ModelTraits(rawValue: 2)
  /// Setting it starts something.
  package static let command = ModelTraits(rawValue: 4)
  /// Told in every Inform.
  package static let forcedInform = ModelTraits(rawValue: 8)
  /// Can be set in a new row and never again (`writeOnceReadOnly`).
  package static let writeOnce = ModelTraits(rawValue: 16)
}

/// A span of numbers, as decimal texts; nil is unbounded.
package struct Bounds: Hashable, Sendable {
  package var minimum: String?
  package var maximum: String?
  package var step: String?

  package init(_ minimum: String?, _ maximum: String?, step: String? = nil) {
    self.minimum = minimum
    self.maximum = maximum
    self.step = step
  }
}

/// A parameter that holds items with commas between them.
package struct ListFacts: Equatable, Sendable {
  /// How many items there may be.
  package var items: Bounds?
  /// How long the whole text may be, in characters.
  package var length: Bounds?
  /// Items may be lists in brackets, whose commas do not separate items of this one.
  package var isNested = false

  package init(items: Bounds? = nil, length: Bounds? = nil, isNested: Bool = false) {
    self.items = items
    self.length = length
    self.isNested = isNested
  }
}

package struct EnumerationValue: Equatable, Sendable {
  package var value: String
  /// False for what a device reports and nobody can set.
  package var isSettable = true
  package var status = ModelStatus.current

  package init(_ value: String, isSettable: Bool = true, status: ModelStatus = .current) {
    self.value = value
    self.isSettable = isSettable
    self.status = status
  }
}

package struct DefaultValue: Equatable, Sendable {
  package enum Origin: String, CaseIterable, Sendable {
    /// That of a new row.
    case object
    /// Behind a reset.
    case factory
    case implementation
  }

  package var origin: Origin
  package var value: String

  package init(_ origin: Origin, _ value: String) {
    self.origin = origin
    self.value = value
  }
}

package struct ModelReference: Equatable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    /// The value is the path of an object or a parameter.
    case path = "pathRef"
    /// The value is the number of a row.
    case instance = "instanceRef"
    /// The allowed values are those of another parameter.
    case enumeration = "enumerationRef"
  }

  package var kind: Kind
  /// Emptied when what it points at goes; nil where the document does not say.
  package var isStrong: Bool?
  /// `row`, `object`, `parameter`…, as the document says; empty where it does not.
  package var targetType = ""
  /// Where it may point: a leading dot is the root or service object, each leading `#` one parent up (for a row, the
  /// table's parent), else it is below the object that holds the parameter.
  package var targets: [String] = []
  /// Of an enumeration: what says that none of the values applies; nil where nothing does.
  package var nullValue: String?

  package init(_ kind: Kind) {
    self.kind = kind
  }
}

package struct UniqueKey: Equatable, Sendable {
  /// Binds what is enabled alone, when rows can be enabled.
  package var isFunctional: Bool
  package var parameters: [String]

  package init(isFunctional: Bool, parameters: [String]) {
    self.isFunctional = isFunctional
    self.parameters = parameters
  }
}
