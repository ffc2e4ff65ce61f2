internal import GatewayCore
internal import JSON

/// What upstream noted of a device: the only trace of what a headless operation brought where its list tells nothing
/// (control-api.md 8.4).
struct DeviceLog: Sendable {
  private let client: ControlClient

  init(_ client: ControlClient) {
    self.client = client
  }

  private static let collection = "inventory_device_log"
  private static let mostPages = 20

  struct Entry: Sendable {
    let action: String?
    let variable: String?
    let value: String?
    let isPending: Bool?
    let isApplied: Bool?
    /// A CWMP fault, where it is one.
    let code: Int?
    let problem: String?
    let at: Timestamp?
  }

  func isThere(_ device: Int) async throws(APIFailure) -> Bool {
    try await client.hasEndpoint(APIPath(DeviceLog.collection).adding("parent__id", device).adding("limit", 1))
  }

  /// Entries about one device and action, those with a time in its order.
  func entries(of device: Int, action: String) async throws(APIFailure) -> [Entry] {
    let first = APIPath(DeviceLog.collection).adding("parent__id", device).adding("action", action)
      .adding("limit", ListWalk.largestPage)
    var path = first
    var entries: [Entry] = []
    for _ in 0..<DeviceLog.mostPages {
      let page = try await client.read(.get(path, .evidence)) { (value) throws(JSONReadError) in
        try RecordPage(reading: value) { (row) throws(JSONReadError) in DeviceLog.entry(row) }
      }
      entries += page.rows
      // Its pages are cursors in one text and offsets in another: the link says how to go on (control-api.md 9.38).
      guard page.hasNext == true, !page.rows.isEmpty, let query = page.nextQuery else { break }
      path = first.withQuery(query)
    }
    return entries.sorted { left, right in
      guard let mine = left.at, let theirs = right.at else { return false }
      return mine < theirs
    }
  }

  private static func entry(_ row: JSONValue) -> Entry {
    let problem = row.member("error_message")?.stringValue ?? row.member("error")?.stringValue
    let code = row.member("error_code")?.scalarText
    let told = [code, problem].compactMap { $0 }.filter { !$0.isEmpty && $0 != "0" }
    return Entry(
      action: row.member("action")?.stringValue,
      variable: row.member("variable_name")?.stringValue
        ?? row.member("parameter")?.member("variable_name")?.stringValue,
      value: row.member("value")?.stringValue, isPending: row.member("is_pending")?.booleanValue,
      isApplied: row.member("is_applied")?.booleanValue, code: code.flatMap { Int($0) },
      problem: told.isEmpty ? nil : told.joined(separator: " "),
      at: (row.member("datetime")?.stringValue ?? row.member("timestamp")?.stringValue).flatMap { Timestamp($0) })
  }
}
