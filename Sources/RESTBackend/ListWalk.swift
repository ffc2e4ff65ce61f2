internal import GatewayCore
internal import JSON

/// Goes through the pages of a list, row by row, each device once.
///
/// It goes on by the rows that came and not by those it asked for; rows that a shifted page brings again are passed
/// over (control-api.md 1.4).
struct ListWalk {
  private let backend: RESTBackend
  private let path: APIPath
  private let priority: RequestPriority
  private var page: [ControlRecord] = []
  /// The next pages, in their order, as far as they are being read.
  private var ahead: [PageAhead] = []
  private var place = 0
  private var isLast = false
  private var seenIDs: Set<Int> = []
  /// What records of shape B tell, which have no id.
  private var seenNames: Set<DeviceValue> = []
  /// Pages in a row that brought nothing new.
  private var barren = 0
  /// The place in upstream's list behind the last row that was taken.
  private(set) var offset: Int
  /// How many there are in all, where upstream tells.
  private(set) var total: Int?
  /// Rows that were looked at.
  private(set) var scanned = 0
  /// Rows to ask for; upstream may give fewer.
  var pageSize = ListWalk.largestPage
  var timeLimit: Double?
  /// Rows that will be taken for certain, if there are so many: as long as one page is not enough for them, the next
  /// ones are read while rows are taken from the one before.
  var wanted = 0

  /// The largest page that the pages of the API allow.
  static let largestPage = 100
  /// So many pages are asked for side by side: some are on their way while others are taken apart.
  static let mostAhead = 8
  /// So many pages without a new row are no list.
  private static let mostBarren = 3

  /// - Parameter path: of the list, with its filters.
  init(
    _ backend: RESTBackend, _ path: APIPath, _ priority: RequestPriority = .interactive,
    from offset: Int = 0
  ) {
    self.backend = backend
    self.path = path
    self.priority = priority
    self.offset = offset
  }

  /// The next row; nil behind the last.
  mutating func next() async throws(GatewayError) -> ControlRecord? {
    while true {
      while place < page.count {
        let row = page[place]
        place += 1
        offset += 1
        guard isNew(row) else { continue }
        barren = 0
        scanned += 1
        return row
      }
      if isLast { return nil }
      guard !Task.isCancelled else { throw GatewayError(.cancelled, "cancelled by the client") }
      try await readPage()
    }
  }

  /// Whether upstream has rows behind those that were taken, as far as it says.
  var hasMore: Bool {
    place < page.count || !isLast
  }

  private mutating func readPage() async throws(GatewayError) {
    barren += 1
    guard barren <= ListWalk.mostBarren else {
      throw GatewayError(.upstreamError, "upstream repeats the same devices page after page")
    }
    let answer: RecordPage<ControlRecord>
    do throws(APIFailure) {
      if let next = ahead.first, next.offset == offset {
        ahead.removeFirst()
        answer = try await next.page()
      } else {
        ahead = []
        // Who goes on in the list that was read last need not wait for a page to know that others follow.
        if offset > 0, let total = backend.listed.total(of: path) {
          askAhead(from: offset + pageSize, behind: scanned + pageSize, upTo: total)
        }
        answer = try await backend.client.page(call(from: offset))
      }
    } catch {
      throw error.error(.reading, backend.client.token)
    }
    total = answer.total ?? total
    if let total { backend.listed.learn(total, of: path) }
    page = answer.rows
    seenIDs.reserveCapacity(seenIDs.count + page.count)
    place = 0
    // A page that says nothing of a next one is the last when it is short.
    isLast = page.isEmpty || !(answer.hasNext ?? (page.count >= pageSize))
    readAhead()
  }

  /// Asks for the pages behind this one that will be needed.
  private mutating func readAhead() {
    let next = offset + page.count
    if isLast || ahead.first?.offset != next { ahead = [] }
    guard !isLast else { return }
    // Where a page behind the next one begins is certain only when pages are as long as they were asked for.
    let end = page.count == pageSize ? max(total ?? 0, next + 1) : next + 1
    askAhead(from: next, behind: scanned + page.count, upTo: end)
  }

  /// Asks for pages one behind the other, as long as they are needed and there are as many.
  ///
  /// - Parameters:
  ///   - place: where the first of those begins that are ahead.
  ///   - rows: those in front of it that are taken or will be.
  ///   - end: of the list, as far as is known.
  private mutating func askAhead(from place: Int, behind rows: Int, upTo end: Int) {
    while ahead.count < ListWalk.mostAhead {
      let more = ahead.count * pageSize
      guard rows + more < wanted, place + more < end else { return }
      ahead.append(PageAhead(backend.client, call(from: place + more), offset: place + more))
    }
  }

  private func call(from offset: Int) -> APICall {
    var call = APICall.get(path.adding("limit", pageSize).adding("offset", offset), priority)
    call.timeLimit = timeLimit
    return call
  }

  private mutating func isNew(_ row: ControlRecord) -> Bool {
    if let id = row.id { return seenIDs.insert(id).inserted }
    return seenNames.insert(row.device[.serialNumber] ?? row.device[.name] ?? .null).inserted
  }
}
