/// A token that the server takes, and what it may do.
package struct ControlToken: Sendable, Equatable {
  package enum Rights: String, CaseIterable, Sendable {
    case full
    /// Everything but GET is refused.
    case read
    /// Everything is refused.
    case none
  }

  package var text: String
  /// The organizations whose devices it sees; nil for all.
  package var organizations: Set<Int>?
  package var rights = Rights.full

  package init(_ text: String, organizations: Set<Int>? = nil, rights: Rights = .full) {
    self.text = text
    self.organizations = organizations
    self.rights = rights
  }

  func sees(_ organization: Int?) -> Bool {
    guard let organizations else { return true }
    return organization.map { organizations.contains($0) } ?? false
  }
}
