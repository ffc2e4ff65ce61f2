internal import JSON

extension ModelLookup {
  /// The whole path that was probably meant, nil where nothing is near.
  ///
  /// - Parameter instance: stands where a row is missing, such as `*`; nil when no row can be made up.
  static func suggestion(
    for path: ParameterPath, after lookup: ModelLookup, in scope: ModelScope, instance: String?
  ) -> String? {
    var components = path.components
    var isPartial = path.isPartial
    var texts = components.map(\.text)
    var lookup = lookup
    // Each round mends one component; a path with more slips than this was not meant for these models.
    for _ in 0..<4 {
      guard let stop = lookup.stops.first else { return nil }
      switch stop.reason {
      case .unknownName:
        guard case .name(let word) = components[stop.index],
          let name = NearestName.of(word, among: lookup.namesAtStops)
        else { return nil }
        components[stop.index] = .name(name)
        texts[stop.index] = name
      case .needsInstance:
        guard let instance else { return nil }
        components.insert(.anyInstance, at: stop.index)
        texts.insert(instance, at: stop.index)
      case .takesNoInstance:
        components.remove(at: stop.index)
        texts.remove(at: stop.index)
      case .lacksDot: isPartial = true
      case .isParameter:
        guard stop.index == components.count - 1 else { return nil }
        isPartial = false
      }
      lookup = ModelLookup(components, isPartial: isPartial, in: scope)
      if !lookup.matches.isEmpty { return texts.joined(separator: ".") + (isPartial ? "." : "") }
    }
    return nil
  }

  /// What could have stood where the walks ended.
  private var namesAtStops: [String] {
    var seen: Set<String> = []
    return stops.flatMap { $0.node.children }.filter { $0.status != .deleted }.map(\.name)
      .filter { seen.insert($0).inserted }
  }

  /// The same path below the other root, when a model of that root has it.
  static func underOtherRoot(_ path: ParameterPath, in scope: ModelScope) -> String? {
    let other: String
    switch path.root {
    case RootModel.device.rawValue: other = RootModel.internetGatewayDevice.rawValue
    case RootModel.internetGatewayDevice.rawValue: other = RootModel.device.rawValue
    default: return nil
    }
    var components = path.components
    components[0] = .name(other)
    let lookup = ModelLookup(components, isPartial: path.isPartial, in: scope)
    return lookup.matches.isEmpty ? nil : ParameterPath(components, isPartial: path.isPartial).text
  }
}
