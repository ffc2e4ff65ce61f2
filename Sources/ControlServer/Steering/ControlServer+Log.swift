internal import GatewayCore
internal import JSON
internal import Synchronization

/// Tells the access log and the faults that are armed.
extension ControlServer {
  /// Tells somebody of every request that is answered; never a token or a body.
  package func watchRequests(
    _ observer: @escaping @Sendable (_ method: String, _ template: String, _ target: String, _ status: Int) -> Void
  ) {
    accessLog.withLock { $0.observer = observer }
  }

  /// How many requests of a kind were answered since the start, or since the log was emptied.
  ///
  /// - Parameter template: such as `/inventory_device/{id}/`.
  package func requestCount(_ method: String, _ template: String) -> Int {
    accessLog.withLock { $0.counts[AccessLog.Kind(method: method, template: template)] ?? 0 }
  }

  func tellLog(_ request: ControlRequest) -> ControlAnswer {
    let query = request.target.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
    let since = (try? Query(query))?["since"].flatMap { Int($0) } ?? 0
    let (entries, counts, last) = accessLog.withLock { ($0.entries(since: since), $0.counts, $0.last) }
    return ControlAnswer(200) { writer in
      writer.beginObject()
      writer.member("last")
      writer.integer(last)
      writer.member("counts")
      writer.beginArray()
      for (kind, count) in counts.sorted(by: { $0.key < $1.key }) {
        writer.beginObject()
        writer.member("method")
        writer.string(kind.method)
        writer.member("template")
        writer.string(kind.template)
        writer.member("count")
        writer.integer(count)
        writer.endObject()
      }
      writer.endArray()
      writer.member("entries")
      writer.beginArray()
      for entry in entries {
        writer.beginObject()
        writer.member("sequence")
        writer.integer(entry.sequence)
        writer.member("method")
        writer.string(entry.method)
        writer.member("template")
        writer.string(entry.template)
        writer.member("target")
        writer.string(entry.target)
        writer.member("status")
        writer.integer(entry.status)
        writer.endObject()
      }
      writer.endArray()
      writer.endObject()
    }
  }

  func tellFaults() -> ControlAnswer {
    let rules = faults.withLock { $0.rules }
    return ControlAnswer(200) { writer in
      writer.beginObject()
      writer.member("armed")
      writer.beginArray()
      for rule in rules { rule.write(to: &writer) }
      writer.endArray()
      writer.endObject()
    }
  }
}
