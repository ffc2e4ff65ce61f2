/// Where a path leads in the models of a scope.
package struct ModelLookup {
  /// What each model has there, the model that counts most first.
  package private(set) var matches: [ModelMatch] = []
  /// Where the walks that came farthest ended, when nothing was found.
  private(set) var stops: [Stop] = []

  /// Why a walk through a model ended before the path did.
  struct Stop {
    enum Reason {
      /// The object has nothing of that name.
      case unknownName
      /// A table stands there, and the number of a row is missing.
      case needsInstance
      /// No table stands there.
      case takesNoInstance
      /// An object has that name, and the path lacks its dot.
      case lacksDot
      /// A parameter has that name, and the path goes on behind it.
      case isParameter
    }

    let node: ModelNode
    /// The component that could not be taken.
    let index: Int
    let reason: Reason
  }

  package init(_ path: ParameterPath, in scope: ModelScope) {
    self.init(path.components, isPartial: path.isPartial, in: scope)
  }

  init(_ components: [ParameterPath.Component], isPartial: Bool, in scope: ModelScope) {
    for model in scope.roots {
      take(ModelLookup.walk(model, from: 0, components, isPartial, mount: ""), model, scope)
    }
    guard components.count > 2, components[1] == .name("Services") else { return }
    let mount = "\(components[0].text).Services."
    for model in scope.services where scope.roots.contains(where: { $0.name == components[0].text }) {
      take(ModelLookup.walk(model, from: 2, components, isPartial, mount: mount), model, scope)
    }
  }

  private mutating func take(_ walk: Walk, _ model: DataModel, _ scope: ModelScope) {
    switch walk {
    case .found(let match):
      if scope.answers(model) { matches.append(match) }
    case .stopped(let stop):
      guard stop.index >= stops.first?.index ?? 0 else { return }
      if stop.index > stops.first?.index ?? 0 { stops = [] }
      stops.append(stop)
    }
  }

  private enum Walk {
    case found(ModelMatch)
    case stopped(Stop)
  }

  private static func walk(
    _ model: DataModel, from start: Int, _ components: [ParameterPath.Component], _ isPartial: Bool, mount: String
  ) -> Walk {
    var node = model.top
    var isRow = false
    for index in start..<components.count {
      let isLast = index == components.count - 1
      guard case .name(let name) = components[index] else {
        guard node.kind == .table, !isRow else {
          return .stopped(Stop(node: node, index: index, reason: .takesNoInstance))
        }
        isRow = true
        continue
      }
      if node.kind == .table, !isRow { return .stopped(Stop(node: node, index: index, reason: .needsInstance)) }
      let wantsParameter = isLast && !isPartial
      guard let child = node.child(named: name, isParameter: wantsParameter) else {
        let other = node.child(named: name, isParameter: !wantsParameter)
        let reason: Stop.Reason = other == nil ? .unknownName : wantsParameter ? .lacksDot : .isParameter
        return .stopped(Stop(node: node, index: index, reason: reason))
      }
      node = child
      isRow = false
    }
    return .found(ModelMatch(model: model, node: node, mount: mount, isRow: isRow))
  }
}

/// A place in a model.
package struct ModelMatch: Sendable {
  package let model: DataModel
  package let node: ModelNode
  /// What stands before a service model's own paths.
  let mount: String
  /// The row of a table, not the table.
  package let isRow: Bool

  /// The full template, that of a table with its `{i}.`.
  package var template: String { mount + node.path }
}
