internal import GatewayCore
internal import Synchronization

/// Reads devices for operations that wait on them: one read serves all who ask for the same device meanwhile, and where
/// many devices are waited for, whole pages are read.
final class EvidenceReader: Sendable {
  private struct State: Sendable {
    /// Who waits for a device, asked for or being read.
    var waiting: [Int: [@Sendable (Result<Observation, GatewayError>) -> Void]] = [:]
    /// Devices that nobody reads yet, in the order in which they were asked for.
    var backlog: [Int] = []
    /// Those of them that no page told: each is read by itself.
    var untold: [Int] = []
    var activeReads = 0
    var isSweeping = false
    /// How many devices upstream has, as it last said.
    var fleet: Int?
    /// A list was seen to leave out what evidence needs.
    var listTellsTooLittle = false
  }

  /// Single reads at once; what is asked for beyond them gathers, so that pages may serve it.
  private static let mostReads = 8
  /// For fewer devices no page is read.
  private static let leastForSweep = 20

  private let readOne: @Sendable (Int) async throws(GatewayError) -> ControlRecord
  private let walk: @Sendable () -> ListWalk
  private let clock: any GatewayClock
  private let state = Mutex(State())

  init(
    clock: any GatewayClock, readOne: @escaping @Sendable (Int) async throws(GatewayError) -> ControlRecord,
    walk: @escaping @Sendable () -> ListWalk
  ) {
    self.clock = clock
    self.readOne = readOne
    self.walk = walk
  }

  /// What a device tells from now on.
  func observe(_ device: Int) async throws(GatewayError) -> Observation {
    let outcome: Result<Observation, GatewayError> = await withCheckedContinuation { continuation in
      state.withLock { state in
        if state.waiting[device] == nil { state.backlog.append(device) }
        state.waiting[device, default: []].append { continuation.resume(returning: $0) }
      }
      pump()
    }
    return try outcome.get()
  }

  private enum Work {
    case read(Int)
    case sweep([Int])
  }

  private func pump() {
    while let work = state.withLock({ EvidenceReader.next(&$0) }) {
      switch work {
      case .read(let device):
        Task {
          await self.read(device)
          self.state.withLock { $0.activeReads -= 1 }
          self.pump()
        }
      case .sweep(let devices):
        Task {
          await self.sweep(devices)
          self.state.withLock { $0.isSweeping = false }
          self.pump()
        }
      }
    }
  }

  private static func next(_ state: inout State) -> Work? {
    if !state.untold.isEmpty, state.activeReads < mostReads {
      state.activeReads += 1
      return .read(state.untold.removeFirst())
    }
    guard !state.backlog.isEmpty else { return nil }
    let pages = (state.fleet ?? 0) / ListWalk.largestPage + 1
    if !state.listTellsTooLittle, state.backlog.count >= leastForSweep, pages < state.backlog.count {
      // What the pages will tell is not read one by one meanwhile.
      guard !state.isSweeping else { return nil }
      state.isSweeping = true
      defer { state.backlog = [] }
      return .sweep(state.backlog)
    }
    guard state.activeReads < mostReads else { return nil }
    state.activeReads += 1
    return .read(state.backlog.removeFirst())
  }

  private func read(_ device: Int) async {
    do throws(GatewayError) {
      let record = try await readOne(device)
      answer(device, .success(Observation(record.device, at: clock.now)))
    } catch {
      answer(device, .failure(error))
    }
  }

  /// Reads pages until all of these devices were seen; those that were not are read one by one.
  private func sweep(_ devices: [Int]) async {
    var missing = Set(devices)
    var walk = walk()
    do throws(GatewayError) {
      while !missing.isEmpty, let row = try await walk.next() {
        if walk.scanned == 1 {
          let pages = (walk.total ?? 0) / ListWalk.largestPage + 1
          state.withLock { $0.fleet = walk.total }
          if pages >= devices.count { break }
        }
        guard let id = row.id, missing.contains(id) else { continue }
        guard row.device[.statusChange] != nil, row.device[.lastConnection] != nil else {
          state.withLock { $0.listTellsTooLittle = true }
          break
        }
        missing.remove(id)
        answer(id, .success(Observation(row.device, at: clock.now)))
      }
    } catch {
      // What the pages did not tell, single reads do, or say why not.
    }
    let left = devices.filter { missing.contains($0) }
    state.withLock { $0.untold += left }
  }

  private func answer(_ device: Int, _ outcome: Result<Observation, GatewayError>) {
    let waiters = state.withLock { $0.waiting.removeValue(forKey: device) } ?? []
    for waiter in waiters { waiter(outcome) }
  }
}
