internal import JSON

/// What one reading of a device tells about its operations.
///
/// Nil stands for what the source did not tell.
package struct Observation: Equatable, Sendable {
  package var at: Timestamp
  package var name: String?
  package var serialNumber: String?
  package var status: DeviceStatus = .unknown
  package var statusChange: Timestamp?
  package var lastConnection: Timestamp?
  package var lastConfiguration: Timestamp?
  /// The source has it, though it may be null as yet.
  package var tellsLastConfiguration = false
  package var flags: [OperationKind: Bool] = [:]
  /// The texts of what is queued for the device.
  package var pending: [String]?
  package var firmwareImage: Int?
  package var firmwareImageIsPending: Bool?
  package var softwareVersion: String?
  package var updateFrequency: Double?

  package init(at: Timestamp) {
    self.at = at
  }

  /// What a device record tells.
  package init(_ device: any DeviceRecord, at: Timestamp) {
    self.at = at
    name = device[.name]?.string
    serialNumber = device[.serialNumber]?.string
    if case .status(let told) = device[.status] { status = told }
    statusChange = device[.statusChange]?.instant
    lastConnection = device[.lastConnection]?.instant
    lastConfiguration = device[.lastConfiguration]?.instant
    tellsLastConfiguration = device[.lastConfiguration] != nil
    for kind in OperationKind.allCases {
      if let flag = kind.flag, case .boolean(let isSet) = device[flag] { flags[kind] = isSet }
    }
    if case .texts(let texts) = device[.pendingSettings] { pending = texts.map(\.text) }
    firmwareImage = device[.firmwareImage]?.integerValue
    if case .boolean(let isPending) = device[.firmwareImageIsPending] { firmwareImageIsPending = isPending }
    softwareVersion = device[.softwareVersion]?.string
    updateFrequency = device[.updateFrequency]?.integerValue.map(Double.init)
  }
}

/// The readings of one device from before a request was sent until now.
package struct EvidenceTrail: Equatable, Sendable {
  /// Before the request.
  package let baseline: Observation
  package private(set) var latest: Observation
  /// The device was seen down at some reading after the baseline.
  package private(set) var wasSeenDown = false
  private var looks = 0

  /// It was read more than once since the request, or seen to have taken it.
  package var isLookedAtAgain: Bool { looks > 1 || wasSeenPending }
  private var wasSeenPending = false

  package init(baseline: Observation) {
    self.baseline = baseline
    latest = baseline
  }

  package mutating func add(_ observation: Observation) {
    latest = observation
    looks += 1
    if observation.firmwareImageIsPending == true { wasSeenPending = true }
    if observation.status == .down { wasSeenDown = true }
  }
}
