internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import TransportHost

/// A folder of modules that a test builds with the system's C compiler, removed at its end.
final class ModuleFolder {
  let path: String
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "cpegate-modules-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    path = folder.resolvingSymlinksInPath().path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Builds `Tests/TransportModules/odd.c` as `libodd.so` with its manifest.
  @discardableResult
  func buildOdd(_ flaw: String? = nil) async throws -> String {
    try await compile("Tests/TransportModules/odd.c", to: "libodd.so", flaw.map { ["-D\($0)"] } ?? [])
    try write(#"{"module": "libodd.so", "schemes": ["odd", "wrap"]}"#, to: "odd.transport.json")
    return "\(path)/libodd.so"
  }

  /// Builds a C file of the project as a shared object.
  func compile(_ source: String, to file: String, _ more: [String] = []) async throws {
    let arguments =
      ["-std=c11", "-D_DEFAULT_SOURCE", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-pthread"]
      + ["-I\(ModuleFolder.root)/protocol/transport", "-o", "\(path)/\(file)", "\(ModuleFolder.root)/\(source)"] + more
    try await ModuleFolder.run("cc", arguments)
  }

  func write(_ text: String, to file: String) throws {
    try text.write(toFile: "\(path)/\(file)", atomically: true, encoding: .utf8)
  }

  func setMode(_ mode: Int, of file: String = "") throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: file.isEmpty ? path : "\(path)/\(file)")
  }

  func host(_ options: [TransportOption] = [], grace: Double = 5, log: LogLines = LogLines()) -> TransportHost {
    TransportHost(places: ModulePlaces(pluginDirectory: path, executable: "/nowhere"), options: options, grace: grace) {
      log.add($0, $1)
    }
  }

  /// Runs a program of the system, which must succeed.
  static func run(_ program: String, _ arguments: [String]) async throws {
    let status = await OwnThread.run {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = [program] + arguments
      do {
        try process.run()
      } catch {
        return "\(error)"
      }
      process.waitUntilExit()
      return "\(process.terminationStatus)"
    }
    try #require(status == "0", "\(program) \(arguments.joined(separator: " "))")
  }
}
