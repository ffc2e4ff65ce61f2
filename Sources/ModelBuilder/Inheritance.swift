internal import GatewayCore

/// What an object hands down to everything in it.
struct Inheritance {
  var status = ModelStatus.current
  var since = ""

  /// The entry with the worse status of both, and with the version handed down where it has none.
  func given(to entry: ModelEntry) -> ModelEntry {
    var entry = entry
    entry.status = max(entry.status, status)
    if entry.since.isEmpty { entry.since = since }
    return entry
  }
}
