/// Models of a vendor, and the devices that they are of.
package struct VendorModels: Sendable {
  package let table: ModelTable
  package let applicability: ModelApplicability

  package init(_ table: ModelTable, for applicability: ModelApplicability = .always) {
    self.table = table
    self.applicability = applicability
  }
}
