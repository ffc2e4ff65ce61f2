package import JSON

extension ModelMatch {
  /// The members of what is told of a place in a model (protocol.md 9, `parameter.describe`).
  package func writeMembers(to writer: inout JSONWriter) {
    writer.member("path")
    writer.string(template)
    writer.member("model")
    writer.string(model.id)
    writer.member("kind")
    writer.string(node.kind.name)
    writer.member("access")
    writer.string(node.isWritable ? "readWrite" : "readOnly")
    writer.member("status")
    writer.string(node.status.name)
    writer.member("since")
    writer.stringOrNull(node.since.isEmpty ? nil : node.since)
    if node.kind == .parameter { writeParameter(to: &writer) }
    if node.kind == .table { writeTable(to: &writer) }
    writer.member("risk")
    writer.boolean(ManagementPath.isRisky(template: template))
  }

  private func writeParameter(to writer: inout JSONWriter) {
    writer.member("type")
    writer.string(node.type.rawValue)
    writer.member("data_type")
    writer.stringOrNull(node.dataType)
    writer.member("units")
    writer.stringOrNull(node.units)
    writer.member("range")
    writer.write(node.ranges)
    writer.member("length")
    writer.write(node.lengths)
    writer.member("enumeration")
    writer.beginArray()
    for value in node.enumeration {
      writer.beginObject()
      writer.member("value")
      writer.string(value.value)
      writer.member("settable")
      writer.boolean(value.isSettable)
      writer.endObject()
    }
    writer.endArray()
    writer.member("pattern")
    let patterns = node.patterns
    writer.stringOrNull(
      patterns.isEmpty ? nil : patterns.count == 1 ? patterns[0] : patterns.map { "(\($0))" }.joined(separator: "|"))
    writeList(to: &writer)
    let value = node.defaultValue
    writer.member("default")
    writer.stringOrNull(value?.value)
    writer.member("default_of")
    writer.stringOrNull(value?.origin.rawValue)
    writer.member("hidden")
    writer.boolean(!node.traits.isDisjoint(with: [.hidden, .secured]))
    writer.member("command")
    writer.boolean(node.traits.contains(.command))
    writer.member("forced_inform")
    writer.boolean(node.traits.contains(.forcedInform))
    writeReferences(to: &writer)
  }

  private func writeList(to writer: inout JSONWriter) {
    writer.member("list")
    guard let list = node.list else { return writer.null() }
    writer.beginObject()
    writer.member("items")
    writer.writeOrNull(list.items)
    writer.member("length")
    writer.writeOrNull(list.length)
    writer.endObject()
  }

  private func writeReferences(to writer: inout JSONWriter) {
    writer.member("references")
    writer.beginArray()
    for reference in node.references {
      writer.beginObject()
      writer.member("kind")
      writer.string(reference.kind.rawValue)
      writer.member("strong")
      if let isStrong = reference.isStrong { writer.boolean(isStrong) } else { writer.null() }
      writer.member("target_type")
      writer.stringOrNull(reference.targetType.isEmpty ? nil : reference.targetType)
      writer.member("targets")
      writer.beginArray()
      for target in reference.targets { writer.string(target) }
      writer.endArray()
      writer.endObject()
    }
    writer.endArray()
  }

  private func writeTable(to writer: inout JSONWriter) {
    writer.member("unique_keys")
    writer.beginArray()
    for key in node.uniqueKeys {
      writer.beginObject()
      writer.member("parameters")
      writer.beginArray()
      for name in key.parameters { writer.string(name) }
      writer.endArray()
      writer.member("functional")
      writer.boolean(key.isFunctional)
      writer.endObject()
    }
    writer.endArray()
    writer.member("count_parameter")
    writer.stringOrNull(node.countParameter.map { mount + (node.parent?.path ?? "") + $0 })
    writer.member("enable_parameter")
    writer.stringOrNull(node.enableParameter.map { template + $0 })
  }
}

extension ModelEntry.Kind {
  /// As it is told: a row has the kind of its table.
  package var name: StaticString {
    switch self {
    case .object: "object"
    case .table: "table"
    case .parameter: "parameter"
    }
  }
}

extension ModelStatus {
  package var name: StaticString {
    switch self {
    case .current: "current"
    case .deprecated: "deprecated"
    case .obsoleted: "obsoleted"
    case .deleted: "deleted"
    }
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ spans: [Bounds]) {
    beginArray()
    for span in spans { writeOrNull(span) }
    endArray()
  }

  fileprivate mutating func writeOrNull(_ span: Bounds?) {
    guard let span else { return null() }
    beginObject()
    member("min")
    write(number: span.minimum)
    member("max")
    write(number: span.maximum)
    if let step = span.step {
      member("step")
      write(number: step)
    }
    endObject()
  }

  /// A number of any size, as the model has it.
  private mutating func write(number: String?) {
    guard let number else { return null() }
    if let whole = Int128(number) {
      raw(JSONText(valid: Array(String(whole).utf8)))
    } else if let real = Double(number), real.isFinite {
      self.number(real)
    } else {
      string(number)
    }
  }
}
