internal import GatewayCore

/// A model while it is put together: objects with their parameters, each with what it says itself.
///
/// What comes from the objects above (a worse status, a version) is added when the model is finished, so that an
/// amendment of an object reaches everything in it.
struct ResolvedModel {
  private struct Block {
    var object: ModelEntry?
    var parameters: [ModelEntry] = []
  }

  private struct Place {
    let block: Int
    let position: Int
  }

  var isService = false
  var source = ""
  var licence = ""
  private var blocks: [Block] = []
  private var objects: [String: Int] = [:]
  private var parameters: [String: Place] = [:]

  init() {}

  /// A finished model: what its parts have from the objects above is taken as theirs.
  init(_ draft: ModelDraft) {
    isService = draft.isService
    source = draft.source
    licence = draft.licence
    var statuses: [String: ModelStatus] = [:]
    for entry in draft.entries where entry.kind != .parameter { statuses[entry.path] = entry.status }
    for var entry in draft.entries {
      var above = entry.kind == .parameter ? TemplatePath.object(of: entry.path) : TemplatePath.parent(of: entry.path)
      while let path = above, statuses[path] == nil { above = TemplatePath.parent(of: path) }
      if let inherited = above.flatMap({ statuses[$0] }), inherited == entry.status { entry.status = .current }
      add(entry)
    }
  }

  func entry(_ path: String) -> ModelEntry? {
    if let block = objects[path], let object = blocks[block].object { return object }
    return parameters[path].map { blocks[$0.block].parameters[$0.position] }
  }

  /// Whether parameters can be added to an object, or at the top, which an empty path is.
  func holds(object path: String) -> Bool {
    path.isEmpty || objects[path].map { blocks[$0].object != nil } ?? false
  }

  /// The version that brought an object, or the nearest one above it that has a version; empty when none has.
  func since(of object: String) -> String {
    var path: String? = object
    while let here = path {
      if let since = entry(here)?.since, !since.isEmpty { return since }
      path = TemplatePath.parent(of: here)
    }
    return ""
  }

  /// Appends an object, or a parameter to its object.
  mutating func add(_ entry: ModelEntry) {
    guard entry.kind == .parameter else {
      blocks[block(entry.path)].object = entry
      return
    }
    let block = block(TemplatePath.object(of: entry.path))
    parameters[entry.path] = Place(block: block, position: blocks[block].parameters.count)
    blocks[block].parameters.append(entry)
  }

  /// Puts a changed entry in the place of the one of the same path.
  mutating func replace(_ entry: ModelEntry) {
    if entry.kind != .parameter, let block = objects[entry.path] {
      blocks[block].object = entry
    } else if let place = parameters[entry.path] {
      blocks[place.block].parameters[place.position] = entry
    }
  }

  private mutating func block(_ path: String) -> Int {
    if let block = objects[path] { return block }
    objects[path] = blocks.count
    blocks.append(Block())
    return blocks.count - 1
  }

  /// Everything in the order of the document, with what comes from the objects above.
  func finished() -> [ModelEntry] {
    var inherited: [String: Inheritance] = ["": Inheritance()]
    var result: [ModelEntry] = []
    result.reserveCapacity(blocks.count + parameters.count)
    for block in blocks {
      var above = Inheritance()
      if let object = block.object {
        above = inheritance(of: object, &inherited)
        result.append(above.given(to: object))
      }
      result += block.parameters.map { above.given(to: $0) }
    }
    return result
  }

  private func inheritance(of object: ModelEntry, _ known: inout [String: Inheritance]) -> Inheritance {
    if let found = known[object.path] { return found }
    var above = TemplatePath.parent(of: object.path)
    while let path = above, !path.isEmpty, !holds(object: path) { above = TemplatePath.parent(of: path) }
    var result = Inheritance()
    if let path = above, let parent = entry(path) { result = inheritance(of: parent, &known) }
    result.status = max(result.status, object.status)
    if !object.since.isEmpty { result.since = object.since }
    known[object.path] = result
    return result
  }
}
