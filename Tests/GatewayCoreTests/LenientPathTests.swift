internal import GatewayCore
internal import TestSupport
internal import Testing

/// What devices report is usable again unchanged, however odd it is.
@Suite struct LenientPathTests {
  static let reported = [
    "InternetGatewayDevice.Layer2Bridging.8021pMark", "Device.QoS.802-1pMark", "Device.WiFi.11kSupported",
    "Device.WiFi.SSID.1.SSID", "Device.WiFi.SSID.", "Device", "Device.A b.c!d", "Device.WiFi.SSID.01.SSID",
    "Device.WiFi.SSID.4294967296.SSID", "X_TP_Odd.1.2.3.", "Device.Größe.1.",
  ]

  @Test(arguments: reported) func aReportedPathIsReadAndWrittenUnchanged(_ text: String) throws {
    let path = try #require(ParameterPath(lenient: text))
    #expect(path.text == text)
    #expect(path.isPartial == text.hasSuffix("."))
    #expect(ParameterPath(lenient: path.text) == path)
  }

  @Test(arguments: ["", ".", ".Device", "Device..Name", "Device.WiFi.."])
  func anEmptyComponentIsNoPathEvenHere(_ text: String) {
    #expect(ParameterPath(lenient: text) == nil)
  }

  @Test func onlyWholeNumbersAreRows() throws {
    let path = try #require(ParameterPath(lenient: "Device.DNS2.8021pMark.12.Name"))
    #expect(path.components == [.name("Device"), .name("DNS2"), .name("8021pMark"), .instance(12), .name("Name")])
  }

  @Test(arguments: StrictPathTests.parameters + StrictPathTests.objects)
  func whatIsStrictIsLenientToo(_ text: String) throws {
    let path = try #require(ParameterPath(lenient: text))
    #expect(path.text == text)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func readingAndWritingIsTheIdentity(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<500 {
      let text = PathMaker.path(&numbers)
      let path = try ParameterPath(strict: text)
      #expect(path.text == text)
      #expect(try ParameterPath(strict: path.text) == path)
    }
  }
}

/// Makes paths that the strict grammar takes.
enum PathMaker {
  private static let names = ["WiFi", "SSID", "_x", "X_012345_Tag", "A-b", "Größe", "DNS2", "é"]

  static func path(_ numbers: inout SeededNumbers) -> String {
    var text = "Device"
    var mayBeRow = false
    for _ in 0..<Int.random(in: 1...8, using: &numbers) {
      switch Int.random(in: 0..<4, using: &numbers) {
      case 0 where mayBeRow: text += "." + String(UInt32.random(in: 1...UInt32.max, using: &numbers))
      case 1 where mayBeRow: text += ".[cpe-\(Int.random(in: 0..<99, using: &numbers)).x y]"
      default:
        text += "." + (names.randomElement(using: &numbers) ?? "Name")
        mayBeRow = true
        continue
      }
      mayBeRow = false
    }
    let endsInRow = !mayBeRow
    return text + (endsInRow || Bool.random(using: &numbers) ? "." : "")
  }
}
