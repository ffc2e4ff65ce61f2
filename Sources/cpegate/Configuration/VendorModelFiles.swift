internal import GatewayCore
internal import ModelBuilder

/// The files of vendors' models, read whole at the start.
enum VendorModelFiles {
  /// - Throws: ``ExitFailure`` with file, line and what is wrong with it.
  static func read(_ files: [VendorModelFile]) throws -> [VendorModels] {
    // The published models are taken apart once, and only for documents.
    var reader: ModelReader?
    return try files.map { file in
      do throws(ModelDocumentError) {
        guard let bytes = try ModelFile.read(file.path) else {
          let hint = file.path.contains("@") ? " (a condition behind @ is member=text)" : ""
          throw ModelDocumentError(file: file.path, reason: "there is no such file\(hint)")
        }
        if ModelTable.isTable(bytes) { return VendorModels(try table(bytes, file.path), for: file.applicability) }
        let documents = reader ?? ModelReader(known: PublishedModels.drafts, entities: .shortTexts)
        reader = documents
        return VendorModels(try table(documents.read(file: file.path), file.path), for: file.applicability)
      } catch {
        throw ExitFailure.configuration(error.description)
      }
    }
  }

  private static func table(_ bytes: [UInt8], _ path: String) throws(ModelDocumentError) -> ModelTable {
    let table: ModelTable
    do throws(ModelTable.BrokenTable) {
      table = try ModelTable(untrusted: bytes)
    } catch {
      throw ModelDocumentError(
        file: path, reason: "a table of models that is damaged, or of another version: make it anew with cpegate model")
    }
    guard !table.models.isEmpty else { throw ModelDocumentError(file: path, reason: "there is no model in this table") }
    return table
  }

  private static func table(_ models: [ModelDraft], _ path: String) throws(ModelDocumentError) -> ModelTable {
    guard !models.isEmpty else {
      throw ModelDocumentError(file: path, reason: "there is no model in this document")
    }
    let bytes: [UInt8]
    do throws(ModelTableWriter.TooLarge) {
      bytes = try ModelTableWriter.table(of: models)
    } catch {
      throw ModelDocumentError(file: path, reason: error.reason)
    }
    return try table(bytes, path)
  }
}
