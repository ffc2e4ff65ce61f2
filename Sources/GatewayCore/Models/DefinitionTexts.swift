internal import JSON
internal import Synchronization

/// What is told of places in models, kept as JSON so that telling it again copies bytes and composes nothing.
final class DefinitionTexts: Sendable {
  private struct Key: Hashable {
    let node: ModelNode
    let mount: String
  }

  /// Half a kilobyte each.
  private static let most = 4096

  private let texts = Mutex<[Key: JSONText]>([:])

  func write(_ match: ModelMatch, to writer: inout JSONWriter) {
    let key = Key(node: match.node, mount: match.mount)
    let text = texts.withLock { texts in
      if let known = texts[key] { return known }
      let made = JSONText { writer in
        writer.beginObject()
        match.writeMembers(to: &writer)
        writer.endObject()
      }
      if texts.count >= DefinitionTexts.most { texts.removeAll() }
      texts[key] = made
      return made
    }
    writer.raw(text)
  }
}
