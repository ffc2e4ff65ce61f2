/// How the end of an operation shows on the device, compared with the baseline and never with a clock of ours
/// (protocol.md 7).
///
/// Headless kinds are told by their own result instead.
package enum EvidenceTable {
  /// Something that a trail of readings can show.
  package enum Sign: Equatable, Sendable {
    /// The flag of the kind is clear; one that is not told is not asked for.
    case flagIsClear
    /// A `status_change` after the baseline, or the device seen down in between.
    case statusMoved
    case isUp
    case lastConnectionIsNewer
    case lastConfigurationIsNewer
    case lastConfigurationIsNewerOrStatusMoved
    /// `last_configuration` is newer, or `last_connection` where the source has no other.
    case configurationTookPlace
    case imageIsTheOne
    case imageIsAnother
    case imageIsNotPending
    case versionOrStatusMoved
  }

  /// All signs of a list must be there.
  package struct Row: Sendable {
    package let kinds: [OperationKind]
    package let success: [Sign]
    /// Empty where a failure does not show.
    package let failure: [Sign]
  }

  package static let rows: [Row] = [
    Row(kinds: [.reboot], success: [.flagIsClear, .statusMoved, .isUp, .lastConnectionIsNewer], failure: []),
    Row(
      kinds: [.factory, .deviceFactory],
      success: [.flagIsClear, .isUp, .lastConnectionIsNewer, .lastConfigurationIsNewerOrStatusMoved], failure: []),
    Row(kinds: [.sync, .reconf], success: [.flagIsClear, .configurationTookPlace], failure: []),
    Row(
      kinds: [.firmware], success: [.imageIsTheOne, .imageIsNotPending, .versionOrStatusMoved],
      failure: [.imageIsNotPending, .imageIsAnother]),
  ]

  package enum Verdict: Equatable, Sendable {
    case succeeded
    case failed
    /// Upstream still shows the work as waiting.
    case pending
    case nothing
  }

  /// What the readings say about an operation: an array succeeds when each of its kinds has, and fails when one has.
  package static func verdict(on kinds: [OperationKind], image: Int?, _ trail: EvidenceTrail) -> Verdict {
    let verdicts = kinds.map { verdict(on: $0, image: image, trail) }
    if verdicts.contains(.failed) { return .failed }
    if verdicts.allSatisfy({ $0 == .succeeded }) { return .succeeded }
    return verdicts.contains(.pending) ? .pending : .nothing
  }

  /// Whether the request has arrived at all: it is shown as pending, or has already ended.
  package static func hasArrived(_ kinds: [OperationKind], image: Int?, _ trail: EvidenceTrail) -> Bool {
    verdict(on: kinds, image: image, trail) != .nothing
  }

  /// Whether reading shows that a firmware image was not taken: only for that kind.
  package static func hasNotArrived(_ kinds: [OperationKind], image: Int?, _ trail: EvidenceTrail) -> Bool {
    kinds == [.firmware] && trail.latest.firmwareImageIsPending == false && trail.latest.firmwareImage != image
  }

  private static func verdict(on kind: OperationKind, image: Int?, _ trail: EvidenceTrail) -> Verdict {
    guard let row = rows.first(where: { $0.kinds.contains(kind) }) else { return .nothing }
    let shows: (Sign) -> Bool = { has($0, kind, image, trail) }
    if row.success.allSatisfy(shows) { return .succeeded }
    // A record may be a moment behind what upstream has just taken: one look alone is no failure.
    if !row.failure.isEmpty, trail.isLookedAtAgain, row.failure.allSatisfy(shows) { return .failed }
    return isPending(kind, trail.latest) ? .pending : .nothing
  }

  private static func isPending(_ kind: OperationKind, _ latest: Observation) -> Bool {
    let isShown = kind == .firmware ? latest.firmwareImageIsPending : latest.flags[kind]
    return isShown ?? false || latest.pending?.contains { kind.isNamed(in: $0) } ?? false
  }

  private static func has(_ sign: Sign, _ kind: OperationKind, _ image: Int?, _ trail: EvidenceTrail) -> Bool {
    let (before, now) = (trail.baseline, trail.latest)
    switch sign {
    case .flagIsClear: return now.flags[kind] != true
    case .statusMoved: return trail.wasSeenDown || isNewer(now.statusChange, before.statusChange)
    case .isUp: return now.status == .up
    case .lastConnectionIsNewer: return isNewer(now.lastConnection, before.lastConnection)
    case .lastConfigurationIsNewer: return isNewer(now.lastConfiguration, before.lastConfiguration)
    case .lastConfigurationIsNewerOrStatusMoved:
      return has(.lastConfigurationIsNewer, kind, image, trail) || has(.statusMoved, kind, image, trail)
    case .configurationTookPlace:
      let sourceTells = [now, before].contains { $0.tellsLastConfiguration || $0.lastConfiguration != nil }
      return has(sourceTells ? .lastConfigurationIsNewer : .lastConnectionIsNewer, kind, image, trail)
    case .imageIsTheOne: return image != nil && now.firmwareImage == image
    case .imageIsAnother: return now.firmwareImage != image
    case .imageIsNotPending: return now.firmwareImageIsPending == false
    case .versionOrStatusMoved:
      return now.softwareVersion != before.softwareVersion || has(.statusMoved, kind, image, trail)
    }
  }

  private static func isNewer(_ now: Timestamp?, _ before: Timestamp?) -> Bool {
    guard let now else { return false }
    return before.map { now > $0 } ?? true
  }
}
