import Routing
import Testing
import Topology

/// The evaluator agrees with brute force over random clusters.
@Suite struct PolicyOracleTests {
  /// 2,000 clusters in batches, so that they run beside each other.
  @Test(arguments: 0..<20)
  func `every connection of random clusters is judged as brute force judges it`(_ batch: Int) async
  {
    var counts: [Bool?: Int] = [:]
    for seed in batch * 100..<batch * 100 + 100 {
      // Others wait for their connections and clocks meanwhile.
      await Task.yield()
      var cluster = RandomPolicies(seed: UInt64(seed))
      let inventory = Inventory(cluster.resources)
      let index = PolicyIndex(inventory)
      let oracle = cluster.oracle
      for question in cluster.questions() {
        let expected = oracle.isAllowed(
          question.source, question.destination, question.port, question.transport)
        let found = answer(question, index)
        counts[expected, default: 0] += 1
        guard found == expected else {
          Issue.record(
            """
            seed \(seed): \(question) is \(String(describing: found)), brute force says \
            \(String(describing: expected)) with \(cluster.policies.map(\.text))
            """)
          return
        }
      }
    }
    // A comparison of nothing but one answer would say little.
    for answer in [true, false, nil] { #expect(counts[answer, default: 0] > 50) }
  }

  private func answer(_ question: RandomPolicies.Question, _ index: PolicyIndex) -> Bool? {
    guard let transport = TransportProtocol(rawValue: question.transport) else { return nil }
    switch (question.source, question.destination) {
    case (.pod(let source), .pod(let destination)):
      return index.verdict(
        from: .pod(Pod(source)), to: Pod(destination), port: question.port, transport: transport
      ).isAllowed
    case (.address(let source), .pod(let destination)):
      guard let address = IPAddress(source) else { return nil }
      return index.verdict(
        from: .address(address), to: Pod(destination), port: question.port, transport: transport
      ).isAllowed
    case (.pod(let source), .address(let destination)):
      guard let address = IPAddress(destination) else { return nil }
      return index.verdict(
        from: Pod(source), to: address, port: question.port, transport: transport
      ).isAllowed
    default: return nil
    }
  }
}
