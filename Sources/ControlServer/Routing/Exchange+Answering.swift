internal import GatewayCore

extension Exchange {
  /// Does something with the simulation, whose errors are told in the API's words.
  func answering<Result>(_ body: () throws(GatewayError) -> Result) throws(APIError) -> Result {
    do throws(GatewayError) {
      return try body()
    } catch {
      throw APIError(error, switches)
    }
  }
}

extension APIError {
  init(_ error: GatewayError, _ switches: ControlSwitches) {
    switch error.kind {
    case .notFound: self = .notFound
    case .alreadyExists:
      let name = error.path.flatMap { $0.split(separator: "/").last.map(String.init) } ?? "non_field_errors"
      self = .field(name, "This field must be unique.", status: switches.duplicate == .conflict ? 409 : 400)
    case .deviceUnavailable: self = APIError(switches.refusedWork == .conflict ? 409 : 422, error.message)
    case .rejected, .invalidParams: self = .badRequest(error.message)
    default: self = APIError(500, error.message)
    }
  }
}
