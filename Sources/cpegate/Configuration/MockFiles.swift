internal import Gateway
internal import GatewayCore
internal import JSON
internal import Simulator

/// The files that the mock is made of, read whole at the start.
enum MockFiles {
  /// - Throws: ``ExitFailure`` with the row and what is wrong with it.
  static func parameters(_ path: String) throws -> ParameterDump {
    let bytes = try contents(path)
    do throws(RowError) {
      return try ParameterDump(csv: bytes)
    } catch {
      throw ExitFailure.configuration("\(path): row \(error.row): \(error.reason)")
    }
  }

  /// Devices, in the order of their rows.
  static func fleet(_ path: String) throws -> [Device] {
    guard let format = DeviceFormat.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") }) else {
      throw ExitFailure.configuration("\(path): expected a name that ends in .csv, .ndjson or .json")
    }
    let bytes = try contents(path)
    do throws(RowError) {
      return try FleetFile.devices(bytes, format)
    } catch {
      throw ExitFailure.configuration("\(path): \(error.row == 0 ? "" : "row \(error.row): ")\(error.reason)")
    }
  }

  private static func contents(_ path: String) throws -> [UInt8] {
    do throws(GatewayError) {
      return try FileReader(path).all()
    } catch {
      throw ExitFailure.configuration(error.message)
    }
  }
}
