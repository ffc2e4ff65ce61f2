internal import GatewayCore
internal import JSON

extension [HeadlessTransaction] {
  /// The one that was made since another look at the list; nil when there is none.
  func newest(since earlier: [HeadlessTransaction]?) -> HeadlessTransaction? {
    guard let earlier, !earlier.isEmpty else { return newest }
    guard count > earlier.count else { return nil }
    // Upstream lists either the oldest first or the newest: what was there before tells which.
    if Array(suffix(earlier.count)) == earlier { return first }
    if Array(prefix(earlier.count)) == earlier { return last }
    return newest
  }

  /// The one that was made last, as far as they tell: by time, else by a number as id, else the last of the list.
  private var newest: HeadlessTransaction? {
    enumerated().max { left, right in
      if let mine = left.element.created, let theirs = right.element.created, mine != theirs { return mine < theirs }
      if let mine = left.element.id.flatMap({ Int($0) }), let theirs = right.element.id.flatMap({ Int($0) }),
        mine != theirs
      {
        return mine < theirs
      }
      return left.offset < right.offset
    }?.element
  }
}

extension HeadlessTransaction {
  /// The values of a `get`, when all are there.
  func values(_ order: DispatchOrder) -> [Variable]? {
    HeadlessTransaction.values(in: variables, for: order)
  }

  /// The number of a new row: told by itself, or as the value of the table.
  var newInstance: String? {
    instance ?? variables.first?.value.flatMap { Int($0) == nil ? nil : $0 }
  }

  /// As `operation.transactions` tells it.
  var told: UpstreamTransaction {
    UpstreamTransaction(
      id: id, serialNumber: serialNumber, operation: operation,
      variables: variables.map {
        Variable(path: $0.path, value: $0.value, type: ValueType(vendor: $0.type, asked: nil))
      },
      status: status)
  }

  /// Every path that was asked for has a value; nil when one has none.
  static func values(in items: [Item], for order: DispatchOrder) -> [Variable]? {
    var found: [Variable] = []
    for variable in order.variables {
      let own = items.filter { item in
        item.value != nil
          && (variable.path.hasSuffix(".") || variable.path.isEmpty
            ? item.path.hasPrefix(variable.path) : ExactString(item.path) == ExactString(variable.path))
      }
      guard !own.isEmpty else { return nil }
      found += own.map {
        Variable(path: $0.path, value: $0.value, type: ValueType(vendor: $0.type, asked: variable.type))
      }
    }
    return found
  }
}
