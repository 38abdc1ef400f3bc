package import Testing

/// Lets at most two tests at a time run that start programs or clusters and look at the clock.
///
/// All suites run side by side otherwise, and a machine with two cores that opens a dozen consoles at once keeps
/// no promise of "within a second".
package struct RealTimeTrait: TestTrait, SuiteTrait, TestScoping {
  /// Every test of a suite waits for its own turn.
  package var isRecursive: Bool { true }

  /// Runs one test when it is its turn.
  @concurrent package func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    await Turnstile.shared.enter()
    do {
      try await function()
    } catch {
      await Turnstile.shared.leave()
      throw error
    }
    await Turnstile.shared.leave()
  }
}

extension Trait where Self == RealTimeTrait {
  /// The test needs a machine that is not overloaded.
  package static var realTime: Self { RealTimeTrait() }
}

/// Counts who is inside; the others wait in a row.
private actor Turnstile {
  static let shared = Turnstile()

  private var free = 2
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func enter() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
