/// One call of the API: what the router, the access log and the OpenAPI document know of it.
final class Endpoint: Sendable {
  typealias Condition = @Sendable (ControlSwitches) -> Bool
  typealias Handler = @Sendable (Exchange) throws(APIError) -> ControlAnswer

  let method: String
  /// Behind the base path, such as `/inventory_device/{id}/`.
  let template: String
  let summary: String
  /// Of the query.
  let parameters: [Parameter]
  /// Status codes beside 401 that it answers with, first the one for success.
  let statuses: [Int]
  /// What is sent; nil without a body.
  let body: Schema?
  /// What it answers with when it succeeds; nil without a body.
  let answer: Schema?
  /// Whether it is there; the core pages always are.
  let isEnabled: Condition
  let handler: Handler
  /// The first segment of the template.
  let family: Substring
  /// The name between the braces; nil without any.
  let keyName: Substring?

  /// The core pages are there whatever the switches say.
  static let always: Condition = { _ in true }

  init(
    _ method: String, _ template: String, _ summary: String, parameters: [Parameter] = [], statuses: [Int],
    body: Schema? = nil, answer: Schema? = nil,
    isEnabled: @escaping Condition = always,
    handler: @escaping Handler
  ) {
    self.method = method
    self.template = template
    self.summary = summary
    self.parameters = parameters
    self.statuses = statuses
    self.body = body
    self.answer = answer
    self.isEnabled = isEnabled
    self.handler = handler
    family = template.dropFirst().prefix { $0 != "/" }
    let braces = template.split(separator: "{", maxSplits: 1).dropFirst().first
    keyName = braces?.prefix { $0 != "}" }
  }

  struct Parameter: Sendable {
    let name: String
    let type: String
    let meaning: String
    let isRequired: Bool

    init(_ name: String, _ type: String, _ meaning: String, required isRequired: Bool = false) {
      self.name = name
      self.type = type
      self.meaning = meaning
      self.isRequired = isRequired
    }
  }

  /// The shapes of bodies, by their names in the OpenAPI document.
  enum Schema: String, CaseIterable, Sendable {
    case device = "Device"
    case devicePage = "DevicePage"
    case deviceBody = "DeviceBody"
    case operation = "Operation"
    case operationAnswer = "OperationAnswer"
    case headless = "Headless"
    case headlessList = "HeadlessList"
    case variable = "Variable"
    case item = "Item"
    case itemPage = "ItemPage"
  }
}
