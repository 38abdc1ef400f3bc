import Panes
import Screen
import State
import Testing

@Suite struct FrameTests {
  private func rows(_ demo: DemoState) -> [Substring] {
    demo.picture.split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test func `the first row says which cluster it is and how it fares`() {
    #expect(
      rows(DemoState())[0]
        == "sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31")
  }

  @Test func `the second row names the screens and marks the current one`() {
    #expect(
      rows(DemoState(.services))[1]
        == "1 Flow  2·Services  3 Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson")
  }

  @Test(arguments: ScreenName.allCases)
  func `the last row begins with the help on every screen`(_ screen: ScreenName) {
    #expect(rows(DemoState(screen)).last?.hasPrefix("?:help") == true)
  }

  @Test func `a terminal that is too small gets one line`() {
    #expect(
      DemoState(columns: 50, rows: 12).picture.split(separator: "\n")
        == ["sluice needs 60x15, this is 50x12. q quits."])
    #expect(DemoState(columns: 50, rows: 12).intents(.character("q")) == [.quit])
    #expect(DemoState(columns: 50, rows: 12).intents(.character("S")) == [])
  }

  @Test(arguments: ScreenName.allCases)
  func `no size makes a picture fail`(_ screen: ScreenName) {
    for columns in [1, 20, 60, 61, 79, 84, 100, 119, 133, 199, 320] {
      for rows in [1, 5, 15, 16, 23, 30, 39, 47, 59, 90] {
        let picture = DemoState(screen, columns: columns, rows: rows).canvas
        #expect(picture.size == Size(width: columns, height: rows))
      }
    }
  }

  @Test(arguments: ScreenName.allCases)
  func `the ascii tier has nothing but printable ASCII`(_ screen: ScreenName) {
    for (columns, rows) in [(80, 24), (120, 40), (200, 60), (60, 15), (80, 50)] {
      let picture = DemoState(screen, columns: columns, rows: rows, glyphs: .ascii).picture
      #expect(picture.unicodeScalars.allSatisfy { $0 == "\n" || (0x20...0x7E).contains($0.value) })
    }
  }
}
