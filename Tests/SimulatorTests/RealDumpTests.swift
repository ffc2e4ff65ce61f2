internal import Foundation
internal import GatewayCore
internal import JSON
internal import Simulator
internal import Testing

/// The dumps of real devices, where they lie beside the project.
enum RealDumps {
  static let folder =
    #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined() + "/shared/data/devices/"

  static var areThere: Bool { FileManager.default.fileExists(atPath: folder) }

  static func bytes(_ file: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: folder + file + ".csv")))
  }
}

/// Every path of a real device reads back unchanged.
@Suite(.enabled(if: RealDumps.areThere, "the dumps lie outside the project")) struct RealDumpTests {
  static let files = [
    "huawei-bm632w", "huawei-eg8145v5", "intelbras-w5-2100g", "tplink-ec220-g5-v3", "tplink-xx230v", "zte-zxhn-h199a",
  ]

  /// What the README of the dumps says of them: objects and parameters.
  static let sizes: [String: (objects: Int, parameters: Int)] = [
    "huawei-bm632w": (210, 792), "huawei-eg8145v5": (643, 3147), "zte-zxhn-h199a": (284, 1457),
    "intelbras-w5-2100g": (112, 640), "tplink-xx230v": (980, 5420), "tplink-ec220-g5-v3": (182, 753),
  ]

  @Test(arguments: files) func aDumpLoadsWholeAndReadsBackUnchanged(_ file: String) throws {
    let bytes = try RealDumps.bytes(file)
    let dump = try ParameterDump(csv: bytes)
    let bench = Bench { $0.parameters = dump }
    let tree = try bench.tree(1)
    var reader = CSVReader(ByteSource(bytes))
    _ = try reader.next()
    var (objects, parameters) = (0, 0)
    while let cells = try reader.next() {
      let node = try #require(tree[ExactString(cells[0])], "\(cells[0])")
      #expect(node.isObject == (cells[1] == "true"))
      #expect(node.isWritable == (cells[2] == "true"))
      #expect(ParameterPath(lenient: cells[0])?.text == cells[0])
      if node.isObject {
        objects += 1
      } else {
        parameters += 1
        #expect(node.value.map { ExactString($0) } == ExactString(cells[3]))
      }
    }
    #expect(parameters == RealDumpTests.sizes[file]?.parameters)
    #expect(objects == RealDumpTests.sizes[file]?.objects)
    #expect(tree.parameters(below: ExactString("")).count == parameters)
  }

  @Test(arguments: files) func everyWritableValueIsTakenBackAsItWasReported(_ file: String) throws {
    let bytes = try RealDumps.bytes(file)
    let dump = try ParameterDump(csv: bytes)
    let bench = Bench { $0.parameters = dump }
    let before = try bench.tree(1).parameters(below: ExactString(""))
    let writable = before.filter(\.isWritable).map { Variable(path: $0.path.text, value: $0.value, type: $0.type) }
    #expect(writable.count > 200)
    try bench.simulation.set(writable, on: 1)
    #expect(try bench.tree(1).parameters(below: ExactString("")) == before)
  }
}
