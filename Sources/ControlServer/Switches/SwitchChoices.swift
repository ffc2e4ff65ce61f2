// The words that switches take. A case's raw value is what stands behind `=`.

/// The values of `slashless`.
package enum SlashlessPath: String, CaseIterable, Sendable {
  case notFound = "404"
  case redirect = "301"
}
/// The values of `auth-scheme`.
package enum AuthScheme: String, CaseIterable, Sendable { case bearer, token, bare, any }
/// The values of `refused-right`.
package enum RefusedRight: String, CaseIterable, Sendable {
  case forbidden = "403"
  case unauthorized = "401"
}
/// The values of `foreign-device`.
package enum ForeignDevice: String, CaseIterable, Sendable {
  case forbidden = "403"
  case notFound = "404"
}
/// The values of `sort`.
package enum SortOrder: String, CaseIterable, Sendable { case id, newest, name, scrambled }
/// The values of `page-rows`.
package enum PageRows: String, CaseIterable, Sendable { case steady, repeated, reordered, dropped }
/// The values of `serial-shape`.
package enum SerialShape: String, CaseIterable, Sendable {
  case a = "A"
  case b = "B"
}
/// The values of `references`.
package enum ReferenceForm: String, CaseIterable, Sendable { case page, integer, text, object }
/// The values of `location`.
package enum LocationForm: String, CaseIterable, Sendable { case id, text }
/// The values of `status-words`.
package enum StatusWords: String, CaseIterable, Sendable {
  case title = "Up"
  case lower = "up"
  case boolean, digit
}
/// The values of `new-status`.
package enum NewStatus: String, CaseIterable, Sendable {
  case null
  case down = "Down"
}
/// The values of `empty-pending`.
package enum EmptyPending: String, CaseIterable, Sendable {
  case none = "None"
  case null, empty, absent
}
/// The values of `pending-style`.
package enum PendingStyle: String, CaseIterable, Sendable { case prose, tokens, states, boolean }
/// The values of `pending`.
package enum PendingShown: String, CaseIterable, Sendable { case always, asked }
/// The values of `members`.
package enum RecordMembers: String, CaseIterable, Sendable { case page, all }
/// The values of `flags`.
package enum FlagsShown: String, CaseIterable, Sendable { case page, all, none }
/// The values of `id-write-answer`.
package enum WriteAnswer: String, CaseIterable, Sendable { case record, empty }
/// The values of `times`.
package enum TimeForm: String, CaseIterable, Sendable { case whole, fraction, offset }
/// The values of `conflict`.
package enum RefusedWork: String, CaseIterable, Sendable {
  case conflict = "409"
  case unprocessable = "422"
}
/// The values of `flag-conflict`.
package enum FlagConflict: String, CaseIterable, Sendable {
  case queue
  case refuse = "400"
}
/// The values of `duplicate`.
package enum Duplicate: String, CaseIterable, Sendable {
  case conflict = "409"
  case badRequest = "400"
}
/// The values of `delete-conflict`.
package enum DeleteConflict: String, CaseIterable, Sendable { case never, busy, up }
/// The values of `put-missing`.
package enum PutMissing: String, CaseIterable, Sendable { case null, keep }
/// The values of `put-serial`.
package enum PutSerial: String, CaseIterable, Sendable { case optional, required }
/// The values of `bad-filter`.
package enum BadFilter: String, CaseIterable, Sendable {
  case refuse = "400"
  case ignore
}
/// The values of `operation-answer`.
package enum OperationAnswer: String, CaseIterable, Sendable { case two, seven, empty }
/// The values of `operation-id`.
package enum OperationNumber: String, CaseIterable, Sendable { case request, device }
/// The values of `headless-id`.
package enum HeadlessID: String, CaseIterable, Sendable { case none, integer, text, txn, op }
/// The values of `headless-list`.
package enum HeadlessList: String, CaseIterable, Sendable { case array, envelope, object }
/// The values of `headless-missing`.
package enum HeadlessMissing: String, CaseIterable, Sendable {
  case notFound = "404"
  case empty
}
/// The values of `headless-words`.
package enum HeadlessWords: String, CaseIterable, Sendable { case new, old }
/// The values of `headless-refusal`.
package enum HeadlessRefusal: String, CaseIterable, Sendable {
  case badRequest = "400"
  case unprocessable = "422"
}
/// The values of `headless-offline`.
package enum HeadlessOffline: String, CaseIterable, Sendable {
  case queue
  case conflict = "409"
  case unprocessable = "422"
}
/// The values of `headless-instance`.
package enum HeadlessInstance: String, CaseIterable, Sendable { case none, value, member }
/// The values of `headless-target`.
package enum HeadlessTarget: String, CaseIterable, Sendable { case plain, prefixed, any }
/// The values of `variable-item`.
package enum VariableItem: String, CaseIterable, Sendable {
  case name
  case variableName = "variable_name"
  case nested
}
/// The values of `variable-put`.
package enum VariablePutStatus: String, CaseIterable, Sendable {
  case ok = "200"
  case created = "201"
}
/// The values of `log-paging`.
package enum LogPaging: String, CaseIterable, Sendable { case cursor, offset }
/// The values of `fault-acted`.
package enum FaultActed: String, CaseIterable, Sendable { case before, after, either }
/// On or off.
package enum Toggle: String, CaseIterable, Sendable { case off, on }

/// The form of error bodies; the raw value is also the member that carries the text, where there is one.
package enum ErrorBody: String, CaseIterable, Sendable {
  /// `detail`, and a map of fields for 400.
  case usual
  case detail, error, message
  case nonFieldErrors = "non_field_errors"
  case list, html, text, empty
  /// JSON that ends too early.
  case broken
}
