internal import GatewayCore
internal import Simulator
internal import Synchronization

/// Writes the device log from what the simulation tells of its devices.
extension ControlServer {
  private static let flags: [DeviceField] = [
    .reboot, .factory, .deviceFactory, .sync, .reconf, .firmwareImageIsPending,
  ]

  func note(_ change: DeviceChange) {
    guard let after = change.after, let before = change.before else { return }
    var entries: [DeviceLog.Entry] = []
    let now = simulation.clock.now
    for flag in ControlServer.flags where before[flag] != after[flag] {
      let isSet = after[flag] == .boolean(true)
      entries.append(
        DeviceLog.Entry(
          time: now, device: after.id, action: "command", subject: "\(flag.name)", isPending: isSet, isApplied: !isSet))
    }
    if before[.status] != after[.status], case .status(let status) = after[.status] {
      entries.append(
        DeviceLog.Entry(time: now, device: after.id, action: "event", subject: "status_\(status.rawValue)"))
    }
    guard !entries.isEmpty else { return }
    deviceLog.withLock { log in for entry in entries { log.add(entry) } }
  }

  func note(_ transaction: HeadlessTransaction) {
    let action = transaction.kind == .get ? "get" : transaction.kind == .set ? "set" : "command"
    var values: [String: String] = [:]
    var error: GatewayError?
    switch transaction.outcome {
    case .completed(let read, _): for variable in read { values[variable.path] = variable.value }
    case .failed(let failure): error = failure
    case .running: return
    }
    deviceLog.withLock { log in
      for variable in transaction.variables {
        // What is right by itself failed with the rest: CWMP says "invalid arguments" of the whole.
        let own = error?.faults.first { $0.path == variable.path }?.fault
        let fault = own ?? (error?.faults.isEmpty ?? true ? nil : CWMPFault.invalidArguments)
        log.add(
          DeviceLog.Entry(
            time: transaction.finished ?? transaction.created, device: transaction.device, action: action,
            subject: variable.path, value: values[variable.path], isApplied: error == nil,
            errorCode: fault?.rawValue, errorMessage: fault?.meaning ?? error?.message))
      }
    }
  }
}
