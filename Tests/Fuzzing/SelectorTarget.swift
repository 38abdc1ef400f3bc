import Topology

/// Label selectors as kubectl and the filter take them.
struct SelectorTarget: FuzzTarget {
  let name = "selector"
  let corpus = [
    "app=pay", "app=pay,tier!=db", "app in (a, b),tier notin (c),x,!y",
    "example.com/name=v1.2_3", "a==b,a=c", "", " a , b ", "in in (in)", "a in (),b=",
  ]
  let words = [" in ", " notin ", "(", ")", ",", "=", "==", "!=", "!", "/", ".", "_", "-", " "]

  func check(_ input: [UInt8]) throws {
    let text = String(decoding: input, as: UTF8.self)
    let selector: LabelSelector
    do throws(LabelSelectorError) {
      selector = try LabelSelector(parsing: text)
    } catch {
      try Violation.unless(!error.description.isEmpty, "a refusal without words")
      return
    }
    let printed = selector.text
    let again = try LabelSelector(parsing: printed)
    try Violation.unless(again == selector, "'\(printed)' is read as '\(again.text)'")
    try Violation.unless(printed == printed.cleaned, "'\(printed)' is not clean")
    let labels = Dictionary(
      selector.labels.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    if selector.expressions.isEmpty {
      try Violation.unless(selector.matches(labels), "its own labels do not match")
    }
    let isOfNothing = selector.labels.isEmpty && selector.expressions.isEmpty
    try Violation.unless(isOfNothing == selector.isEmpty, "an empty selector")
  }
}
