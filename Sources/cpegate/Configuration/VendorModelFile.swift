internal import ArgumentParser
internal import GatewayCore

/// What `--model` says: a file, and the devices that its models are of.
struct VendorModelFile: Sendable {
  let path: String
  let applicability: ModelApplicability

  /// Takes back the models that were said before it.
  var isNone: Bool { path == "none" }

  /// - Parameter argument: `FILE`, `FILE@member=text,…` or `none`.
  /// - Throws: `ValidationError` for a condition that cannot be understood.
  init(_ argument: String) throws {
    guard !argument.isEmpty else { throw ValidationError("expected a file, found an empty text") }
    guard let sign = VendorModelFile.condition(in: argument) else {
      path = argument
      applicability = .always
      return
    }
    path = String(argument[..<sign])
    do throws(ModelApplicability.BadCondition) {
      applicability = try ModelApplicability(String(argument[argument.index(after: sign)...]))
    } catch {
      throw ValidationError(error.reason)
    }
    guard !path.isEmpty else { throw ValidationError("expected a file before the condition, found none") }
  }

  /// Where the condition begins: the names of files may have the sign too, but not a member and `=` behind it.
  private static func condition(in argument: String) -> String.Index? {
    argument.indices.first { index in
      guard argument[index] == "@" else { return false }
      let name = argument[argument.index(after: index)...].prefix { $0 != "=" }
      return name.endIndex < argument.endIndex && !name.contains { $0 == "/" || $0 == "@" }
    }
  }
}
