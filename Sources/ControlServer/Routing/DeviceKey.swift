internal import GatewayCore
internal import JSON

/// By what a family of paths names devices.
enum DeviceKey: String, CaseIterable, Sendable {
  case id
  case name
  case serialNumber = "serial_number"

  /// What stands between `inventory_device` and the rest in paths.
  var infix: String {
    switch self {
    case .id: ""
    case .name: "_name"
    case .serialNumber: "_serial"
    }
  }

  /// Nil for an id that is no number.
  func selector(_ text: String) -> DeviceSelector? {
    switch self {
    case .id: Int(text).map { .id($0) }
    case .name: .name(ExactString(text))
    case .serialNumber: .serialNumber(ExactString(text))
    }
  }
}
