package import JSON

/// The data models that are known: those that are compiled in, and those of vendors beside them.
package final class ModelCatalogue: Sendable {
  // Held so that the bytes that models and nodes point into stay where they are.
  private let tables: [ModelTable]
  /// Of one name, vendors' before published ones, newer before older ones.
  package let models: [DataModel]

  /// - Parameter vendors: tables whose models count before those of `published`.
  package init(published: [ModelTable], vendors: [ModelTable] = []) {
    tables = vendors + published
    let newestFirst = { (tables: [ModelTable]) in
      tables.flatMap(\.models).enumerated().sorted { left, right in
        left.element.name == right.element.name
          ? left.element.isNewer(than: right.element)
            || (!right.element.isNewer(than: left.element) && left.offset < right.offset)
          : left.offset < right.offset
      }.map(\.element)
    }
    models = newestFirst(vendors) + newestFirst(published)
  }

  /// The models that have something to say of any device.
  package var everything: ModelScope { ModelScope(models) }

  /// What `Device:2.19` or, for the newest of a family, `Device:2` means.
  ///
  /// - Throws: an error that names the nearest model there is.
  package func scope(of name: String) throws(JSONReadError) -> ModelScope {
    if let model = models.first(where: { $0.id == name }) ?? models.first(where: { $0.family == name }) {
      // A service is reached through a root model, whichever.
      return ModelScope(model.isService ? models.filter { !$0.isService } + [model] : [model], only: model)
    }
    var seen: Set<String> = []
    let known = models.map(\.id).filter { seen.insert($0).inserted }
    let nearest = NearestName.of(name, among: known + models.map(\.family)).map { "; did you mean \"\($0)\"?" } ?? ""
    throw JSONReadError(
      "no model \"\(JSONReadError.clip(name))\" is known\(nearest)", hint: "known: " + known.joined(separator: ", "))
  }
}

/// The models that a question is about.
package struct ModelScope: Sendable {
  package let roots: [DataModel]
  package let services: [DataModel]
  /// The one model that counts, when one was named; the others only lead to it.
  private let only: String?

  init(_ models: [DataModel], only: DataModel? = nil) {
    roots = models.filter { !$0.isService }
    services = models.filter(\.isService)
    self.only = only?.id
  }

  /// The type in which a value of a parameter travels, by the model that counts most: lists are strings.
  package func type(of path: String) -> ValueType? {
    guard let parsed = try? ParameterPath(strict: path), !parsed.isPartial,
      let node = ModelLookup(parsed, in: self).matches.first?.node
    else { return nil }
    return node.list == nil ? node.type : .string
  }

  func answers(_ model: DataModel) -> Bool {
    only == nil || model.id == only
  }

  /// Without the models of a name that a device does not follow: `Device` of versions 1 and 2 are two models.
  package func fitting(_ device: ParameterTree) -> ModelScope {
    guard let generation = device.deviceModelGeneration else { return self }
    return ModelScope(
      roots: roots.filter { $0.name != "Device" || $0.version.hasPrefix("\(generation).") }, services: services,
      only: only)
  }

  private init(roots: [DataModel], services: [DataModel], only: String?) {
    self.roots = roots
    self.services = services
    self.only = only
  }
}

extension ParameterTree {
  /// 2 or 1 where a tree below `Device` tells which of the two models it follows; nil where it does not.
  fileprivate var deviceModelGeneration: Int? {
    let has = { (path: String) in self[ExactString(path)] != nil }
    if has("Device.RootDataModelVersion") || has("Device.InterfaceStack") { return 2 }
    if has("Device.DeviceSummary") || has("Device.LAN") { return 1 }
    return nil
  }
}
