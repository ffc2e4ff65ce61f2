internal import Glibc
internal import JSON

/// `NAME.transport.json` beside a module that does not come with cpegate: what it serves, without opening it.
struct ModuleManifest: Sendable {
  /// Of the manifest itself.
  let path: String
  /// The name of the module's file, in the same folder.
  let file: String
  let schemes: [String]

  static let suffix = ".transport.json"
  private static let longest = 64 * 1024

  /// Reads a manifest strictly.
  /// - Throws: why it is not taken.
  init(path: String) throws(TransportHostError) {
    let text = try ModuleManifest.bytes(of: FileTrust.realPath(of: path))
    let contents = try ModuleManifest.parse(text, path)
    self.path = path
    file = contents.file
    schemes = contents.schemes
  }

  private static func parse(_ text: [UInt8], _ path: String) throws(TransportHostError) -> Contents {
    let document: JSONDocument
    do throws(JSONParseError) {
      document = try JSONDocument(parsing: text.span)
    } catch {
      throw TransportHostError(.refused, "\(path) is no manifest: \(error.reason) at \(error.place)")
    }
    do throws(JSONReadError) {
      return try document.read { (root) throws(JSONReadError) in try Contents(reading: root) }
    } catch {
      throw TransportHostError(
        .refused, "\(path) is no manifest: \(error.message)\(error.hint.map { " (\($0))" } ?? "")")
    }
  }

  private static func bytes(of path: String) throws(TransportHostError) -> [UInt8] {
    guard let file = unsafe fopen(path, "re") else {
      throw TransportHostError(.refused, "\(path): \(SystemError.text(errno))")
    }
    defer { unsafe fclose(file) }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: longest + 1) { buffer, count in
      count = unsafe fread(buffer.baseAddress, 1, buffer.count, file)
    }
    guard unsafe ferror(file) == 0 else { throw TransportHostError(.refused, "\(path): \(SystemError.text(EIO))") }
    guard bytes.count <= longest else {
      throw TransportHostError(.refused, "\(path) is no manifest: it is longer than \(longest) bytes")
    }
    return bytes
  }

  private struct Contents: JSONReadable {
    let file: String
    let schemes: [String]

    init(reading value: JSONValue) throws(JSONReadError) {
      var (module, schemes): (String?, [String]?) = (nil, nil)
      try value.readMembers(["module", "schemes"]) { (name, value) throws(JSONReadError) in
        switch name {
        case "module": module = try Contents.readFile(value)
        default: schemes = try value.readElements(Contents.readScheme)
        }
      }
      guard let module else { throw .missing("module") }
      guard let schemes else { throw .missing("schemes") }
      guard !schemes.isEmpty else { throw JSONReadError("expected at least one scheme", steps: ["schemes"]) }
      guard Set(schemes).count == schemes.count else {
        throw JSONReadError("expected each scheme once", steps: ["schemes"])
      }
      (file, self.schemes) = (module, schemes)
    }

    private static func readFile(_ value: JSONValue) throws(JSONReadError) -> String {
      let name = try value.readString(length: 1...255)
      guard !name.contains("/"), name.hasSuffix(".so") else {
        throw JSONReadError("expected the name of a file in the same folder, such as \"libmemory.so\"")
      }
      return name
    }

    private static func readScheme(_ value: JSONValue) throws(JSONReadError) -> String {
      let scheme = try value.readString(length: 1...64)
      guard TransportURL.isScheme(scheme) else {
        throw JSONReadError("expected a scheme of lower-case letters, digits, dots and hyphens, such as \"memory\"")
      }
      guard BuiltInModule.serving(scheme) == nil else {
        throw JSONReadError("\(scheme) is a scheme of cpegate's own modules; choose another one")
      }
      return scheme
    }
  }
}
