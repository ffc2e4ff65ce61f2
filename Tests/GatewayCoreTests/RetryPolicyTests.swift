internal import GatewayCore
internal import Testing

/// Back-off is 1 s doubling to 5 min, give or take a quarter; evidence is awaited for at least ten minutes.
@Suite struct RetryPolicyTests {
  static let seconds: [(repetition: Int, seconds: Double)] = [
    (0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 32), (6, 64), (7, 128), (8, 256), (9, 300), (10, 300), (39, 300),
    (40, 300), (63, 300), (64, 300), (1000, 300),
  ]

  @Test(arguments: seconds) func aRepetitionWaitsTwiceAsLongUpToFiveMinutes(_ repetition: Int, _ seconds: Double) {
    let policy = RetryPolicy()
    #expect(policy.backoff(repetition: repetition, jitter: 0) == seconds)
    #expect(policy.backoff(repetition: repetition, jitter: 1) == seconds * 1.25)
    #expect(policy.backoff(repetition: repetition, jitter: -1) == seconds * 0.75)
  }

  @Test func theBaseIsTheFirstWait() {
    var policy = RetryPolicy()
    policy.backoffBase = 0.5
    #expect(policy.backoff(repetition: 0, jitter: 0) == 0.5)
    #expect(policy.backoff(repetition: 3, jitter: 0) == 4)
    #expect(policy.backoff(repetition: 50, jitter: 0) == 300)
  }

  @Test(arguments: [(nil, 600), (60, 600), (200, 600), (201, 603), (900, 2700)] as [(Double?, Double)])
  func evidenceIsAwaitedForThreeInforms(_ updateFrequency: Double?, _ seconds: Double) {
    #expect(RetryPolicy().limit(updateFrequency: updateFrequency) == seconds)
  }

  @Test func aStatedLimitCountsInstead() {
    var policy = RetryPolicy()
    policy.confirmationLimit = 5
    #expect(policy.limit(updateFrequency: 900) == 5)
  }

  @Test func theBoundsAreThoseOfTheContract() {
    #expect(RetryPolicy.defaultExpiry == 24 * 3600)
    #expect(RetryPolicy.longestExpiry == 36_525 * 86_400)
    #expect(RetryPolicy.defaultMaxAttempts == 5)
  }
}
