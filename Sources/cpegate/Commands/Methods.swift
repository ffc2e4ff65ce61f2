internal import ArgumentParser
internal import Gateway
internal import GatewayCore
internal import Glibc
internal import JSON

/// `cpegate methods [NAME]`: what can be called, told from the contract.
struct Methods: GatewayCommand {
  static let configuration = CommandConfiguration(
    commandName: "methods", abstract: "List the methods, or tell one with its params, result and an example.")

  @Argument(help: "A method, such as inventory.list.")
  var name: String?

  @OptionGroup(title: "Common options") var common: CommonOptions

  func run(_ options: CommonOptions) throws -> Int32 {
    if let name {
      let table = MethodTable.gateway
      // The name of a group lists the group.
      let group = table.names.filter { $0.hasPrefix(name + ".") }
      guard group.isEmpty else {
        try Terminal.print(try ContractReader.text(of: nil, prefix: name + "."))
        return 0
      }
      guard table.entry(named: name) != nil else {
        let nearest = NearestName.of(name, among: table.names).map { "; did you mean \($0)?" } ?? ""
        throw ExitFailure.usage("there is no method \(JSONReadError.clip(name))\(nearest)")
      }
    }
    let text = try ContractReader.text(of: name)
    try Terminal.print(text)
    return 0
  }
}
