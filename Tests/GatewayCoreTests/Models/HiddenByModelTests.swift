internal import GatewayCore
internal import Testing

/// The parameters whose values are told to nobody are those that the published models mark, no more and no less.
@Suite struct HiddenByModelTests {
  /// Every parameter of the published models as devices have it, and whether any model hides it.
  private func marked() throws -> [String: Bool] {
    var marked: [String: Bool] = [:]
    for model in try ModelTable.published().models {
      let mounts = model.isService ? ["Device.Services.", "InternetGatewayDevice.Services."] : [""]
      for entry in ModelDraft(model).entries where entry.kind == .parameter {
        for mount in mounts {
          let isHidden = !entry.traits.isDisjoint(with: [.hidden, .secured])
          marked[mount + entry.path, default: false] = marked[mount + entry.path, default: false] || isHidden
        }
      }
    }
    return marked
  }

  @Test func theListIsWhatTheModelsSay() throws {
    let marked = try marked()
    #expect(marked.count > 13_000)
    #expect(marked.values.count { $0 } > 50)
    let wrong = marked.filter { path, isHidden in
      HiddenParameters.contains(path.replacing("{i}", with: "3")) != isHidden
    }
    #expect(wrong.isEmpty, "such as \(wrong.keys.sorted().prefix(5))")
  }
}
