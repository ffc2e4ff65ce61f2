extension ModelDraft {
  /// What a table has of a model, for documents that amend it.
  package init(_ model: DataModel) {
    self.init(
      name: model.name, version: model.version, isService: model.isService, source: model.source,
      licence: model.licence)
    append(model.top)
  }

  /// An object, its parameters, and then the objects in it.
  private mutating func append(_ node: ModelNode) {
    let children = node.children
    for child in children where child.kind == .parameter { entries.append(ModelEntry(child)) }
    for child in children where child.kind != .parameter {
      entries.append(ModelEntry(child))
      append(child)
    }
  }
}

extension ModelEntry {
  /// What a table has of a place in a model.
  init(_ node: ModelNode) {
    self.init(path: node.path, kind: node.kind)
    isWritable = node.isWritable
    status = node.status
    since = node.since
    traits = node.traits
    type = node.type
    dataType = node.dataType
    list = node.list
    lengths = node.lengths
    ranges = node.ranges
    enumeration = node.enumeration
    patterns = node.patterns
    units = node.units
    defaultValue = node.defaultValue
    references = node.references
    instances = node.instances
    countParameter = node.countParameter
    enableParameter = node.enableParameter
    uniqueKeys = node.uniqueKeys
  }
}
