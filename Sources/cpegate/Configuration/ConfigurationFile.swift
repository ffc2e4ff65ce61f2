internal import Gateway
internal import GatewayCore
internal import JSON

/// A configuration file: a JSON object of options, and `profiles`, an object of such objects.
struct ConfigurationFile {
  private let path: String
  private let bytes: [UInt8]

  /// - Throws: ``ExitFailure`` for a file that cannot be read or is no JSON object.
  init(_ path: String) throws {
    self.path = path
    do throws(GatewayError) {
      bytes = try FileReader(path).all()
    } catch {
      throw ExitFailure.configuration(error.message)
    }
    let kind: JSONKind
    do throws(JSONParseError) {
      kind = try JSONDocument(parsing: bytes.span).read { $0.kind }
    } catch {
      throw ExitFailure.configuration(
        "\(path):\(error.line): expected a JSON object of options, found \(error.reason) (byte \(error.position))")
    }
    guard kind == .object else {
      throw ExitFailure.configuration("\(path):1: expected an object of options, found \(kind.described)")
    }
  }

  /// The settings as arguments; those of the profile stand behind the others, and so win over them, and its name
  /// behind them.
  func arguments(profile: String?) throws -> [String] {
    let document: JSONDocument
    do throws(JSONParseError) {
      document = try JSONDocument(parsing: bytes.span)
    } catch {
      throw ExitFailure.configuration("\(path):\(error.line): \(error.reason)")
    }
    return try document.read { root in
      let arguments = try self.arguments(root, at: [])
      // All of them are read, so that a mistake shows before the day it is needed.
      let profiles = try self.profiles(root)
      if let name = profile ?? root.member("profile")?.stringValue {
        let laid = SettingSources.lay(try self.arguments(ofProfile: name, profiles), over: arguments)
        return name.isEmpty ? laid : laid + ["--profile=\(name)"]
      }
      return arguments
    }
  }

  private func profiles(_ root: JSONValue) throws -> [(name: String, arguments: [String])] {
    guard let profiles = root.member("profiles"), !profiles.isNull else { return [] }
    guard profiles.kind == .object else {
      throw failure(["profiles"], "expected an object of profiles, found \(profiles.kind.described)")
    }
    var found: [(name: String, arguments: [String])] = []
    var members = profiles.members
    while let member = members.next() {
      let name = member.name.string
      found.append((name, try arguments(member.value, at: ["profiles", name])))
    }
    return found
  }

  private func arguments(ofProfile name: String, _ profiles: [(name: String, arguments: [String])]) throws -> [String] {
    if let found = profiles.first(where: { $0.name == name }) { return found.arguments }
    let names = profiles.map(\.name)
    let nearest = NearestName.of(name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
    let known = names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"
    throw ExitFailure.configuration(
      "\(path): there is no profile \"\(JSONReadError.clip(name))\"\(nearest) (\(known))")
  }

  /// The options of one object.
  private func arguments(_ object: JSONValue, at place: [String]) throws -> [String] {
    guard object.kind == .object else {
      throw failure(place, "expected an object of options, found \(object.kind.described)")
    }
    var arguments: [String] = []
    var members = object.members
    while let member = members.next() {
      let key = member.name.string
      let here = place + [key]
      if place.isEmpty, key == "profiles" { continue }
      guard CommonOptions.keys.contains(key), key != "config" else { throw unknown(key, here) }
      // It was read before everything else.
      if key == "profile" { continue }
      let told = { (reason: String) in "\(path):\(line(of: here)): \(key): \(reason)" }
      if SettingSources.repeated.contains(key) {
        arguments += try SettingSources.arguments(key, member.value, told)
        continue
      }
      guard let value = text(of: member.value) else {
        if member.value.isNull { continue }
        throw failure(here, "\(key): expected a text, a number or a boolean, found \(member.value.kind.described)")
      }
      arguments += try SettingSources.argument(key, value, told)
    }
    return arguments
  }

  private func text(of value: JSONValue) -> String? {
    if let text = value.stringValue { return text }
    if let flag = value.booleanValue { return flag ? "true" : "false" }
    if let number = value.integerValue { return String(number) }
    return value.numberValue.map(\.description)
  }

  private func unknown(_ key: String, _ place: [String]) -> ExitFailure {
    if key == "token" {
      return failure(
        place, "a token does not stand in the configuration: name its file by token-file, or use CPEGATE_TOKEN")
    }
    let known = CommonOptions.keys.filter { $0 != "config" } + (place.count == 1 ? ["profiles"] : [])
    let nearest = NearestName.of(key, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
    return failure(place, "no option \"\(JSONReadError.clip(key))\" is known\(nearest)")
  }

  private func failure(_ place: [String], _ reason: String) -> ExitFailure {
    .configuration("\(path):\(line(of: place)): \(reason)")
  }

  private func line(of place: [String]) -> Int {
    JSONKeyLocator(bytes).line(of: place) ?? 1
  }
}
