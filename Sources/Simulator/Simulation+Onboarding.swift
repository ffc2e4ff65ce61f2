internal import GatewayCore
internal import JSON

/// Devices that upstream makes records for when they turn up (reference: section 6.5 of the API's working reference).
extension Simulation {
  /// A device turns up with the credentials that all new ones share, and gets its own a while after.
  ///
  /// - Parameter count: makes its name and serial number, which no other device has.
  package func onboard(_ count: Int) {
    var attributes = DeviceAttributes()
    attributes[.name] = .text("onboarded-\(count)")
    attributes[.serialNumber] = .text("NEW\(count)")
    attributes[.type] = .integer(Catalogue.profiles[count % Catalogue.profiles.count].id)
    attributes[.organizationID] = .integer(Catalogue.organizations[count % Catalogue.organizations.count].id)
    attributes[.username] = .text("onboarding")
    // A name that somebody else has taken meanwhile: this one does not turn up.
    guard let number = (try? create(attributes))?.id else { return }
    later(90, number, episode: 1) { simulation in
      var own = DeviceAttributes()
      own[.username] = .text("cpe\(number)")
      // Gone again.
      _ = try? simulation.update(.id(number), own)
    }
  }
}

/// Devices that go down and come up by themselves.
extension Simulation {
  /// The device loses its connection and is back after a while; one that is not up stays as it is.
  package func interrupt(_ number: Int) {
    guard let life = state(of: number)?.life, life.isInforming, life.work == nil else { return }
    restart(number)
  }
}
