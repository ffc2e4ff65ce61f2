package import GatewayCore
internal import JSON

extension RESTBackend {
  package func list(_ query: InventoryQuery) async throws(GatewayError) -> DevicePage {
    guard query.sort == .byID, !query.isSortAsked else {
      throw GatewayError(
        .unsupported, "the Control API cannot sort a list",
        hint: "leave out sort, or put the cache in front: --backend cache --upstream rest", path: "/sort")
    }
    if let selector = query.filter.onlyDevice { return try await pageOfOne(selector, query) }
    if query.filter.matchesNothing { return pageOfNone() }
    let native = NativeFilter(query.filter)
    var walk = self.walk(native, query)
    if native.isWhole { walk.pageSize = min(ListWalk.largestPage, query.limit) }
    walk.wanted = native.isWhole || !query.wantsTotal ? query.limit : .max
    var page = DevicePage(freshness)
    var matches = 0
    // Upstream does all of the filter, as long as no row shows that it does not.
    var trusts = native.isWhole
    while let row = try await walk.next() {
      guard let device = try await passing(row, query.filter, native) else {
        trusts = false
        walk.pageSize = ListWalk.largestPage
        continue
      }
      matches += 1
      if page.devices.count < query.limit {
        page.devices.append(device)
        if page.devices.count == query.limit {
          if walk.hasMore { page.next = SortKey(value: .number(walk.offset), id: device.id) }
          if trusts || !query.wantsTotal { break }
        }
      }
    }
    known.note(page.devices)
    if trusts {
      page.total = walk.total
    } else {
      page.scanned = walk.scanned
      if query.wantsTotal, query.after == nil { page.total = matches }
    }
    if trusts, page.total == nil, query.wantsTotal, page.next == nil, query.after == nil {
      page.total = matches
    }
    return page
  }

  package func summarize(
    _ fields: [DeviceField], _ filter: InventoryFilter, _ policy: ReadPolicy
  ) async throws(GatewayError) -> [SummaryGroup] {
    let native = NativeFilter(filter)
    var query = InventoryQuery()
    query.filter = filter
    query.policy.includePending = fields.contains(.hasPending)
    var walk = self.walk(native, query)
    walk.wanted = .max
    var groups = SummaryGroups(fields)
    while let row = try await walk.next() {
      guard var device = try await passing(row, filter, native) else { continue }
      // A list leaves members out that the device itself tells (control-api.md 2.1).
      if fields.contains(where: { device[$0] == nil }) { device = try await detail(of: device) }
      try groups.add(device)
    }
    return groups.sorted
  }

  private func walk(_ native: NativeFilter, _ query: InventoryQuery) -> ListWalk {
    let needsPending = query.policy.includePending || query.filter.conditions.contains { $0.field == .hasPending }
    let path = native.adding(to: APIPath(family(listing: query.filter).collection))
      .adding("pending", when: needsPending).adding("update_status", when: query.policy.updateStatus)
    var offset = 0
    if case .number(let number) = query.after?.value { offset = max(0, number) }
    var walk = ListWalk(self, path, from: offset)
    if query.policy.updateStatus { walk.timeLimit = client.settings.statusUpdateTimeout }
    return walk
  }

  /// The family whose list is read: that of the id family leaves members out, which a filter may ask for, and another can
  /// be had where nobody has chosen one.
  private func family(listing filter: InventoryFilter) -> RESTSettings.Family {
    client.settings.isFamilyChosen || !filter.needsWholeRows ? family : .name
  }

  /// The device of a row when it passes the filter, with an id.
  ///
  /// What the row does not tell and the filter asks for is read from the device itself.
  private func passing(
    _ row: ControlRecord, _ filter: InventoryFilter, _ native: NativeFilter
  ) async throws(GatewayError) -> (any DeviceRecord)? {
    let device = row.id == nil ? try await withID(row) : row.device
    let isWhole = family(listing: filter) == .name
    switch filter.verdict(on: device, trusting: native.fields, isWhole: isWhole) {
    case .passes: return device
    case .fails: return nil
    case .open:
      let whole = try await detail(of: device)
      return filter.matches(whole) ? whole : nil
    }
  }

  func withID(_ row: ControlRecord) async throws(GatewayError) -> any DeviceRecord {
    guard case .text(let serial) = row.device[.serialNumber] else {
      throw GatewayError(.upstreamError, "upstream lists a device without id and serial number")
    }
    if let id = known.id(of: .serialNumber(serial)) {
      var row = row
      row.setID(id)
      return row.device
    }
    return try await completed(row, .serialNumber(serial)).device
  }

  private func detail(of device: any DeviceRecord) async throws(GatewayError) -> any DeviceRecord {
    var policy = ReadPolicy()
    policy.includePending = true
    do throws(GatewayError) {
      return try await fetch(.id(device.id), policy).device
    } catch {
      // It went away between the list and now: what the list told counts.
      guard error.kind == .notFound else { throw error }
      return device
    }
  }

  private func pageOfNone() -> DevicePage {
    var page = DevicePage(freshness)
    page.scanned = 0
    page.total = 0
    return page
  }

  /// A filter that names one device is answered by reading it.
  private func pageOfOne(_ selector: DeviceSelector, _ query: InventoryQuery) async throws(GatewayError) -> DevicePage {
    var page = pageOfNone()
    guard query.after == nil else { return page }
    do throws(GatewayError) {
      let device = try await fetch(selector, query.policy).device
      page.scanned = 1
      if query.filter.matches(device) {
        page.devices = [device]
        page.total = 1
      }
    } catch {
      guard error.kind == .notFound else { throw error }
    }
    return page
  }
}
