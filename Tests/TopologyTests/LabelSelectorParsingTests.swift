import Testing
import Topology

@Suite struct LabelSelectorParsingTests {
  @Test func `every form of requirement is read`() throws {
    let selector = try LabelSelector(parsing: "a=b, c==d,e!=f,g in (x, y),h notin (z),i,!j")
    #expect(selector.labels == ["a": "b", "c": "d"])
    #expect(
      selector.expressions == [
        .init(key: "e", comparison: .isNotIn, values: ["f"]),
        .init(key: "g", comparison: .isIn, values: ["x", "y"]),
        .init(key: "h", comparison: .isNotIn, values: ["z"]),
        .init(key: "i", comparison: .exists), .init(key: "j", comparison: .doesNotExist),
      ])
  }

  @Test(arguments: [
    ("a=b", true), ("a!=b", false), ("x!=b", true), ("a in (c,b)", true), ("a notin (b)", false),
    ("!a", false), ("!x", true), ("a", true), ("", true), ("a=b,a=c", false),
  ])
  func `labels are matched`(_ text: String, _ expected: Bool) throws {
    #expect(try LabelSelector(parsing: text).matches(["a": "b"]) == expected)
  }

  @Test(arguments: ["a=b,", "a in b", "a in (b", "a)", "=b", "a=b c", "a of (b)", "a=(b)"])
  func `what is no selector is refused`(_ text: String) {
    #expect(throws: LabelSelectorError.self) { try LabelSelector(parsing: text) }
  }
}
