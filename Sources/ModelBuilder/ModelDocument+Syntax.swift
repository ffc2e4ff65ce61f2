internal import GatewayCore

extension ModelDocument {
  /// What a `syntax` element says, with its data type resolved.
  func syntax(_ element: RawElement) throws(ModelDocumentError) -> Syntax {
    var list: ListFacts?
    var value: (dataType: String?, own: ValueFacts, whole: ValueFacts)?
    var defaultElement: RawElement?
    for child in element.children {
      switch child.name {
      case "list":
        if try status(of: child) != .deleted { list = try listFacts(child) }
      case "default":
        defaultElement = child
      case "dataType":
        value = try use(ofType: child)
      default:
        let facts = try facts(ofPrimitive: child)
        value = (nil, facts, facts)
      }
    }
    guard var value else { throw error(element, "`syntax` without a type") }
    value.own.list = list
    value.whole.list = list ?? value.whole.list
    var syntax = Syntax(dataType: value.dataType, own: value.own, whole: value.whole)
    syntax.isHidden = try flag("hidden", of: element)
    syntax.isSecured = try flag("secured", of: element)
    syntax.isCommand = try flag("command", of: element)
    if let defaultElement {
      syntax.endsDefault = try status(of: defaultElement) == .deleted
      if !syntax.endsDefault { syntax.defaultValue = try defaultValue(defaultElement) }
    }
    return syntax
  }

  private func use(
    ofType element: RawElement
  ) throws(ModelDocumentError) -> (dataType: String?, own: ValueFacts, whole: ValueFacts) {
    guard let name = element["ref"] ?? element["base"], !name.isEmpty else {
      throw error(element, "`dataType` without the attribute `ref` or `base`")
    }
    let own = try facets(of: element)
    return (name, own, own.derived(from: try facts(ofType: name, usedBy: element)))
  }

  private func defaultValue(_ element: RawElement) throws(ModelDocumentError) -> DefaultValue {
    let type = try required("type", of: element)
    guard let origin = DefaultValue.Origin(rawValue: type) else {
      throw error(element, "an unknown type of default: `\(type)`")
    }
    guard let value = element.verbatim("value") else { throw missing("value", of: element) }
    return DefaultValue(origin, value)
  }
}
