internal import GatewayCore

/// What decides how a record is told, beside the device.
struct RecordContext {
  /// The calls that answer with records; some leave members out.
  enum Page {
    case list
    case detail
    case create
    case put
    case patch
  }

  let switches: ControlSwitches
  let key: DeviceKey
  let page: Page
  let now: Timestamp
  /// The request asked for what is queued.
  let wantsPending: Bool
  /// The request asked for a status that is not stale.
  let isFresh: Bool
  /// Told by a create that echoes it.
  var password: String?
  /// A create named a location, whose text is not told yet.
  var hidesLocationName = false

  init(_ exchange: Exchange, _ key: DeviceKey, _ page: Page) {
    switches = exchange.switches
    self.key = key
    self.page = page
    now = exchange.now
    wantsPending = exchange.query.flag("pending")
    isFresh = exchange.query.flag("update_status")
  }

  var shape: SerialShape { key == .serialNumber ? switches.serialShape : .a }

  /// The status that is told: that of a while ago where statuses are stale.
  func status(of device: any DeviceRecord) -> (status: DeviceStatus, isStale: Bool) {
    guard case .status(let status) = device[.status] else { return (.unknown, false) }
    guard switches.staleSeconds > 0, !isFresh, status != .unknown, let change = device[.statusChange]?.instant,
      now.seconds(since: change) < switches.staleSeconds
    else { return (status, false) }
    return (status == .up ? .down : .up, true)
  }
}
