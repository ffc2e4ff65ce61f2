/// All endpoints: what the router finds and what the OpenAPI document tells.
enum EndpointTable {
  static let all: [Endpoint] =
    DeviceKey.allCases.flatMap(Inventory.endpoints)
    + DeviceKey.allCases.map(Operations.endpoint)
    + DeviceKey.allCases.flatMap(Headless.endpoints)
    + DeviceKey.allCases.flatMap(Variables.endpoints)
    + DeviceKey.allCases.flatMap(Settings.endpoints)
    + DeviceLogPages.endpoints
    + Types.endpoints

  static let paging: [Endpoint.Parameter] = [
    .init("limit", "integer", "Rows of a page."), .init("offset", "integer", "Rows before the page."),
  ]
}
