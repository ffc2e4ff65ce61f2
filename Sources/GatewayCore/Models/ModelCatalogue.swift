package import JSON

/// The data models that are known: those that are compiled in, and those of vendors beside them.
package final class ModelCatalogue: Sendable {
  private let vendors: [Entry]
  private let published: [DataModel]
  private let definitions = DefinitionTexts()
  /// The models of all devices, those of vendors with and without a condition.
  package let everything: ModelScope

  private struct Entry {
    let model: DataModel
    let applicability: ModelApplicability
  }

  /// - Parameter vendors: their models count before those of `published`, the first ones most.
  package init(published: [ModelTable], vendors: [VendorModels] = []) {
    self.vendors = ModelCatalogue.newestFirst(
      vendors.flatMap { vendor in
        vendor.table.models.map { Entry(model: $0, applicability: vendor.applicability) }
      }, \.model)
    self.published = ModelCatalogue.newestFirst(published.flatMap(\.models), \.self)
    everything = ModelScope(self.vendors.map(\.model) + self.published)
  }

  /// Vendors' before published ones; of one name, newer before older ones.
  package var models: [DataModel] { vendors.map(\.model) + published }

  /// An object with what is told of a place in one of the models.
  package func writeDefinition(of match: ModelMatch, to writer: inout JSONWriter) {
    definitions.write(match, to: &writer)
  }

  /// Whether a vendor's model hides the value of a parameter, whichever devices it is for.
  package func hides(_ path: String) -> Bool {
    guard !vendors.isEmpty, let parsed = ParameterPath(lenient: path) else { return false }
    return ModelLookup(parsed, in: ModelScope(vendors.map(\.model))).matches.contains { match in
      !match.node.traits.isDisjoint(with: [.hidden, .secured])
    }
  }

  /// Whether ``scope(for:)`` is another for another device.
  package var dependsOnDevice: Bool { !vendors.isEmpty }

  /// The models that have something to say of a device.
  package func scope(for device: any DeviceRecord) -> ModelScope {
    vendors.isEmpty ? everything : ModelScope(models(for: device))
  }

  private func models(for device: any DeviceRecord) -> [DataModel] {
    vendors.filter { $0.applicability.holds(for: device) }.map(\.model) + published
  }

  /// The versions of a name share the places that they had, the newest in the first of them.
  private static func newestFirst<Item>(_ items: [Item], _ model: (Item) -> DataModel) -> [Item] {
    var sorted = items
    for places in Dictionary(grouping: items.indices, by: { model(items[$0]).name }).values where places.count > 1 {
      let order = places.sorted { left, right in
        let (mine, theirs) = (model(items[left]), model(items[right]))
        return mine.isNewer(than: theirs) || (!theirs.isNewer(than: mine) && left < right)
      }
      for (place, item) in zip(places, order) { sorted[place] = items[item] }
    }
    return sorted
  }

  /// What `Device:2.19` or, for the newest of a family, `Device:2` means.
  ///
  /// - Parameter device: models of it count before others of that name; one that is of other devices is found all the
  ///   same, since somebody named it.
  /// - Throws: an error that names the nearest model there is.
  package func scope(of name: String, for device: (any DeviceRecord)? = nil) throws(JSONReadError) -> ModelScope {
    let models = (device.map { self.models(for: $0) } ?? []) + self.models
    if let model = models.first(where: { $0.id == name }) ?? models.first(where: { $0.family == name }) {
      // A service is reached through a root model, whichever.
      return ModelScope(model.isService ? self.models.filter { !$0.isService } + [model] : [model], only: model)
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
