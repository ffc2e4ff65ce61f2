internal import CLibMD
package import GatewayCore
package import JSON
internal import Synchronization

/// Every call that changed something or tried to, in order, each entry tied to the one before by its hash.
///
/// In memory the last entries are kept; their sequence numbers and hashes go on as if all were.
package final class AuditLog: Sendable {
  package struct Entry: Sendable {
    package let sequence: Int
    package let at: Timestamp
    package let method: StaticString
    package let device: Int?
    /// Nil where they could not be understood.
    package let params: JSONText?
    /// The kind of its error; nil when it went well.
    package let outcome: String?
    package let operation: String?
    /// SHA-256 over the hash of the entry before and the text of this one, in hexadecimal.
    package let hash: String
  }

  private struct State {
    var entries: [Entry] = []
    var sequence = 0
    var head = AuditLog.firstHash
  }

  private let state = Mutex(State())
  private let kept: Int

  /// What the first entry is tied to.
  private static let firstHash = String(repeating: "0", count: 64)

  package init(kept: Int = 50_000) {
    self.kept = kept
  }

  /// The hash of the last entry.
  package var head: String { state.withLock { $0.head } }

  package func append(
    method: StaticString, device: Int?, params: JSONText?, outcome: String?, operation: String?, at: Timestamp
  ) {
    state.withLock { state in
      state.sequence += 1
      let unhashed = Entry(
        sequence: state.sequence, at: at, method: method, device: device, params: params, outcome: outcome,
        operation: operation, hash: "")
      let text = JSONText { writer in unhashed.write(to: &writer, withHash: false) }
      state.head = SHA256.hexadecimal(of: Array(state.head.utf8) + text.bytes)
      state.entries.append(
        Entry(
          sequence: state.sequence, at: at, method: method, device: device, params: params, outcome: outcome,
          operation: operation, hash: state.head))
      if state.entries.count > kept * 2 { state.entries.removeFirst(kept) }
    }
  }

  /// Entries behind a sequence number, oldest first, as many as are wanted, and whether there are more.
  package func entries(
    after sequence: Int, limit: Int, where isWanted: (Entry) -> Bool
  ) -> (entries: [Entry], hasMore: Bool) {
    state.withLock { state in
      var found: [Entry] = []
      for entry in state.entries where entry.sequence > sequence && isWanted(entry) {
        guard found.count < limit else { return (found, true) }
        found.append(entry)
      }
      return (found, false)
    }
  }
}

extension AuditLog.Entry {
  package func write(to writer: inout JSONWriter, withHash: Bool = true) {
    writer.beginObject()
    writer.member("sequence")
    writer.integer(sequence)
    writer.member("at")
    writer.time(at)
    writer.member("method")
    writer.string(method)
    writer.member("device")
    if let device { writer.integer(device) } else { writer.null() }
    writer.member("params")
    if let params { writer.raw(params) } else { writer.null() }
    writer.member("outcome")
    writer.string(outcome ?? "ok")
    writer.member("operation")
    writer.stringOrNull(operation)
    if withHash {
      writer.member("hash")
      writer.string(hash)
    }
    writer.endObject()
  }
}

/// The hash of FIPS 180-4, by libmd.
enum SHA256 {
  static func hexadecimal(of bytes: [UInt8]) -> String {
    var context = SHA2_CTX()
    SHA256Init(&context)
    SHA256Update(&context, bytes, bytes.count)
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256Final(&digest, &context)
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
