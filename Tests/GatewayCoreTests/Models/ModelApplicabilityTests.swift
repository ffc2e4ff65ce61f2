internal import GatewayCore
internal import Testing

/// Conditions of vendor models on the records of devices.
@Suite struct ModelApplicabilityTests {
  private let router = device(
    1, [.manufacturer: .text("Huawei Technologies Co., Ltd"), .productClass: .text("EG8145V5"), .typeModel: .null])

  @Test(arguments: [
    "manufacturer=Huawei*", "manufacturer=*Co.* Ltd", "product_class=EG8145V5", "manufacturer=H*,product_class=EG*",
    "product_class=HG*,product_class=EG*", "manufacturer=*",
  ])
  func holds(condition: String) throws {
    #expect(try ModelApplicability(condition).holds(for: router))
  }

  @Test(arguments: [
    "manufacturer=huawei*", "manufacturer=Huawei", "product_class=EG814", "manufacturer=ZTE,product_class=EG*",
    "software_version=*", "type_model=*", "manufacturer=Huawei* ",
  ])
  func doesNotHold(condition: String) throws {
    #expect(try !ModelApplicability(condition).holds(for: router))
  }

  @Test func withoutConditionsItHolds() {
    #expect(ModelApplicability.always.holds(for: router))
    #expect(ModelApplicability.always.holds(for: device(2)))
  }

  @Test(arguments: [
    ("manufactorer=Huawei", "did you mean \"manufacturer\"?"), ("serial_number=1", "it has manufacturer product_class"),
    ("manufacturer=Huawei Technologies Co., Ltd", "* stands for a comma"), ("", "expected member=text"),
    ("manufacturer=", "behind manufacturer="), ("manufacturer=a,", "expected member=text"),
  ])
  func aWrongConditionSaysWhatIsWrong(condition: String, reason: String) throws {
    let error = #expect(throws: ModelApplicability.BadCondition.self) { try ModelApplicability(condition) }
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
  }
}
