// The words that switches take. A case's raw value is what stands behind `=`.

package enum SlashlessPath: String, CaseIterable, Sendable {
  case notFound = "404"
  case redirect = "301"
}
package enum AuthScheme: String, CaseIterable, Sendable { case bearer, token, bare, any }
package enum RefusedRight: String, CaseIterable, Sendable {
  case forbidden = "403"
  case unauthorized = "401"
}
package enum ForeignDevice: String, CaseIterable, Sendable {
  case forbidden = "403"
  case notFound = "404"
}
package enum SortOrder: String, CaseIterable, Sendable { case id, newest, name, scrambled }
package enum PageRows: String, CaseIterable, Sendable { case steady, repeated, reordered, dropped }
package enum SerialShape: String, CaseIterable, Sendable {
  case a = "A"
  case b = "B"
}
package enum ReferenceForm: String, CaseIterable, Sendable { case page, integer, text, object }
package enum LocationForm: String, CaseIterable, Sendable { case id, text }
package enum StatusWords: String, CaseIterable, Sendable {
  case title = "Up"
  case lower = "up"
  case boolean, digit
}
package enum NewStatus: String, CaseIterable, Sendable {
  case null
  case down = "Down"
}
package enum EmptyPending: String, CaseIterable, Sendable {
  case none = "None"
  case null, empty, absent
}
package enum PendingStyle: String, CaseIterable, Sendable { case prose, tokens, states, boolean }
package enum PendingShown: String, CaseIterable, Sendable { case always, asked }
package enum RecordMembers: String, CaseIterable, Sendable { case page, all }
package enum FlagsShown: String, CaseIterable, Sendable { case page, all, none }
package enum WriteAnswer: String, CaseIterable, Sendable { case record, empty }
package enum TimeForm: String, CaseIterable, Sendable { case whole, fraction, offset }
package enum RefusedWork: String, CaseIterable, Sendable {
  case conflict = "409"
  case unprocessable = "422"
}
package enum FlagConflict: String, CaseIterable, Sendable {
  case queue
  case refuse = "400"
}
package enum Duplicate: String, CaseIterable, Sendable {
  case conflict = "409"
  case badRequest = "400"
}
package enum DeleteConflict: String, CaseIterable, Sendable { case never, busy, up }
package enum PutMissing: String, CaseIterable, Sendable { case null, keep }
package enum PutSerial: String, CaseIterable, Sendable { case optional, required }
package enum BadFilter: String, CaseIterable, Sendable {
  case refuse = "400"
  case ignore
}
package enum OperationAnswer: String, CaseIterable, Sendable { case two, seven, empty }
package enum OperationNumber: String, CaseIterable, Sendable { case request, device }
package enum HeadlessID: String, CaseIterable, Sendable { case none, integer, text, txn, op }
package enum HeadlessList: String, CaseIterable, Sendable { case array, envelope, object }
package enum HeadlessMissing: String, CaseIterable, Sendable {
  case notFound = "404"
  case empty
}
package enum HeadlessWords: String, CaseIterable, Sendable { case new, old }
package enum HeadlessRefusal: String, CaseIterable, Sendable {
  case badRequest = "400"
  case unprocessable = "422"
}
package enum HeadlessOffline: String, CaseIterable, Sendable {
  case queue
  case conflict = "409"
  case unprocessable = "422"
}
package enum HeadlessInstance: String, CaseIterable, Sendable { case none, value, member }
package enum HeadlessTarget: String, CaseIterable, Sendable { case plain, prefixed, any }
package enum VariableItem: String, CaseIterable, Sendable {
  case name
  case variableName = "variable_name"
  case nested
}
package enum VariablePutStatus: String, CaseIterable, Sendable {
  case ok = "200"
  case created = "201"
}
package enum LogPaging: String, CaseIterable, Sendable { case cursor, offset }
package enum FaultActed: String, CaseIterable, Sendable { case before, after, either }
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
