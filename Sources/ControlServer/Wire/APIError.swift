/// Why a request fails, in the words of the API.
struct APIError: Error, Equatable {
  let status: Int
  /// For people.
  let detail: String
  /// What is wrong with which member of the body or query.
  var fields: [Field] = []
  var retryAfter: Int?
  var allow: [String] = []

  struct Field: Equatable {
    let name: String
    let problem: String
  }

  init(_ status: Int, _ detail: String) {
    self.status = status
    self.detail = detail
  }

  static func badRequest(_ detail: String) -> APIError { APIError(400, detail) }

  static func field(_ name: String, _ problem: String, status: Int = 400) -> APIError {
    var error = APIError(status, problem)
    error.fields = [Field(name: name, problem: problem)]
    return error
  }

  static func fields(_ fields: [Field]) -> APIError {
    var error = APIError(400, fields.first?.problem ?? "Invalid input.")
    error.fields = fields
    return error
  }

  static let notFound = APIError(404, "Not found.")
  static let unauthorized = APIError(401, "Authentication credentials were not provided or are wrong.")
  static let forbidden = APIError(403, "You do not have permission to perform this action.")
}
