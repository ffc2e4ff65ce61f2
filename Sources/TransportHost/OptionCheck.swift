internal import JSON

/// Holds the options that were said against what the modules of a stack take.
struct OptionCheck {
  private let options: [TransportOption]
  /// The names of all modules that can be found, used here or not.
  private let names: [String]

  init(_ options: [TransportOption], _ names: [String]) {
    self.options = options
    self.names = names
  }

  /// - Throws: for an option that no module takes, with the nearest; options of modules that are not used here are let
  ///   be, as they cannot be known without loading those.
  func check(_ modules: [LoadedModule]) throws(TransportHostError) {
    for option in options {
      let used = modules.filter { $0.name == option.module }
      if let module = used.first {
        let known = module.options.map(\.name)
        guard !known.contains(option.name) else { continue }
        throw TransportHostError(
          .invalidOption,
          "module \(module.name) takes no option \(JSONReadError.clip(option.name)); "
            + OptionCheck.told(option.name, known, none: "it takes none"))
      }
      let known = Set(names).union(modules.map(\.name)).sorted()
      guard !known.contains(option.module) else { continue }
      throw TransportHostError(
        .invalidOption,
        "no module \(JSONReadError.clip(option.module)) is known for the transport option of that name; "
          + OptionCheck.told(option.module, known, none: "there are no modules"))
    }
  }

  private static func told(_ name: String, _ known: [String], none: String) -> String {
    if let nearest = NearestName.of(name, among: known) { return "did you mean \(nearest)?" }
    return known.isEmpty ? none : "there are \(known.joined(separator: ", "))"
  }
}
