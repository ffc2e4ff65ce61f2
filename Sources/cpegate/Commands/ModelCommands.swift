internal import ArgumentParser
internal import Gateway
internal import GatewayCore
internal import Glibc
internal import ModelBuilder

/// `cpegate model`: makes tables of data models.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Make tables of data models, for --model.",
    subcommands: [ModelBuild.self, ModelLearn.self])
}

/// `cpegate model build`: from XML documents, as the Broadband Forum and vendors publish them.
struct ModelBuild: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Read data-model documents and write one table of their models.",
    discussion: """
      Documents that these import are looked for beside them; the published models need no files. The table holds facts \
      alone, no descriptions.

        cpegate model build tr-181-2-19-1-cwmp-full.xml --output device2.table
        cpegate --model device2.table
      """)

  @Argument(help: "The documents.")
  var files: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("Where the table goes.", valueName: "file"))
  var output: String

  func run() throws {
    var models: [ModelDraft] = []
    do throws(ModelDocumentError) {
      let reader = ModelReader(known: PublishedModels.drafts, entities: .shortTexts)
      for file in files { models += try reader.read(file: file) }
    } catch {
      throw ExitFailure(status: 65, message: error.description)
    }
    guard !models.isEmpty else { throw ExitFailure(status: 65, message: "there is no model in these documents") }
    try ModelOutput.write(models, to: output)
    for model in models {
      let count = model.entries.count { $0.kind == .parameter }
      try Terminal.print("\(model.id)  \(count) parameters  \(model.source)\n")
    }
  }
}
