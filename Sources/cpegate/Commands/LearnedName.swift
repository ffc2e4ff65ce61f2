internal import ArgumentParser
internal import GatewayCore
internal import Simulator

/// What a learned model is called.
struct LearnedName: ExpressibleByArgument {
  let name: String
  let version: String

  /// `NAME:VERSION`; nil where it is not such that every name of a model is.
  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, parts[0] == LearnedName.word(parts[0]), parts[0].utf8.count <= 128
    else { return nil }
    let numbers = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count > 1, numbers.allSatisfy({ UInt16($0) != nil && !$0.hasPrefix("+") }) else { return nil }
    name = parts[0]
    version = parts[1]
  }

  /// Manufacturer and model of the device, `TP-Link_XX230v:1.0`.
  init(_ dump: ParameterDump) {
    let words = [dump.info("Manufacturer"), dump.info("ModelName") ?? dump.info("ProductClass")]
      .compactMap { $0.map { LearnedName.word($0.prefix(48)) } }
    name = (words.isEmpty ? [dump.root.rawValue, "learned"] : words).joined(separator: "_")
    version = "1.0"
  }

  /// Letters, digits and signs that names have; a run of others becomes a hyphen.
  private static func word(_ text: some StringProtocol) -> String {
    text.split { !$0.isASCII || !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }.joined(separator: "-")
  }
}
