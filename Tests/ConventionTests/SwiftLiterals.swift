/// The string literals of a Swift file, as a catalogue of translations is keyed by them.
///
/// Every interpolation becomes `{}`; literals joined by `+` are one. Multi-line literals are left out.
struct SwiftLiterals {
  /// A literal and what stands before it on the way to the statement's beginning.
  struct Literal {
    var template: String
    /// The code directly before it, without blanks.
    var before: String
    /// Whether it is a piece of a longer one.
    var isPiece = false
  }

  private(set) var all: [Literal] = []
  private let code: [Character]
  private var place = 0

  init(_ text: String) {
    code = Array(text)
    while place < code.count { step() }
  }

  /// Every template that a catalogue may be keyed by: whole literals, and their pieces.
  var templates: Set<String> { Set(all.map(\.template)) }

  private mutating func step() {
    if isNext("//") {
      while place < code.count, code[place] != "\n" { place += 1 }
    } else if isNext("\"\"\"") {
      place += 3
      while place < code.count, !isNext("\"\"\"") { place += code[place] == "\\" ? 2 : 1 }
      place += 3
    } else if isNext("#\"") {
      place += 2
      while place < code.count, !isNext("\"#") { place += 1 }
      place += 2
    } else if code[place] == "\"" {
      let before = codeBefore(place)
      let first = literal()
      all.append(Literal(template: first, before: before))
      join(first, before)
    } else {
      place += 1
    }
  }

  /// Takes what is added to a literal: `"a " + "b"`.
  private mutating func join(_ first: String, _ before: String) {
    var whole = first
    let start = all.count - 1
    while let next = afterPlus() {
      place = next
      let piece = literal()
      all.append(Literal(template: piece, before: "+", isPiece: true))
      whole += piece
      all[start].isPiece = true
    }
    guard all[start].isPiece else { return }
    all.append(Literal(template: whole, before: before))
  }

  /// Reads a literal that begins here, with its interpolations, and returns its template.
  private mutating func literal() -> String {
    var template = ""
    place += 1
    while place < code.count, code[place] != "\"" {
      guard code[place] == "\\" else {
        template.append(code[place])
        place += 1
        continue
      }
      let sign = code[min(place + 1, code.count - 1)]
      place += 2
      switch sign {
      case "(":
        skipInterpolation()
        template += "{}"
      case "n": template += "\n"
      case "t": template += "\t"
      default: template.append(sign)
      }
    }
    place += 1
    return template
  }

  /// Goes behind the parenthesis that ends an interpolation; literals inside are literals too.
  private mutating func skipInterpolation() {
    var depth = 1
    while place < code.count, depth > 0 {
      switch code[place] {
      case "\"":
        let before = codeBefore(place)
        all.append(Literal(template: literal(), before: before))
        continue
      case "(": depth += 1
      case ")": depth -= 1
      default: break
      }
      place += 1
    }
  }

  /// Where the next literal begins, if only a plus is before it.
  private func afterPlus() -> Int? {
    var index = place
    var hasPlus = false
    while index < code.count {
      switch code[index] {
      case " ", "\n": index += 1
      case "+" where !hasPlus:
        hasPlus = true
        index += 1
      case "\"": return hasPlus ? index : nil
      default: return nil
      }
    }
    return nil
  }

  private func isNext(_ text: String) -> Bool {
    let end = place + text.count
    return end <= code.count && code[place..<end].elementsEqual(text)
  }

  private func codeBefore(_ index: Int) -> String {
    String(code[max(0, index - 60)..<index].filter { $0 != " " && $0 != "\n" })
  }
}
