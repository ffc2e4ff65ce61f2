package import GatewayCore

/// How the Control API is spoken to (protocol.md 10).
package struct RESTSettings: Sendable {
  /// Which of the vendor's families lists and creates.
  package var family = Family.id {
    didSet { isFamilyChosen = true }
  }
  /// Somebody has said which; else lists of another family are read where they tell more.
  private(set) var isFamilyChosen = false
  package var authScheme = AuthScheme.bearer
  /// Requests a second, every kind together; nil for no limit.
  package var rate: Double? = 10
  /// Requests at once.
  package var maxConnections = 16
  /// Seconds for one HTTP try, all of it.
  package var requestTimeout = 30.0
  package var maxResponseBytes = 64 << 20
  package var retry = RetryPolicy()
  /// From -1 to 1; tests put numbers of their own here.
  package var jitter: @Sendable () -> Double = { Double.random(in: -1...1) }

  package init() {}

  /// One of the vendor's three ways to name a device in a URL.
  package enum Family: String, CaseIterable, Sendable {
    case id
    case name
    case serial

    /// The first segment of its paths.
    var collection: String {
      switch self {
      case .id: "inventory_device"
      case .name: "inventory_device_name"
      case .serial: "inventory_device_serial"
      }
    }
  }

  package enum AuthScheme: String, CaseIterable, Sendable {
    case bearer = "Bearer"
    case token = "Token"
    /// The token stands alone, as one app was seen to send it.
    case none
  }

  /// Seconds for a request that makes upstream ask devices before it answers.
  ///
  /// - Note: Source: control-api.md 1.11, "30 s or more".
  var statusUpdateTimeout: Double { max(60, requestTimeout) }
}
