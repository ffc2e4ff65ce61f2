internal import JSON

/// Which devices a vendor's models are of: conditions on their records, all of which must hold.
///
/// It is written as filters are (protocol.md 6): `manufacturer=Huawei*,product_class=EG8145*`, texts that are compared
/// exactly, with `*` for any run of characters. A member that stands there again adds a text, any of which is enough.
package struct ModelApplicability: Equatable, Sendable {
  private var conditions: [FieldCondition] = []

  /// Holds for every device.
  package static let always = ModelApplicability()

  /// What a condition can be about.
  package static let fields: [DeviceField] = [
    .manufacturer, .productClass, .softwareVersion, .hardwareVersion, .typeName, .typeModel,
  ]

  package static var members: [String] { fields.map { "\($0.name)" } }

  private init() {}

  /// - Throws: ``BadCondition``, which names the nearest member.
  package init(_ text: String) throws(BadCondition) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let sign = part.firstIndex(of: "=") else {
        throw BadCondition("expected member=text, found \"\(part)\" (in a text, * stands for a comma)")
      }
      let name = String(part[..<sign])
      let wanted = String(part[part.index(after: sign)...])
      guard let field = ModelApplicability.fields.first(where: { "\($0.name)" == name }) else {
        throw BadCondition(unknown: name)
      }
      guard !wanted.isEmpty else { throw BadCondition("expected a text behind \(name)=, found none") }
      add(.glob(Glob(wanted)), to: field)
    }
  }

  private mutating func add(_ alternative: FieldCondition.Alternative, to field: DeviceField) {
    guard let index = conditions.firstIndex(where: { $0.field == field }) else {
      conditions.append(FieldCondition(field: field, alternatives: [alternative]))
      return
    }
    conditions[index] = FieldCondition(field: field, alternatives: conditions[index].alternatives + [alternative])
  }

  /// Whether the models are of this device; a member that its record does not tell meets no condition.
  package func holds(for device: any DeviceRecord) -> Bool {
    conditions.allSatisfy { $0.holds(for: device) }
  }

  /// Why a condition cannot be understood.
  package struct BadCondition: Error, Equatable, Sendable {
    package let reason: String

    init(_ reason: String) {
      self.reason = reason
    }

    init(unknown name: String) {
      let nearest = NearestName.of(name, among: members).map { "; did you mean \"\($0)\"?" } ?? ""
      reason =
        "a condition has no member \"\(JSONReadError.clip(name))\"\(nearest) (it has \(members.joined(separator: " ")))"
    }
  }
}
