package import GatewayCore
internal import JSON

extension CacheBackend {
  package func create(_ attributes: DeviceAttributes) async throws(GatewayError) -> any DeviceRecord {
    let device = try await online().create(attributes)
    // The answer to a create may tell less than a read does.
    return await kept(device, flags: .mustBeReadAgain, isNew: true)
  }

  package func update(
    _ selector: DeviceSelector, _ attributes: DeviceAttributes
  ) async throws(GatewayError) -> DeviceUpdate {
    let upstream = try online()
    return try await write(selector) { () async throws(GatewayError) in try await upstream.update(selector, attributes)
    }
  }

  package func replace(
    _ selector: DeviceSelector, _ attributes: DeviceAttributes
  ) async throws(GatewayError) -> DeviceUpdate {
    let upstream = try online()
    return try await write(selector) { () async throws(GatewayError) in try await upstream.replace(selector, attributes)
    }
  }

  package func delete(_ selector: DeviceSelector) async throws(GatewayError) {
    let upstream = try online()
    // A name may belong to another device by now, and that is the one that goes.
    let id = if case .id(let id) = selector { id } else { try await upstream.resolve(selector).id }
    let held = try row(selector)?.record.id
    try await noting(id) { () async throws(GatewayError) in try await upstream.delete(selector) }
    await afterwards { () async throws(GatewayError) in
      _ = try await remove(id)
      if let held, held != id { try await markForReading(held) }
    }
  }

  private func write(
    _ selector: DeviceSelector, _ body: () async throws(GatewayError) -> DeviceUpdate
  ) async throws(GatewayError) -> DeviceUpdate {
    // What was never read has no value that could be told to have changed.
    let held = try await held(selector)
    let update = try await noting(held, body)
    if let held, held != update.device.id {
      await afterwards { () async throws(GatewayError) in try await markForReading(held) }
    }
    return DeviceUpdate(device: await kept(update.device), changed: update.changed)
  }

  /// What is known of a device that was written.
  private func kept(
    _ device: any DeviceRecord, flags: CachedRow.Flags = [], isNew: Bool = false
  ) async -> any DeviceRecord {
    var record = device
    await afterwards { () async throws(GatewayError) in
      record = try await keep(device, from: .write, flags: flags, isNew: isNew)
    }
    return record
  }

  /// Notes here what upstream has done: where that cannot be noted it is done all the same, and the mark that the record
  /// got before stays.
  private func afterwards(_ body: () async throws(GatewayError) -> Void) async {
    do throws(GatewayError) {
      try await body()
    } catch {
      settings.report("a write is done upstream and cannot be noted in the cache: \(error.detail ?? error.message)")
    }
  }

  /// The device that is about to be written, read first when it is not held.
  private func held(_ selector: DeviceSelector) async throws(GatewayError) -> Int? {
    if let row = try row(selector) { return row.record.id }
    do throws(GatewayError) {
      return try await read(selector, held: nil, ReadPolicy()).device.id
    } catch {
      guard error.kind != .ioError else { throw error }
      return nil
    }
  }

  /// Makes a write of upstream, with the record marked to be read again until it is known what became of it, also by who
  /// comes after a crash.
  private func noting<Value>(
    _ id: Int?, _ body: () async throws(GatewayError) -> Value
  ) async throws(GatewayError) -> Value {
    guard let id, let row = try row(.id(id)) else { return try await body() }
    if !row.mustBeReadAgain { try await markForReading(id) }
    do throws(GatewayError) {
      return try await body()
    } catch {
      if error.kind != .outcomeUnknown, !row.mustBeReadAgain {
        await afterwards { () async throws(GatewayError) in try await unmark(id) }
      }
      throw error
    }
  }
}
