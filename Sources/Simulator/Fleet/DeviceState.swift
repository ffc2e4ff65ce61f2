internal import GatewayCore
internal import JSON

/// What is stored of one simulated device, once something about it has changed.
struct DeviceState: Sendable {
  /// All that the device was made with; nil for a generated one.
  var base: Device?
  /// Members that were written or steered since.
  var told: [DeviceField: DeviceValue] = [:]
  var life: DeviceLife
  var parameters = ParameterChanges()
  /// What upstream keeps for the device's parameters, whatever the device itself has.
  var settings: [ExactString: String] = [:]
}

/// How a device does: whether it is there, and what it has to do.
struct DeviceLife: Sendable {
  /// It answers, and opens sessions.
  var isReachable: Bool
  /// It refuses work until it is told otherwise.
  var isBusy = false
  /// It has been in contact at least once.
  var hasBeenSeen: Bool
  var status: DeviceStatus
  /// Told instead of `status` until it is set again.
  var forcedStatus: DeviceStatus?
  var statusChange: Timestamp?
  var informs: InformSchedule
  /// The last session, while it opens none.
  var lastConnection: Timestamp?
  var lastConfiguration: Timestamp?
  var bootedAt: Timestamp
  /// Taken and not finished.
  var work: Work?
  /// Taken and not begun, in its order.
  var waiting: [Work] = []
  var isRestarting = false
  /// Counts restarts and reconnections, so that what was scheduled before one of them does nothing behind it.
  var episode = 0

  struct Work: Sendable, Equatable {
    let kinds: [OperationKind]
    let image: Int?
    /// Kinds whose flags are still to be seen on the record.
    var flags: Set<OperationKind>
    /// Other work was done before it.
    var hasWaited = false

    init(_ kinds: [OperationKind], image: Int?) {
      self.kinds = kinds
      self.image = image
      flags = Set(kinds)
    }
  }

  /// It opens sessions of its own accord just now.
  var isInforming: Bool {
    isReachable && hasBeenSeen && !isRestarting
  }

  func lastConnection(at now: Timestamp) -> Timestamp? {
    guard isInforming, now >= informs.anchor else { return lastConnection }
    return max(informs.last(at: now), lastConnection ?? informs.anchor)
  }
}
