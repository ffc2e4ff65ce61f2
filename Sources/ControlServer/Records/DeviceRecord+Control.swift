internal import GatewayCore
internal import JSON

extension JSONWriter {
  /// A device as a call of the API tells it.
  mutating func device(_ device: any DeviceRecord, _ context: RecordContext) {
    switch context.shape {
    case .a: RecordA.write(device, context, to: &self)
    case .b: RecordB.write(device, context, to: &self)
    }
  }
}
