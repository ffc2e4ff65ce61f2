/// Where the objects of templates such as `Device.WiFi.SSID.{i}.` are.
enum TemplatePath {
  /// The object a parameter is in; empty for one at the top of a service model.
  static func object(of parameter: String) -> String {
    parameter.lastIndex(of: ".").map { String(parameter[...$0]) } ?? ""
  }

  /// The object around an object, nil at the top: of a row the one its table is in.
  static func parent(of object: String) -> String? {
    var path = Substring(object)
    if isTable(object) { path = path.dropLast(4) }
    let parent = path.dropLast().lastIndex(of: ".").map { String(path[...$0]) }
    return parent
  }

  static func isTable(_ object: String) -> Bool { object.hasSuffix(".{i}.") }
}
