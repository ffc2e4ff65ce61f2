internal import GatewayCore
internal import JSON
internal import Synchronization

/// Records as they were last read, with the bytes they were read from: most of the time a device that is looked at again
/// tells the same, and then nothing has to be parsed.
final class RecordMemo: Sendable {
  private struct Entry: Sendable {
    let body: [UInt8]
    let record: ControlRecord
  }

  private let entries = Mutex<[String: Entry]>([:])

  /// So many are kept, about two thousand bytes each; behind that all are forgotten.
  private static let most = 4096

  /// The record of an answer.
  ///
  /// - Throws: `lost` for a body that is no record.
  func record(_ path: APIPath, _ response: TransportResponse) throws(APIFailure) -> ControlRecord {
    if let entry = entries.withLock({ $0[path.text] }), entry.body == response.body { return entry.record }
    let record = try ControlClient.parsed(response) { (value) throws(JSONReadError) in
      try ControlRecord(reading: value)
    }
    entries.withLock { entries in
      if entries.count >= RecordMemo.most { entries = [:] }
      entries[path.text] = Entry(body: response.body, record: record)
    }
    return record
  }
}
