import GatewayCore
import Testing

@Suite struct DeviceUpdateTests {
  private func hasWritten(_ changed: StaticString...) -> Bool {
    DeviceUpdate(device: Device(), changed: changed).hasWritten
  }

  @Test func whatIsSetByWritingIsWritten() {
    #expect(hasWritten("description"))
    #expect(hasWritten("last_connection", "name"))
    #expect(hasWritten("password"))
  }

  @Test func whatMovesByItselfIsNot() {
    #expect(!hasWritten())
    #expect(!hasWritten("last_connection", "status", "software_version"))
    #expect(!hasWritten("reboot", "firmware_image_is_pending"))
  }
}
