internal import GatewayCore
internal import JSON
internal import Simulator

/// The rows of a list call: the devices that pass its filter, in the order of a switch.
struct DeviceList {
  private let snapshot: FleetSnapshot
  /// The numbers of the devices; nil where those are the numbers from 1 on.
  private let numbers: [Int]?
  let count: Int

  init(_ exchange: Exchange) throws(APIError) {
    let filter = try DeviceFilter(exchange)
    snapshot = exchange.simulation.snapshot()
    let order = exchange.switches.sortOrder
    if filter.isEmpty, order == .id, snapshot.count == snapshot.lastNumber {
      numbers = nil
      count = snapshot.count
      return
    }
    var found: [Int] = []
    found.reserveCapacity(snapshot.count)
    for number in 1..<snapshot.lastNumber + 1 {
      guard let device = snapshot.device(number), filter.isEmpty || filter.matches(device) else { continue }
      found.append(number)
    }
    numbers = DeviceList.sorted(found, order, snapshot)
    count = found.count
  }

  private static func sorted(_ numbers: [Int], _ order: SortOrder, _ snapshot: FleetSnapshot) -> [Int] {
    switch order {
    case .id: return numbers
    case .newest: return numbers.reversed()
    case .scrambled:
      return numbers.map { (FNV1a.hash32([UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]), $0) }
        .sorted { $0 < $1 }.map(\.1)
    case .name:
      return numbers.map { (ExactString(snapshot.device($0)?[.name]?.string ?? ""), $0) }
        .sorted { $0 < $1 }.map(\.1)
    }
  }

  func device(at place: Int) -> (any DeviceRecord)? {
    snapshot.device(numbers.map { $0[place] } ?? place + 1)
  }
}
