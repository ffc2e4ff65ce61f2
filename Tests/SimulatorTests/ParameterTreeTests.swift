internal import GatewayCore
internal import JSON
internal import Simulator
internal import Testing

/// The parameters of generated devices, of both roots.
@Suite struct ParameterTreeTests {
  static let roots = ["Device", "InternetGatewayDevice"]

  @Test(arguments: roots) func everyTreeHasDeviceInfoAndAWritableManagementServer(_ root: String) throws {
    let bench = Bench()
    let number = try bench.number(root: root)
    let (tree, device) = (try bench.tree(number), try bench.device(number))
    let version = tree[ExactString("\(root).DeviceInfo.SoftwareVersion")]
    #expect(version?.value == device[.softwareVersion]?.string)
    #expect(version?.isWritable == false)
    #expect(tree[ExactString("\(root).DeviceInfo.SerialNumber")]?.value == device[.serialNumber]?.string)
    #expect(tree[ExactString("\(root).DeviceInfo.ProvisioningCode")]?.isWritable == true)
    for name in ["URL", "Username", "Password", "PeriodicInformInterval", "PeriodicInformEnable"] {
      #expect(tree[ExactString("\(root).ManagementServer.\(name)")]?.isWritable == true, "\(name)")
    }
  }

  @Test(arguments: 1...60) func everyTreeIsWellFormed(_ number: Int) throws {
    let tree = try Bench().tree(number)
    let nodes = tree.parameters(below: ExactString(""))
    #expect(nodes.count > 50)
    for node in nodes {
      let path = try ParameterPath(strict: node.path.text)
      #expect(!path.isPartial)
      #expect(node.type.accepts(node.value ?? ""), "\(node.path.text)")
    }
    #expect(Set(nodes.map(\.path)).count == nodes.count)
    #expect(tree.childNames(of: ExactString("")).isEmpty)
  }

  /// Tables with rows that can be added, found by asking the tree.
  private static func writableTables(_ tree: ParameterTree, _ root: String) -> [ExactString] {
    tree.nodes(below: ExactString(root)).filter { node in
      node.isObject && node.isWritable && UInt32(node.name) == nil
    }.map(\.path)
  }

  @Test(arguments: roots) func rowsKeepTheirNumbersAndNumbersDoNotComeAgain(_ root: String) throws {
    let bench = Bench()
    let number = try bench.number(root: root)
    let tables = ParameterTreeTests.writableTables(try bench.tree(number), root)
    #expect(tables.count > 2)
    for table in tables {
      let before = try bench.tree(number).instances(of: table)
      let first = try bench.simulation.addObject(table.text + ".", on: number)
      let second = try bench.simulation.addObject(table.text + ".", on: number)
      #expect(first == (before.max() ?? 0) + 1)
      #expect(second == first + 1)
      try bench.simulation.deleteObject("\(table.text).\(first).", on: number)
      #expect(try bench.tree(number).instances(of: table) == before + [second])
      try bench.simulation.deleteObject("\(table.text).\(second).", on: number)
      let third = try bench.simulation.addObject(table.text + ".", on: number)
      #expect(third == second + 1)
      let tree = try bench.tree(number)
      if let count = tree[ExactString(table.text + "NumberOfEntries")] {
        #expect(count.value == String(before.count + 1))
      }
      let row = ExactString("\(table.text).\(third)")
      #expect(tree[row]?.isObject == true)
      for node in tree.parameters(below: row) { #expect(node.type.accepts(node.value ?? ""), "\(node.path.text)") }
      #expect(tree[row.appending("Enable")]?.value ?? "false" == "false")
    }
  }

  @Test(arguments: roots) func aRowTakesItsChildrenAlong(_ root: String) throws {
    let bench = Bench()
    let number = try bench.number(root: root)
    let tables = ParameterTreeTests.writableTables(try bench.tree(number), root)
    let table = try #require(try tables.first { try !bench.tree(number).instances(of: $0).isEmpty })
    let row = try ExactString("\(table.text).\(#require(try bench.tree(number).instances(of: table).first))")
    #expect(try !bench.tree(number).parameters(below: row).isEmpty)
    try bench.simulation.deleteObject(row.text + ".", on: number)
    #expect(try bench.tree(number)[row] == nil)
    #expect(try bench.tree(number).parameters(below: row).isEmpty)
    let error = try #require(throws: GatewayError.self) {
      try bench.simulation.deleteObject(row.text + ".", on: number)
    }
    #expect(error.faults.map(\.fault) == [.invalidParameterName])
  }

  @Test(arguments: roots) func whatIsNoTableTakesNoRow(_ root: String) throws {
    let bench = Bench()
    let number = try bench.number(root: root)
    let tree = try bench.tree(number)
    let table = try #require(ParameterTreeTests.writableTables(tree, root).first { !tree.instances(of: $0).isEmpty })
    let row = try "\(table.text).\(#require(tree.instances(of: table).first))"
    let wrong = [
      "", table.text, row + ".", "\(root).", "\(root).DeviceInfo.", "\(root).DeviceInfo.SerialNumber",
      "\(root).Nothing.", table.text + ".*.", table.text + ".{i}.",
    ]
    for path in wrong {
      let error = try #require(throws: GatewayError.self, "\(path)") {
        try bench.simulation.addObject(path, on: number)
      }
      #expect(error.kind == .rejected)
      #expect(error.faults == [ParameterFault(path: path, fault: .invalidParameterName)])
    }
    for path in ["", row, table.text + ".", "\(root).DeviceInfo.", table.text + ".*."] {
      #expect(throws: GatewayError.self, "\(path)") { try bench.simulation.deleteObject(path, on: number) }
    }
  }
}
