import Foundation
import TestSupport
import Testing

/// A picture that stands still costs nothing (T10).
@Suite(.realTime) struct IdleTests {
  @Test func `nothing is written while nothing changes`() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await Tmux.withDemo("--seed 7 --load 0") { console in
      try await console.waitForRest()
      try await console.press("2")
      try await console.wait(for: "2·Services")
      try await console.pipe(to: path)
      // The line of the last minute grows by a cell every ten seconds at first, and then is still too.
      var sizes: [Int] = []
      repeat {
        try await Task.sleep(for: .seconds(5))
        sizes.append((try? Data(contentsOf: URL(filePath: path)).count) ?? 0)
      } while sizes.count < 4 && sizes.last != sizes.dropLast().last ?? 0
      #expect(sizes.last == sizes.dropLast().last ?? 0, "\(sizes)")
    }
  }
}
