package import GatewayCore

/// The profiles, organizations and places that a generated fleet is spread over.
///
/// All of them are made up.
package enum Catalogue {
  package struct Profile {
    package let id: Int
    package let shortName: StaticString
    /// Stands in device names.
    package let tag: StaticString
    package let model: StaticString
    package let manufacturer: StaticString
    package let oui: StaticString
    package let root: RootModel
    package let hardware: [StaticString]
    /// The last one is what an upgrade brings.
    package let software: [StaticString]
  }

  package struct Organization {
    package let id: Int
    package let name: StaticString
    package let code: StaticString
  }

  package struct Place {
    package let id: Int
    package let name: StaticString
    package let shortName: StaticString
    /// Stands in device names.
    package let tag: StaticString
    /// Ten-thousandths of a degree.
    package let latitude: Int
    package let longitude: Int
  }

  package static let profiles: [Profile] = [
    Profile(
      id: 1, shortName: "gpon-ont", tag: "ont", model: "LX-4100", manufacturer: "Lumenreach", oui: "0A1B2C",
      root: .device, hardware: ["R1", "R2"], software: ["2.4.1", "2.4.3", "2.5.0", "2.5.2"]),
    Profile(
      id: 2, shortName: "fwa-cpe", tag: "fwa", model: "FX-5G2", manufacturer: "Acmetel", oui: "0E22D4",
      root: .device, hardware: ["B1", "B2", "B3"], software: ["3.1.9", "3.2.0", "3.2.4"]),
    Profile(
      id: 3, shortName: "vdsl-gw", tag: "dsl", model: "VG-300", manufacturer: "Northgate", oui: "06A7F0",
      root: .internetGatewayDevice, hardware: ["1.0", "1.1"], software: ["11.0.7", "11.2.1", "11.2.5"]),
    Profile(
      id: 4, shortName: "mesh-ap", tag: "mesh", model: "M6-Pro", manufacturer: "Acmetel", oui: "0E22D4",
      root: .device, hardware: ["A0"], software: ["1.0.12", "1.1.0", "1.1.3"]),
    Profile(
      id: 5, shortName: "stb-4k", tag: "stb", model: "SV-9", manufacturer: "Visiona", oui: "0253B8",
      root: .device, hardware: ["H4"], software: ["9.3", "9.4", "9.4.1"]),
    Profile(
      id: 6, shortName: "cable-gw", tag: "cab", model: "CG-32", manufacturer: "Northgate", oui: "06A7F0",
      root: .internetGatewayDevice, hardware: ["2.0", "2.2"], software: ["7.7.1", "7.8.0", "7.8.4"]),
  ]

  package static let organizations: [Organization] = [
    Organization(id: 1, name: "Andes Net", code: "ANDES"), Organization(id: 2, name: "Baltic Fiber", code: "BALT"),
    Organization(id: 3, name: "Coastline ISP", code: "COAST"), Organization(id: 4, name: "Delta Rural", code: "DELTA"),
    Organization(id: 5, name: "Eastgate Campus", code: "EASTG"),
  ]

  package static let places: [Place] = [
    Place(id: 1, name: "Lima North", shortName: "lima-n", tag: "lima", latitude: -119_900, longitude: -770_600),
    Place(id: 2, name: "Cusco", shortName: "cusco", tag: "cusco", latitude: -135_300, longitude: -719_700),
    Place(id: 3, name: "Riga Center", shortName: "riga-c", tag: "riga", latitude: 569_500, longitude: 241_000),
    Place(id: 4, name: "Tartu", shortName: "tartu", tag: "tartu", latitude: 583_800, longitude: 267_200),
    Place(id: 5, name: "Porto", shortName: "porto", tag: "porto", latitude: 411_500, longitude: -86_100),
    Place(id: 6, name: "Faro Harbor", shortName: "faro-h", tag: "faro", latitude: 370_100, longitude: -79_300),
    Place(id: 7, name: "Malmö", shortName: "malmo", tag: "malmo", latitude: 556_000, longitude: 130_000),
    Place(id: 8, name: "Graz South", shortName: "graz-s", tag: "graz", latitude: 470_700, longitude: 154_300),
    Place(id: 9, name: "Nairobi West", shortName: "nairobi-w", tag: "nairobi", latitude: -12_900, longitude: 368_200),
    Place(id: 10, name: "Osaka Bay", shortName: "osaka-b", tag: "osaka", latitude: 346_900, longitude: 1_355_000),
    Place(id: 11, name: "Hobart", shortName: "hobart", tag: "hobart", latitude: -428_800, longitude: 1_473_300),
    Place(id: 12, name: "Québec", shortName: "quebec", tag: "quebec", latitude: 468_100, longitude: -712_100),
  ]
}
