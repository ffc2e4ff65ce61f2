internal import CDataModels
internal import GatewayCore

extension ModelDraft {
  /// A model of lines, each a path and words in any order: `w` for what can be written, a type, a status.
  init(_ id: String, isService: Bool = false, lines: String) {
    let parts = id.split(separator: ":").map(String.init)
    self.init(name: parts[0], version: parts[1], isService: isService)
    entries = lines.split(separator: "\n").map { line in
      let words = line.split(separator: " ").map(String.init)
      var entry = ModelEntry(path: words[0])
      for word in words.dropFirst() {
        if word == "w" { entry.isWritable = true }
        if let type = ValueType(rawValue: word) { entry.type = type }
        if let status = ModelStatus.allCases.first(where: { "\($0)" == word }) { entry.status = status }
      }
      return entry
    }
  }
}

extension ModelEntry {
  /// What its path says it is.
  init(path: String) {
    self.init(path: path, kind: path.hasSuffix("{i}.") ? .table : path.hasSuffix(".") ? .object : .parameter)
  }

  /// The parameter `Device.P`, which can be set.
  static func parameter(_ type: ValueType = .string, _ fill: (inout ModelEntry) -> Void = { _ in }) -> ModelEntry {
    var entry = ModelEntry(path: "Device.P")
    entry.type = type
    entry.isWritable = true
    fill(&entry)
    return entry
  }
}

extension ModelTable {
  /// A table of models that lives as long as the tests: models and nodes point into it and do not keep it.
  static func made(of drafts: [ModelDraft]) throws -> ModelTable {
    let bytes = try ModelTableWriter.table(of: drafts)
    let kept = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 4)
    kept.copyBytes(from: bytes)
    return try ModelTable(UnsafeRawBufferPointer(kept))
  }

  /// The models that are compiled into the program.
  static func published() throws -> ModelTable {
    try ModelTable(UnsafeRawBufferPointer(start: cdatamodels_table(), count: cdatamodels_table_size()))
  }
}

extension ModelCatalogue {
  convenience init(_ drafts: [ModelDraft], vendors: [ModelDraft] = []) throws {
    try self.init(published: [.made(of: drafts)], vendors: vendors.isEmpty ? [] : [VendorModels(.made(of: vendors))])
  }

  static func published() throws -> ModelCatalogue {
    try ModelCatalogue(published: [ModelTable.published()])
  }
}

extension ParameterTree {
  /// A device that told these; a path with a dot at its end is that of an object.
  init(_ reported: [(path: String, value: String, type: ValueType)], isWritable: Bool = true) {
    self.init(
      reported.map { path, value, type in
        let isObject = path.hasSuffix(".")
        return Node(
          path: isObject ? String(path.dropLast()) : path, isObject: isObject, isWritable: isWritable,
          value: isObject ? nil : value, type: type)
      })
  }
}

extension ParameterCheck {
  /// What it finds on the only parameter of a model.
  static func issues(of value: String, for entry: ModelEntry, type: ValueType? = nil) throws -> [ModelIssue] {
    var draft = ModelDraft(name: "Device", version: "2.1")
    draft.entries = [ModelEntry(path: "Device."), entry]
    let catalogue = try ModelCatalogue([draft])
    return ParameterCheck(catalogue).verdict(on: entry.path, for: .set, value: value, type: type).issues
  }
}
