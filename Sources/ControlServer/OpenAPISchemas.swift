internal import GatewayCore
internal import JSON

/// The shapes of bodies in the OpenAPI document.
enum OpenAPISchemas {
  static func write(to writer: inout JSONWriter) {
    writer.member("components")
    writer.beginObject()
    writer.member("securitySchemes")
    writer.beginObject()
    writer.member("bearer")
    writer.beginObject()
    writer.member("type")
    writer.string("http")
    writer.member("scheme")
    writer.string("bearer")
    writer.endObject()
    writer.endObject()
    writer.member("schemas")
    writer.beginObject()
    for schema in Endpoint.Schema.allCases {
      writer.member(named: schema.rawValue)
      write(schema, to: &writer)
    }
    writer.endObject()
    writer.endObject()
  }

  static func writeReference(_ schema: Endpoint.Schema, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("$ref")
    writer.string("#/components/schemas/" + schema.rawValue)
    writer.endObject()
  }

  private static func write(_ schema: Endpoint.Schema, to writer: inout JSONWriter) {
    switch schema {
    case .device: writeObject(DeviceField.allCases.map { ("\($0.name)", nil) }, required: ["name"], to: &writer)
    case .deviceBody:
      let writable = DeviceField.allCases.filter { $0.writing != .ignored && $0.writing != .fixed }
      writeObject(writable.map { ("\($0.name)", $0.kind.typeName) } + [("password", "string")], to: &writer)
    case .devicePage: writePage(of: .device, to: &writer)
    case .operation: writeObject([("operation", "string")], required: ["operation"], to: &writer)
    case .operationAnswer: writeObject([("id", "integer"), ("operation", "string")], to: &writer)
    case .headless:
      writeObject(
        [("serial_number", "string"), ("operation", "string"), ("variables", "array")], required: ["operation"],
        to: &writer)
    case .headlessList:
      writer.beginObject()
      writer.member("type")
      writer.string("array")
      writer.member("items")
      writeReference(.headless, to: &writer)
      writer.endObject()
    case .variable:
      writeObject([("variable_name", "string"), ("value", nil)], required: ["variable_name", "value"], to: &writer)
    case .item: writeObject([], to: &writer)
    case .itemPage: writePage(of: .item, to: &writer)
    }
  }

  private static func writeObject(
    _ members: [(name: String, type: StaticString?)], required: [String] = [], to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.member("type")
    writer.string("object")
    writer.member("properties")
    writer.beginObject()
    for (name, type) in members {
      writer.member(named: name)
      writer.beginObject()
      if let type {
        writer.member("type")
        writer.string(type)
      }
      writer.endObject()
    }
    writer.endObject()
    if !required.isEmpty {
      writer.member("required")
      writer.beginArray()
      for name in required { writer.string(name) }
      writer.endArray()
    }
    writer.endObject()
  }

  private static func writePage(of row: Endpoint.Schema, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("type")
    writer.string("object")
    writer.member("properties")
    writer.beginObject()
    writer.member("count")
    writer.beginObject()
    writer.member("type")
    writer.string("integer")
    writer.endObject()
    for name in ["next", "previous"] {
      writer.member(named: name)
      writer.beginObject()
      writer.member("type")
      writer.beginArray()
      writer.string("string")
      writer.string("null")
      writer.endArray()
      writer.endObject()
    }
    writer.member("results")
    writer.beginObject()
    writer.member("type")
    writer.string("array")
    writer.member("items")
    writeReference(row, to: &writer)
    writer.endObject()
    writer.endObject()
    writer.endObject()
  }
}

extension DeviceField.Kind {
  /// Nil where null may stand for the value as well.
  fileprivate var typeName: StaticString? {
    switch self {
    case .boolean: "boolean"
    case .integer, .text, .decimalText, .status, .time, .texts, .object: nil
    }
  }
}
