internal import Foundation
internal import GatewayCore
internal import ModelBuilder
internal import Testing

/// Documents in files.
struct ModelFileTests {
  @Test func filesBesideOneAnother() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "model-files-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let vendor = folder.appending(path: "vendor.xml")
    let text = "<import file='b.xml'><model name='D:1.0'/></import><model name='D:1.1' base='D:1.0'/>"
    try Data(Documents.document(text).utf8).write(to: vendor)
    let base = Documents.document("<model name='D:1.0'><object name='D.'/></model>")
    try Data(base.utf8).write(to: folder.appending(path: "b.xml"))
    #expect(try ModelReader().read(file: vendor.path()).map(\.entries.count) == [1])
    #expect(try ModelFile.read(vendor.path())?.count == Documents.document(text).utf8.count)
    #expect(try ModelFile.read(folder.appending(path: "none.xml").path()) == nil)
    #expect(throws: ModelDocumentError(file: folder.path(), reason: "not a regular file")) {
      try ModelFile.read(folder.path())
    }
  }
}
