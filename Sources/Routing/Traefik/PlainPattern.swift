/// A regular expression that says how a path begins, in any case: `(?i)^/api`, and with the end that ingress-nginx's
/// documents give it for rewriting, `(?i)^/api(/|$)(.*)`.
///
/// Most paths are of these forms, and a regular expression costs a hundred times as much.
struct PlainPattern {
  private static let head = "(?i)^"
  private static let end = "(/|$)(.*)"

  private let start: Substring.UTF8View
  private let hasEnd: Bool

  /// Reads a pattern; nil for any other form.
  init?(_ text: String) {
    guard text.utf8.starts(with: Self.head.utf8) else { return nil }
    var rest = text.utf8.dropFirst(Self.head.utf8.count)
    hasEnd = rest.suffix(Self.end.utf8.count).elementsEqual(Self.end.utf8)
    if hasEnd { rest = rest.dropLast(Self.end.utf8.count) }
    guard rest.allSatisfy(Self.standsForItself) else { return nil }
    start = rest
  }

  private static func standsForItself(_ letter: UInt8) -> Bool {
    switch letter {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func lowered(_ letter: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")) ~= letter ? letter | 0x20 : letter
  }

  /// What it matches of a text of ASCII and what the groups of that are; nil where it does not match.
  func groups(in input: String) -> [String]? {
    let text = input.utf8
    guard text.starts(with: start, by: { Self.lowered($0) == Self.lowered($1) }) else { return nil }
    guard hasEnd else { return [String(input.prefix(start.count))] }
    let rest = text.dropFirst(start.count)
    guard let slash = rest.first else { return [input, "", ""] }
    guard slash == UInt8(ascii: "/") else { return nil }
    // A dot stands for no line's end.
    let tail = rest.dropFirst().prefix { !(0x0A...0x0D ~= $0) }
    return [
      String(input.prefix(start.count + 1 + tail.count)), "/", String(Substring(tail)),
    ]
  }
}
