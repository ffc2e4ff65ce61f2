package import GatewayCore
internal import JSON

/// A device's parameters: reading, setting, adding and deleting as CWMP has it.
extension Simulation {
  /// All parameters of a device as they are now; nil when there is no such device.
  package func parameters(of number: Int) -> ParameterTree? {
    let source = look { world, now in
      world.fleet.device(number, at: now).map { device in (device, world.dumps[number]) }
    }
    guard let (device, dump) = source else { return nil }
    return ParameterState(device, dump).tree
  }

  /// The values that GetParameterValues gives for these paths: everything below a partial one.
  ///
  /// - Throws: `device_unavailable`, or `rejected` with a fault for each path that is wrong.
  package func values(_ paths: [String], of number: Int) throws(GatewayError) -> [Variable] {
    guard let state = state(of: number), let tree = parameters(of: number) else { throw .noSuchDevice(.id(number)) }
    try state.life.requireAnswering()
    var found: [Variable] = []
    var faults: [ParameterFault] = []
    var seen: Set<ExactString> = []
    for path in paths {
      guard let nodes = tree.nodes(at: path) else {
        faults.append(ParameterFault(path: path, fault: .invalidParameterName))
        continue
      }
      for node in nodes where seen.insert(node.path).inserted {
        found.append(Variable(path: node.path.text, value: node.value ?? "", type: node.type))
      }
    }
    guard faults.isEmpty else { throw .refused(faults, .invalidParameterName) }
    try contact(number)
    return found
  }

  /// Sets all of them or, when the device refuses one, none.
  package func set(_ variables: [Variable], on number: Int) throws(GatewayError) {
    guard let tree = parameters(of: number) else { throw .noSuchDevice(.id(number)) }
    try change(number) { (state, now) throws(GatewayError) in
      try state.life.requireAnswering()
      let faults = SetParameterValues.faults(of: variables, on: tree)
      guard faults.isEmpty else { throw .refused(faults, .invalidArguments) }
      for variable in variables {
        let path = ExactString(variable.path)
        guard let node = tree[path], let value = variable.value else { continue }
        state.parameters.set(SetParameterValues.stored(value, as: node), at: path)
      }
      state.life.lastConfiguration = now
      state.life.contact(at: now)
    }
  }

  /// Adds a row and returns its number.
  package func addObject(_ path: String, on number: Int) throws(GatewayError) -> UInt32 {
    guard let tree = parameters(of: number) else { throw .noSuchDevice(.id(number)) }
    return try change(number) { (state, now) throws(GatewayError) in
      try state.life.requireAnswering()
      let table = ExactString(String(path.dropLast()))
      guard path.hasSuffix("."), let node = tree[table], node.isObject, node.isWritable, tree.isTable(table) else {
        throw .refused([ParameterFault(path: path, fault: .invalidParameterName)], .invalidParameterName)
      }
      let row = state.parameters.nextNumber(of: table, now: tree.instances(of: table))
      state.parameters.addRow(row, to: table)
      state.life.lastConfiguration = now
      state.life.contact(at: now)
      return row
    }
  }

  package func deleteObject(_ path: String, on number: Int) throws(GatewayError) {
    guard let tree = parameters(of: number) else { throw .noSuchDevice(.id(number)) }
    try change(number) { (state, now) throws(GatewayError) in
      try state.life.requireAnswering()
      let row = ExactString(String(path.dropLast()))
      guard path.hasSuffix("."), let node = tree[row], node.isObject, node.isWritable,
        let (table, instance) = ParameterTree.splitRow(row)
      else { throw .refused([ParameterFault(path: path, fault: .invalidParameterName)], .invalidParameterName) }
      state.parameters.removeRow(row, of: table, number: instance)
      state.life.lastConfiguration = now
      state.life.contact(at: now)
    }
  }

  /// Sets a value whatever the device thinks of it, making the parameter when it is not there.
  func put(_ value: String, at path: String, of number: Int) throws(GatewayError) {
    guard let tree = parameters(of: number) else { throw .noSuchDevice(.id(number)) }
    try change(number) { (state, _) throws(GatewayError) in
      let exact = ExactString(path)
      if tree[exact] == nil {
        state.parameters.put(ParameterTree.Node(path: path, isObject: false, isWritable: true, value: value))
      } else {
        state.parameters.set(value, at: exact)
      }
    }
  }

  private func contact(_ number: Int) throws(GatewayError) {
    // Reading is no change of a device that nobody has touched so far: its own sessions go on being computed.
    guard look({ world, _ in world.fleet.isStored(number) }) else { return }
    try change(number) { (state, now) throws(GatewayError) in state.life.contact(at: now) }
  }

  func apply(_ dump: ParameterDump, to number: Int, _ world: inout World, at now: Timestamp) {
    guard world.fleet.exists(number) else { return }
    world.dumps[number] = dump
    var state = world.fleet.state(of: number, at: now)
    for (field, leaf) in [
      (DeviceField.manufacturer, "Manufacturer"), (.softwareVersion, "SoftwareVersion"),
      (.hardwareVersion, "HardwareVersion"), (.serialNumber, "SerialNumber"), (.productClass, "ProductClass"),
    ] {
      let path = ExactString("\(dump.root.rawValue).DeviceInfo.\(leaf)")
      if let value = dump.tree[path]?.value, !value.isEmpty { state.told[field] = .text(value) }
    }
    world.fleet.setState(state, of: number)
  }
}

/// Where a device's tree comes from.
private struct ParameterState {
  let tree: ParameterTree

  init(_ device: SimulatedDevice, _ dump: ParameterDump?) {
    let changes = device.state?.parameters ?? ParameterChanges()
    if let dump {
      tree = changes.applied(to: dump.tree, model: DumpModel(tree: dump.tree))
      return
    }
    let generator = device.generator
    let type = device[.type]?.integerValue
    let profile = Catalogue.profiles.first { $0.id == type } ?? generator.profile(device.number)
    let model = TemplateModel(
      root: profile.root, values: TemplateValue(generator: generator, device: device, profile: profile))
    tree = changes.applied(to: model.tree(), model: model)
  }
}

extension ParameterTree {
  /// The parameters that a full or partial path names; nil when the device has no such thing.
  fileprivate func nodes(at path: String) -> [Node]? {
    if path.isEmpty { return parameters(below: ExactString("")) }
    guard path.hasSuffix(".") else {
      return self[ExactString(path)].flatMap { $0.isObject ? nil : [$0] }
    }
    let object = ExactString(String(path.dropLast()))
    guard let node = self[object], node.isObject else { return nil }
    return parameters(below: object)
  }

  /// Whether rows can hang below it: it is no row itself, and has nothing but rows.
  fileprivate func isTable(_ object: ExactString) -> Bool {
    ParameterTree.splitRow(object) == nil && childNames(of: object).allSatisfy { UInt32($0) != nil }
  }
}

extension GatewayError {
  /// A device's no: one fault for each parameter that is wrong.
  static func refused(_ faults: [ParameterFault], _ overall: CWMPFault) -> GatewayError {
    var error = GatewayError(
      .rejected,
      "the device answered \(overall.rawValue) (\(overall.meaning)) for \(faults.count) path\(faults.count == 1 ? "" : "s")"
    )
    error.faults = faults
    return error
  }
}
