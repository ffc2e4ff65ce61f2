internal import GatewayCore
internal import JSON

/// What the values of a template mean for one device at one time.
struct TemplateValue: Sendable {
  let generator: DeviceGenerator
  let device: SimulatedDevice
  let profile: Catalogue.Profile

  /// `?a|b|c` is one of them, the same one every time; a `$word` is a fact of the device.
  func text(of template: String, at path: String) -> String {
    let chosen = template.hasPrefix("?") ? choice(template.dropFirst(), at: path) : template
    guard chosen.contains("$") else { return chosen }
    var text = ""
    var rest = chosen[...]
    while let dollar = rest.firstIndex(of: "$") {
      text += rest[..<dollar]
      rest = rest[dollar...].dropFirst()
      let word = rest.prefix { $0.isLetter }
      text += fact(word, at: path)
      rest = rest.dropFirst(word.count)
    }
    return text + rest
  }

  private func choice(_ choices: Substring, at path: String) -> String {
    let all = choices.split(separator: "|")
    return String(all[Int(hash(path) % UInt64(all.count))])
  }

  private func fact(_ word: Substring, at path: String) -> String {
    switch word {
    case "manufacturer": device[.manufacturer]?.string ?? "\(profile.manufacturer)"
    case "oui": "\(profile.oui)"
    case "class": device[.productClass]?.string ?? "\(profile.model)"
    case "serial": device[.serialNumber]?.string ?? ""
    case "hardware": device[.hardwareVersion]?.string ?? ""
    case "software": device[.softwareVersion]?.string ?? ""
    case "user": device[.username]?.string ?? ""
    case "interval": String(device[.updateFrequency]?.integerValue ?? 300)
    case "address": device[.address]?.string ?? ""
    case "created": device[.created]?.instant?.text ?? "0001-01-01T00:00:00Z"
    case "now": device.now.text
    case "uptime": String(max(0, Int(device.now.seconds(since: device.bootedAt))))
    case "number": String(device.number)
    case "counter": String(hash(path) % 4_000_000_000)
    case "mac": mac(at: path)
    case "i": path.split(separator: ".").last { UInt32($0) != nil }.map(String.init) ?? ""
    default: "$" + word
    }
  }

  /// A locally administered address.
  private func mac(at path: String) -> String {
    var text = ShortText()
    text.append("02:00:5E")
    for shift in [16, 8, 0] as [UInt64] {
      text.append(byte: UInt8(ascii: ":"))
      text.append(hex: hash(path) >> shift & 0xFF, digits: 2, upperCase: true)
    }
    return text.string
  }

  private func hash(_ path: String) -> UInt64 {
    var seed = DeviceGenerator.Purpose.parameters
    for byte in path.utf8 { seed = seed &* 31 &+ UInt64(byte) }
    return generator.scramble.bits(device.number, seed)
  }
}

extension SimulatedDevice {
  var bootedAt: Timestamp {
    state?.life.bootedAt ?? generator.statusChange(number)
  }
}
