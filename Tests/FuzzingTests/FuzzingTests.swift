import TestSupport
import Testing

@testable import sluice_fuzz

/// A little of what `sluice-fuzz` does for as long as one likes, the same in every run.
@Suite(.realTime) struct FuzzingTests {
  @Test(arguments: FuzzTargets.all.map(\.name))
  func `what must hold of a reader holds for a thousand inputs`(_ name: String) async throws {
    let target = try #require(FuzzTargets.all.first { $0.name == name })
    var mutator = FuzzMutator(target, seed: 1)
    for number in 0..<1000 {
      // Others wait for their connections and clocks meanwhile.
      if number.isMultiple(of: 10) { await Task.yield() }
      let input = mutator.next()
      do {
        try target.check(input)
      } catch {
        Issue.record(
          "input \(number): \(error): sluice-fuzz --input \(FuzzFile.hex(input)) \(name)")
        return
      }
    }
  }

  @Test func `the same seed leads to the same inputs`() throws {
    let target = try #require(FuzzTargets.all.first)
    var (one, other) = (FuzzMutator(target, seed: 7), FuzzMutator(target, seed: 7))
    var third = FuzzMutator(target, seed: 8)
    let inputs = (0..<100).map { _ in one.next() }
    #expect(inputs == (0..<100).map { _ in other.next() })
    #expect(inputs != (0..<100).map { _ in third.next() })
  }

  @Test func `an input survives being written down`() {
    let bytes: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF]
    #expect(FuzzFile.bytes(hex: FuzzFile.hex(bytes)) == bytes)
  }
}
