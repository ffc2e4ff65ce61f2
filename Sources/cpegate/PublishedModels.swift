internal import CDataModels
internal import GatewayCore

/// The published data models that are compiled in.
enum PublishedModels {
  /// Read in place at the first use; nothing is done at the start.
  static let table: ModelTable = {
    do throws(ModelTable.BrokenTable) {
      return try ModelTable(
        UnsafeRawBufferPointer(start: cdatamodels_table(), count: cdatamodels_table_size()))
    } catch {
      preconditionFailure("the data models that are compiled in cannot be read: make them with cpegate model build")
    }
  }()

  static let catalogue = ModelCatalogue(published: [table])

  /// With models of vendors before them; without any, nothing is done before somebody asks.
  static func catalogue(with vendors: [VendorModels]) -> @Sendable () -> ModelCatalogue {
    if vendors.isEmpty { return { PublishedModels.catalogue } }
    let catalogue = ModelCatalogue(published: [table], vendors: vendors)
    return { catalogue }
  }

  /// What documents may amend without a file of it.
  static var drafts: [ModelDraft] { table.models.map { ModelDraft($0) } }
}
