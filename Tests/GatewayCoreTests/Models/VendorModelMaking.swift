internal import GatewayCore

/// A table of one model with these parameters, all of them texts that can be set.
func modelTable(_ name: String, _ version: String, _ paths: String...) throws -> ModelTable {
  try ModelTable(untrusted: ModelTableWriter.table(of: [modelDraft(name, version, paths)]))
}

func modelDraft(_ name: String, _ version: String, _ paths: [String]) -> ModelDraft {
  var draft = ModelDraft(name: name, version: version, licence: "as is")
  draft.entries = paths.map { path in
    let kind: ModelEntry.Kind = path.hasSuffix("{i}.") ? .table : path.hasSuffix(".") ? .object : .parameter
    var entry = ModelEntry(path: path, kind: kind)
    entry.isWritable = true
    return entry
  }
  return draft
}
