package import GatewayCore
internal import JSON

extension RESTBackend {
  /// A page of the name family's list, which tells every member, with what is pending; after all other requests.
  package func page(of walk: InventoryWalk) async throws(GatewayError) -> WalkPage {
    let limit = min(walk.limit, ListWalk.largestPage)
    var filter = InventoryFilter()
    filter.statusChangedSince = walk.changedSince
    let list = APIPath(RESTSettings.Family.name.collection).adding("pending", when: true)
    let path = NativeFilter(filter).adding(to: list).adding("limit", limit).adding("offset", walk.place)
    let answer: RecordPage<ControlRecord>
    do throws(APIFailure) {
      answer = try await client.page(.get(path, .sync))
    } catch {
      throw error.error(.reading, client.token)
    }
    var page = WalkPage()
    for row in answer.rows {
      let device = row.id == nil ? try await withID(row) : row.device
      if filter.matches(device) { page.devices.append(device) }
    }
    page.total = answer.total
    let end = walk.place + answer.rows.count
    // A page that says nothing of a next one is the last when it is short.
    guard !answer.rows.isEmpty, answer.hasNext ?? (answer.rows.count >= limit) else { return page }
    page.next = end
    if answer.rows.count == limit, let total = answer.total {
      page.ahead = Array(stride(from: end + limit, to: total, by: limit).prefix(ListWalk.mostAhead))
    }
    return page
  }
}
