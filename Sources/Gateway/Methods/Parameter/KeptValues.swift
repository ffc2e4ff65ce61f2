internal import GatewayCore
internal import JSON

/// Values of parameters that a cache keeps from earlier reads of a device, for callers that take old ones.
struct KeptValues {
  private let services: GatewayServices
  private let device: Int
  /// Each once.
  private let paths: [String]

  /// What the values of a question are, all of them.
  struct Found {
    fileprivate let values: [KeptValue]
    fileprivate let oldest: Timestamp
  }

  /// - Parameter paths: full and partial paths; a partial one stands for what is known below it.
  init(_ services: GatewayServices, _ device: Int, _ paths: [String]) {
    self.services = services
    self.device = device
    self.paths = paths
  }

  /// All values, if each is there and younger than that.
  ///
  /// - Parameter maxAge: seconds; nil for any age.
  /// - Returns: nil when only a part could be told.
  func found(youngerThan maxAge: Double?) async throws(GatewayError) -> Found? {
    guard let cache = services.cache, let wanted = parameters else { return nil }
    var kept: [ExactString: KeptValue] = [:]
    for value in try await cache.values(of: wanted, of: device) { kept[ExactString(value.variable.path)] = value }
    let values = wanted.compactMap { kept[ExactString($0)] }
    guard values.count == wanted.count, let oldest = values.map(\.readAt).min() else { return nil }
    if let maxAge, max(0, services.clock.now.seconds(since: oldest)) >= maxAge { return nil }
    return Found(values: values, oldest: oldest)
  }

  /// The parameters that the paths stand for; nil when nothing is known below one of them.
  private var parameters: [String]? {
    var tree: ParameterTree?
    var parameters: [String] = []
    var seen: Set<ExactString> = []
    for path in paths {
      var named = [ExactString(path)]
      if path.isEmpty || path.hasSuffix(".") {
        tree = tree ?? services.inventory.knownParameters(of: device)
        named = tree?.parameters(below: ExactString(String(path.dropLast()))).map(\.path) ?? []
        guard !named.isEmpty else { return nil }
      }
      for path in named where seen.insert(path).inserted { parameters.append(path.text) }
    }
    return parameters
  }

  /// Writes the answer of `parameter.get`, for which nothing was sent.
  func write(_ found: Found, isStale: Bool, to result: inout JSONWriter) {
    result.member("values")
    result.beginArray()
    for kept in found.values {
      var variable = kept.variable
      variable.isHidden = services.hides(variable.path)
      variable.write(to: &result)
    }
    result.endArray()
    result.member("freshness")
    Freshness(keptBy: "cache", since: found.oldest, now: services.clock.now, isStale: isStale).write(to: &result)
    result.member("operation")
    result.null()
  }
}

extension ReadPolicy {
  /// Whether old values are served when upstream cannot be had.
  var servesStale: Bool { allowStale ?? (maxAge == nil) }
}

extension ErrorKind {
  /// Upstream cannot be had for a read, or cannot tell what it finds: older values are better than none.
  ///
  /// A token that is refused is not among these: somebody must hear of it.
  var leavesOldValues: Bool {
    switch self {
    case .unreachable, .upstreamError, .rateLimited, .unsupported: true
    default: false
    }
  }
}
