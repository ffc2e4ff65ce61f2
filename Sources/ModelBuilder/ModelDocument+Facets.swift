internal import GatewayCore

extension ModelDocument {
  /// The facets in an element: a primitive type, a use of a data type, or the definition of a derived one.
  func facets(of element: RawElement) throws(ModelDocumentError) -> ValueFacts {
    var facts = ValueFacts()
    for facet in element.children {
      let status = try status(of: facet)
      if facet.name == "enumeration" {
        facts.enumeration = (facts.enumeration ?? []) + [try enumerationValue(facet, status: status ?? .current)]
      }
      if status == .deleted {
        facts.withdraw(facet.name)
        continue
      }
      switch facet.name {
      case "size":
        guard let bounds = try bounds(of: facet, "minLength", "maxLength") else { break }
        facts.lengths = (facts.lengths ?? []) + [bounds]
      case "range", "decimalRange":
        guard let bounds = try bounds(of: facet, "minInclusive", "maxInclusive", step: "step") else { break }
        facts.ranges = (facts.ranges ?? []) + [bounds]
      case "pattern":
        // Empty and there: the empty text.
        guard let pattern = facet.verbatim("value") else { throw missing("value", of: facet) }
        facts.patterns = (facts.patterns ?? []) + [pattern]
      case "units":
        facts.units = try required("value", of: facet)
      case "pathRef", "instanceRef", "enumerationRef":
        facts.references.append(try reference(facet))
      default:
        break  // an enumeration, or what newer documents may have
      }
    }
    return facts
  }

  /// What a `list` says about the whole text and the number of items.
  func listFacts(_ element: RawElement) throws(ModelDocumentError) -> ListFacts {
    var facts = ListFacts(items: try bounds(of: element, "minItems", "maxItems"))
    facts.isNested = element["nestedBrackets"].map { $0 != "legacy" } ?? false
    for size in element.children where size.name == "size" {
      guard try status(of: size) != .deleted, let bounds = try bounds(of: size, "minLength", "maxLength") else {
        continue
      }
      // Several sizes are alternatives: the span that holds all of them.
      facts.length = facts.length.map { $0.spanning(bounds) } ?? bounds
    }
    return facts
  }

  func missing(_ attribute: String, of element: RawElement) -> ModelDocumentError {
    error(element, "`\(element.name)` without the attribute `\(attribute)`")
  }

  private func enumerationValue(
    _ element: RawElement, status: ModelStatus
  ) throws(ModelDocumentError) -> EnumerationValue {
    guard let value = element.verbatim("value") else { throw missing("value", of: element) }
    return EnumerationValue(value, isSettable: try access(of: element) != .readOnly, status: status)
  }

  private func reference(_ element: RawElement) throws(ModelDocumentError) -> ModelReference {
    if element.name == "enumerationRef" {
      var reference = ModelReference(.enumeration)
      let target = try required("targetParam", of: element)
      reference.targets = [scoped(target, element["targetParamScope"])]
      reference.nullValue = element.verbatim("nullValue")
      return reference
    }
    var reference = ModelReference(element.name == "pathRef" ? .path : .instance)
    reference.isStrong = try strength(element)
    reference.targetType = element["targetType"] ?? ""
    let targets = (element["targetParent"] ?? "").split(whereSeparator: \.isWhitespace)
    reference.targets = targets.map { scoped(String($0), element["targetParentScope"]) }
    return reference
  }

  private func strength(_ element: RawElement) throws(ModelDocumentError) -> Bool? {
    switch element["refType"] {
    case nil: return nil
    case "strong": return true
    case "weak": return false
    case let other?: throw error(element, "an unknown refType: `\(other)`")
    }
  }

  /// A target of the scope `model` begins at the root or service object, which a leading dot says.
  private func scoped(_ target: String, _ scope: String?) -> String {
    scope == "model" && !target.hasPrefix(".") ? "." + target : target
  }
}

extension Bounds {
  /// From the lower minimum to the higher maximum of two spans of whole numbers.
  fileprivate func spanning(_ other: Bounds) -> Bounds {
    func end(_ left: String?, _ right: String?, _ choose: (Int, Int) -> Int) -> String? {
      guard let left = left.flatMap({ Int($0) }), let right = right.flatMap({ Int($0) }) else { return nil }
      return String(choose(left, right))
    }
    return Bounds(end(minimum, other.minimum, min), end(maximum, other.maximum, max))
  }
}
