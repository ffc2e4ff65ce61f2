internal import Gateway
internal import GatewayCore

/// Where `cpegate model` puts its tables.
enum ModelOutput {
  /// - Throws: ``ExitFailure`` for a file that cannot be written, and for models that fit into no table.
  static func write(_ models: [ModelDraft], to path: String) throws {
    let table: [UInt8]
    do throws(ModelTableWriter.TooLarge) {
      table = try ModelTableWriter.table(of: models)
    } catch {
      throw ExitFailure(status: 65, message: error.reason)
    }
    do throws(GatewayError) {
      let writer = try FileWriter(path, number: 0)
      try writer.write(table)
      try writer.finish()
    } catch {
      throw ExitFailure(status: 74, message: error.message)
    }
  }
}
