internal import ArgumentParser
internal import GatewayCore
internal import Glibc
internal import JSON
internal import Simulator

/// `cpegate model learn`: a model from what devices report.
struct ModelLearn: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn", abstract: "Learn a model from parameter dumps of devices, vendors' parameters included.",
    discussion: """
      A dump is a CSV file with the columns Parameter,Object,Writable,Value,Value type. Rows of tables are folded; of \
      several dumps of one kind of device, the model has everything that any of them has. The published models say what \
      dumps do not (enumerations, ranges, references); access and type are as devices report them, and values that \
      they have beside those of an enumeration are added to it.

        cpegate model learn router-1.csv router-2.csv --output router.table
        cpegate --model 'router.table@manufacturer=Acme*'
      """)

  @Argument(help: "The dumps.")
  var files: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("Where the table goes.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "What the model is called, such as Acme_R1:2.4 (manufacturer and model of the first dump, 1.0).",
      valueName: "name:version"))
  var name: LearnedName?

  func run() throws {
    var learner = ModelLearner(PublishedModels.catalogue)
    var first: ParameterDump?
    for file in files {
      let dump: ParameterDump
      do {
        dump = try MockFiles.parameters(file)
      } catch let failure as ExitFailure {
        throw ExitFailure(status: 65, message: failure.message)
      }
      guard dump.root == first?.root ?? dump.root else {
        throw ExitFailure(
          status: 65,
          message: "\(file): row 2: a model has one root: expected paths below \(first?.root.rawValue ?? "")")
      }
      first = first ?? dump
      learner.add(dump.tree, root: dump.root)
    }
    guard let first else { return }
    let name = name ?? LearnedName(first)
    let sources = files.map { String($0.split(separator: "/").last ?? "") }
    let draft = learner.draft(
      name: name.name, version: name.version, source: ModelLearn.told(sources))
    try ModelOutput.write([draft], to: output)
    tell(draft, learner, first)
  }

  /// A model of hundreds of devices does not name them all.
  private static func told(_ sources: [String]) -> String {
    sources.prefix(8).joined(separator: ", ") + (sources.count > 8 ? " and \(sources.count - 8) more" : "")
  }

  private func tell(_ draft: ModelDraft, _ learner: ModelLearner, _ dump: ParameterDump) {
    let count = draft.entries.count { $0.kind == .parameter }
    var lines = ["\(draft.id)  \(count) parameters (\(learner.vendorParameterCount) unpublished)  \(draft.source)"]
    for disagreement in learner.disagreements {
      let types = disagreement.types.map(\.rawValue).joined(separator: ", ")
      lines.append("\(disagreement.path): reported as \(types); taken as \(disagreement.taken.rawValue)")
    }
    if learner.leftOut > 0 { lines.append("left out: \(learner.leftOut) paths that no model can have") }
    lines.append("use it: cpegate --model '\(output)\(ModelLearn.condition(dump))'")
    Terminal.write(lines.joined(separator: "\n") + "\n", to: STDOUT_FILENO)
  }

  /// The devices that the model is probably of.
  private static func condition(_ dump: ParameterDump) -> String {
    let parts = [("manufacturer", "Manufacturer"), ("product_class", "ProductClass")].compactMap { member, parameter in
      // Neither a shell nor the condition takes these signs for part of a text.
      dump.info(parameter).map { "\(member)=" + String($0.map { ",'\n\r".contains($0) ? "*" : $0 }) }
    }
    return parts.isEmpty ? "" : "@" + parts.joined(separator: ",")
  }
}

extension ParameterDump {
  /// What the device says of itself; nil where it says nothing, or only the name of the parameter.
  func info(_ name: String) -> String? {
    tree[ExactString("\(root.rawValue).DeviceInfo.\(name)")]?.value.flatMap { $0.isEmpty || $0 == name ? nil : $0 }
  }
}
