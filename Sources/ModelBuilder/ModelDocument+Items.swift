internal import GatewayCore

extension ModelDocument {
  /// The name of an object or parameter, and whether it is one that is there already.
  func nameOrBase(of element: RawElement) throws(ModelDocumentError) -> (name: String, isAmendment: Bool) {
    if let base = element["base"], !base.isEmpty { return (base, true) }
    return (try required("name", of: element), false)
  }

  /// Writes down what the attributes and keys of an object say; what they do not say stays as it is.
  func describe(object element: RawElement, in entry: inout ModelEntry) throws(ModelDocumentError) {
    if let access = try access(of: element) { entry.isWritable = entry.kind == .table && access != .readOnly }
    if let status = try status(of: element) { entry.status = status }
    var instances = entry.instances ?? Bounds("1", "1")
    if let minimum = try number("minEntries", of: element) { instances.minimum = minimum }
    if element["maxEntries"] != nil { instances.maximum = try number("maxEntries", of: element) }
    entry.instances = entry.kind == .object && instances == Bounds("1", "1") ? nil : instances
    if let count = element["numEntriesParameter"] { entry.countParameter = count }
    if let enable = element["enableParameter"] { entry.enableParameter = enable }
    for key in element.children where key.name == "uniqueKey" {
      let read = try uniqueKey(key)
      if let same = entry.uniqueKeys.firstIndex(where: { $0.parameters == read.parameters }) {
        entry.uniqueKeys[same] = read
      } else {
        entry.uniqueKeys.append(read)
      }
    }
  }

  /// Writes down what a parameter says, on a new entry or on the one it amends.
  func describe(
    parameter element: RawElement, in entry: inout ModelEntry, isAmendment: Bool
  ) throws(ModelDocumentError) {
    if let access = try access(of: element) {
      entry.isWritable = access != .readOnly
      entry.traits.set(.writeOnce, access == .writeOnceReadOnly)
    }
    if let status = try status(of: element) { entry.status = status }
    entry.traits.set(.forcedInform, try flag("forcedInform", of: element))
    if let syntax = element.first("syntax") {
      let read = try self.syntax(syntax)
      if isAmendment { read.amend(&entry) } else { read.define(&entry) }
    } else if !isAmendment && entry.status != .deleted {
      throw error(element, "parameter `\(entry.path)` without a `syntax`")
    }
  }

  private func uniqueKey(_ element: RawElement) throws(ModelDocumentError) -> UniqueKey {
    var parameters: [String] = []
    for parameter in element.children where parameter.name == "parameter" {
      parameters.append(try required("ref", of: parameter))
    }
    guard !parameters.isEmpty else { throw error(element, "`uniqueKey` without parameters") }
    return UniqueKey(isFunctional: try flag("functional", of: element) ?? true, parameters: parameters)
  }
}
