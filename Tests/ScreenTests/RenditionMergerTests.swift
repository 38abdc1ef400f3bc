import Screen
import Testing

@Suite struct RenditionMergerTests {
  /// What becomes of these frames, one after the other; the first return to the charset is spent already.
  private func merged(_ frames: String...) -> [String] {
    var merger = RenditionMerger()
    _ = merger.merge(Array("\u{1B}(B\u{1B}[m".utf8))
    return frames.map { String(decoding: merger.merge(Array($0.utf8)), as: UTF8.self) }
  }

  @Test func `neighbouring renditions become one`() {
    #expect(merged("\u{1B}(B\u{1B}[0;1m\u{1B}[33mx") == ["\u{1B}[1;33mx"])
    #expect(merged("\u{1B}[7ma\u{1B}(B\u{1B}[0;1m\u{1B}[33mb") == ["\u{1B}[7ma\u{1B}[0;1;33mb"])
  }

  @Test func `what a reset takes back is not said before it`() {
    #expect(merged("\u{1B}[34ma\u{1B}[39m\u{1B}(B\u{1B}[mb") == ["\u{1B}[34ma\u{1B}[mb"])
  }

  @Test func `a reset of what is plain is silent, also in the next frame`() {
    #expect(
      merged("\u{1B}[0;7ma\u{1B}[m", "\u{1B}[mb\u{1B}[0;1mc") == [
        "\u{1B}[7ma\u{1B}[m", "b\u{1B}[1mc",
      ])
  }

  @Test func `a zero inside an extended colour is no reset`() {
    #expect(merged("\u{1B}[1m\u{1B}[38;5;0mx") == ["\u{1B}[1;38;5;0mx"])
    #expect(merged("\u{1B}[1m\u{1B}[48;2;0;0;9mx") == ["\u{1B}[1;48;2;0;0;9mx"])
  }

  @Test func `moves, text and unfinished sequences stay as they are`() {
    let text = "\u{1B}[2;3Hé\u{1B}[K\u{1B}[?25h\u{1B}[12"
    #expect(merged(text) == [text])
  }

  @Test func `after a reset of the merger nothing is taken as known`() {
    var merger = RenditionMerger()
    _ = merger.merge(Array("\u{1B}(B\u{1B}[m".utf8))
    merger.reset()
    #expect(merger.merge(Array("\u{1B}(B\u{1B}[mx".utf8)) == Array("\u{1B}(B\u{1B}[mx".utf8))
  }
}
