/// What a cache is told when it is made.
package struct CacheSettings: Sendable {
  /// Days that changes of members are kept; 0 for none.
  package var historyDays = 30.0
  /// Seconds between syncs that nobody asked for; nil for none.
  package var syncEvery: Double?

  /// Told of what a person should know, such as a damaged file.
  package var report: @Sendable (String) -> Void = { _ in }

  package init() {}
}
