internal import GatewayCore
internal import HeapModule

/// All that the engine keeps in memory: live operations, whose turn it is, and who waits for what.
struct EngineState: Sendable {
  var live: [OperationID: LiveOperation] = [:]
  private(set) var lanes: [Int: Lane] = [:]
  /// Operations whose device is free; some may not be any more.
  private var ready = Heap<OperationID>()
  private var isReady: Set<OperationID> = []
  var bucket: TokenBucket?
  var pause = AuthorizationPause()
  var inDispatch = 0
  var isStopped = false
  var isPumping = false
  var listeners: [Int: Listener] = [:]
  var nextListener = 0

  /// Somebody who waits for a change of some operations.
  struct Listener: Sendable {
    let ids: Set<OperationID>
    let wake: @Sendable () -> Void
  }

  // MARK: Lanes

  mutating func insert(_ operation: LiveOperation, now: Timestamp) {
    let id = operation.operation.id
    live[id] = operation
    lanes[operation.operation.device.id, default: Lane()].append(id)
    refresh(operation.operation.device.id, now: now)
  }

  /// Takes an ended operation out of its lane.
  mutating func remove(_ id: OperationID, now: Timestamp) {
    guard let device = live.removeValue(forKey: id)?.operation.device.id else { return }
    lanes[device]?.remove(id)
    if lanes[device]?.isEmpty ?? false { lanes[device] = nil }
    refresh(device, now: now)
  }

  func hasLive(_ device: Int) -> Bool {
    lanes[device] != nil
  }

  /// Looks whose turn it is on a device, and tells the others their places.
  mutating func refresh(_ device: Int, now: Timestamp) {
    guard let lane = lanes[device] else { return }
    let (next, queued) = lane.turn(live)
    if let next, isReady.insert(next).inserted { ready.insert(next) }
    for (index, id) in queued.enumerated() {
      let since = live[id]?.operation.waitingFor?.since ?? now
      live[id]?.operation.waitingFor = WaitingFor(.queue, since: since, position: index + 1)
    }
    if let next { live[next]?.operation.waitingFor = nil }
  }

  /// The operation to send now, the oldest first.
  mutating func takeReady() -> OperationID? {
    while let id = ready.popMin() {
      isReady.remove(id)
      guard let operation = live[id]?.operation, operation.state == .queued,
        lanes[operation.device.id]?.turn(live).next == id
      else { continue }
      return id
    }
    return nil
  }

  /// Keeps the oldest of them back until then, and says why.
  ///
  /// Returns its device; nil when there is none.
  mutating func hold(_ id: OperationID, _ reason: WaitingFor.Reason, since now: Timestamp, until: Timestamp) -> Int? {
    live[id]?.operation.waitingFor = WaitingFor(reason, since: now, until: until)
    putBack(id)
    return live[id]?.operation.device.id
  }

  /// Says the same of all whose turn it is.
  mutating func tellAll(_ reason: WaitingFor.Reason, since now: Timestamp, until: Timestamp) {
    for id in isReady where live[id]?.operation.state == .queued {
      let since = live[id]?.operation.waitingFor?.since ?? now
      live[id]?.operation.waitingFor = WaitingFor(reason, since: since, until: until)
    }
  }

  private mutating func putBack(_ id: OperationID) {
    if isReady.insert(id).inserted { ready.insert(id) }
  }

  /// Operations that are due: nothing but the limits keeps them from being sent.
  var hasDue: Bool {
    inDispatch > 0 || isReady.contains { live[$0]?.operation.state == .queued }
  }
}
