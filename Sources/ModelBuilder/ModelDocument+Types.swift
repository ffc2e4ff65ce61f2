internal import GatewayCore

extension ModelDocument {
  /// What a data type says, with what it inherits; `use` is where it is named.
  ///
  /// - Throws: ``ModelDocumentError`` for a name that nobody defines, a chain that comes back to itself, and what is
  ///   wrong in the definitions.
  func facts(
    ofType name: String, usedBy use: RawElement, beneath chain: [String] = []
  ) throws(ModelDocumentError) -> ValueFacts {
    if let known = resolvedTypes[name] { return known }
    guard let found = dataType(named: name) else {
      throw error(use, "data type `\(name)` is defined nowhere: neither in this document nor by an import")
    }
    let key = "\(found.document.file) \(found.element["name"] ?? name)"
    if chain.contains(key) { throw error(use, "data type `\(name)` is derived from itself") }
    guard chain.count < 64 else { throw error(use, "data types derived more than 64 times") }
    let facts = try found.document.facts(ofDefinition: found.element, chain: chain + [key])
    resolvedTypes[name] = facts
    return facts
  }

  private func facts(
    ofDefinition element: RawElement, chain: [String]
  ) throws(ModelDocumentError) -> ValueFacts {
    let list: ListFacts? = if let list = element.first("list") { try listFacts(list) } else { nil }
    if let base = element["base"] {
      var own = try facets(of: element)
      own.list = list
      return own.derived(from: try facts(ofType: base, usedBy: element, beneath: chain))
    }
    guard let primitive = element.children.first(where: { $0.name != "list" }) else {
      throw error(element, "`dataType` without a primitive type and without the attribute `base`")
    }
    var own = try facts(ofPrimitive: primitive)
    own.list = list
    return own
  }

  /// What a primitive type with its facets says.
  func facts(ofPrimitive element: RawElement) throws(ModelDocumentError) -> ValueFacts {
    guard let type = ValueType(rawValue: element.name) else {
      throw error(element, "an unknown primitive type: `\(element.name)`")
    }
    var facts = try facets(of: element)
    facts.type = type
    return facts
  }
}
