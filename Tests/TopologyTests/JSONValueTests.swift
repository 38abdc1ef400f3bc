import Testing
import Topology

@Suite struct JSONValueTests {
  @Test(
    arguments: [
      #"{"a":[1,-2.5,true,false,null,"x"]}"#, "[]", "{}", #""""#, "0", #"{"":{"":[[[]]]}}"#,
      #"["\"\\\n\u0001"]"#, "12345678901234567890.5",
    ])
  func `a document is written as it was read`(_ text: String) throws {
    let value = try JSONValue(parsing: text)
    #expect(try JSONValue(parsing: value.text) == value)
    #expect(try JSONValue(parsing: value.prettyText) == value)
  }

  @Test func `escapes and surrogates are read`() throws {
    let value = try JSONValue(parsing: #"["\u00e9\ud83d\ude00\/\b\f\n\r\t", "\ud83d", "\ud83dx"]"#)
    #expect(value == ["é😀/\u{8}\u{C}\n\r\t", "\u{FFFD}", "\u{FFFD}x"])
  }

  @Test(
    arguments: [
      ("", 0), ("{", 1), ("[1,", 3), ("[1 2]", 3), (#"{"a" 1}"#, 5), (#"{a:1}"#, 1), ("nul", 0),
      (#""abc"#, 4), (#""\x""#, 3), (#""\u12g4""#, 5), ("1 2", 2), ("--", 0), ("[1}", 2),
    ])
  func `what is wrong is told with its place`(_ row: (text: String, offset: Int)) {
    #expect { try JSONValue(parsing: row.text) } throws: { error in
      (error as? JSONError)?.offset == row.offset
    }
  }

  @Test func `nesting has a limit`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONError.self) { try JSONValue(parsing: deep) }
  }

  @Test func `members are assigned along a path and removed by null`() {
    var value: JSONValue = ["a": 1]
    value[["b", "c", "d"]] = "x"
    #expect(value == ["a": 1, "b": ["c": ["d": "x"]]])
    value[["b", "c"]] = .null
    value["a"] = .null
    #expect(value == .object(["b": .object([:])]))
    #expect(value["no"]["way"].isNull)
  }

  @Test func `numbers are whole where they can be`() throws {
    let value = try JSONValue(parsing: "[3, 3.0, 3.5, 1e3, 99999999999999999999]")
    #expect(value.array.map(\.integer) == [3, 3, nil, 1000, nil])
    #expect(value.array[4].double == 1e20)
  }
}

@Suite struct CleanedTextTests {
  @Test(
    arguments: [
      "\u{1B}[31m", "\u{7}", "a\nb", "\u{9B}0m", "\u{202E}abc", "\u{200B}", "\u{FEFF}", "\u{7F}",
      "\u{2066}x", "\u{E0041}", "\u{AD}",
    ])
  func `what could steer a terminal is replaced`(_ text: String) {
    #expect(text.cleaned != text)
    #expect(text.cleaned.unicodeScalars.count == text.unicodeScalars.count)
    #expect(text.cleaned.cleaned == text.cleaned)
  }

  @Test func `letters of all languages stay`() {
    let text = "héllo wörld · 日本語 😀 ελ עברית"
    #expect(text.cleaned == text)
  }

  @Test func `the nearest word is a typing error away`() {
    #expect(Spelling.distance("kitten", "sitting") == 3)
    #expect(Spelling.distance("", "abc") == 3)
    #expect(Spelling.nearest(to: "ngnix", in: ["nginx", "traefik"]) == "nginx")
    #expect(Spelling.nearest(to: "ngin", in: ["nginx", "traefik"]) == "nginx")
    #expect(Spelling.nearest(to: "web", in: ["web"]) == nil)
  }
}
