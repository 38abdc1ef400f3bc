import Panes
import Screen
import State
import Testing

@Suite struct LineEditorTests {
  private func edited(_ text: String, _ keys: Key...) -> LineEditor {
    keys.reduce(LineEditor(text)) { $0.edited(by: $1) ?? $0 }
  }

  @Test func `characters go in at the cursor`() {
    #expect(edited("pay", .left, .character("x")).string == "paxy")
  }

  @Test func `readline keys delete words, the start and the end`() {
    #expect(edited("scale web 3", .control("w")).string == "scale web ")
    #expect(edited("scale web 3", .control("u")).string == "")
    #expect(edited("scale web 3", .home, .control("k")).string == "")
    #expect(edited("scale web 3", .alt("b"), .alt("b"), .control("u")).string == "web 3")
  }

  @Test func `deleting at either end changes nothing`() {
    #expect(edited("a", .home, .backspace).string == "a")
    #expect(edited("a", .end, .delete).string == "a")
    #expect(edited("", .backspace, .delete).string == "")
  }

  @Test func `a pasted text is one line and cannot steer the terminal`() {
    #expect(edited("", .paste("a\nb\u{1B}[2J")).string == "a b·[2J")
  }

  @Test func `keys that do not edit are left to others`() {
    #expect(LineEditor("x").edited(by: .enter) == nil)
    #expect(LineEditor("x").edited(by: .up) == nil)
  }
}
