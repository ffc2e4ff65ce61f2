internal import GatewayCore
internal import JSON

/// Rows of tables, before and after one was added or deleted.
extension HeadlessWork {
  /// Looks which rows a table has, so that a new one is told from them, and one that is gone is missed.
  func rememberInstances(before order: DispatchOrder) async {
    guard let rows = try? await rows(order) else { return }
    notes.change(order) { $0.rows = rows }
  }

  func newInstance(_ order: DispatchOrder) async throws(APIFailure) -> String? {
    guard let before = notes[order].rows, let now = try await rows(order) else {
      return nil
    }
    let new = now.subtracting(before)
    guard new.count == 1 else { return nil }
    notes.change(order) { $0.rows = nil }
    return new.first
  }

  func isGone(_ order: DispatchOrder) async throws(APIFailure) -> Bool {
    guard let row = order.row, let before = notes[order].rows, before.contains(row),
      let now = try await rows(order), !now.contains(row)
    else { return false }
    notes.change(order) { $0.rows = nil }
    return true
  }

  private func rows(_ order: DispatchOrder) async throws(APIFailure) -> Set<String>? {
    guard let table = order.table, await siblings.haveVariables(order.device) else { return nil }
    let items = try await siblings.variables.values([table + "*"], of: order.device, asksDevice: true)
    let names = items.compactMap { item -> Substring? in
      guard item.path.hasPrefix(table) else { return nil }
      return item.path.dropFirst(table.count).split(separator: ".").first
    }
    return Set(names.filter { Int($0) != nil }.map(String.init))
  }
}

extension DispatchOrder {
  /// The table whose rows an order changes, with its dot.
  fileprivate var table: String? {
    guard let path = variables.first?.path else { return nil }
    if kinds.contains(.addObject) { return path.hasSuffix(".") ? path : path + "." }
    guard kinds.contains(.deleteObject), let row else { return nil }
    return String((path.hasSuffix(".") ? path.dropLast() : path[...]).dropLast(row.count))
  }

  /// The row that is to be deleted.
  fileprivate var row: String? {
    variables.first?.path.split(separator: ".").last.map(String.init)
  }
}
