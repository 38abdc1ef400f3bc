import State
import Topology

/// The filters of the console.
struct FilterTarget: FuzzTarget {
  let name = "filter"
  let corpus = [
    "pay", "^pay-", "~pay-[0-9]+~", "!pay", "-l app=pay,tier!=db", "err>1%", "st:fault", "-f pay",
    "a|b c|!d rate>=10/s age<5m", "ns:shop svc:pay in:x web:80", "!~a b~ | -l x",
  ]
  let words = [
    "!", "|", "~", "^", "-l ", "-f ", "err>", "p95<", "100ms", "5m", "st:", "ns:", "in:", "=", "<=",
    " ", "(", ")", "[", "]", "*", "+", "?", "\\", "{", "}", "(?:", "\\p{L}", "share", "%",
  ]

  func check(_ input: [UInt8]) throws {
    let text = String(decoding: input, as: UTF8.self)
    let filter: FilterExpression
    do throws(FilterExpression.Invalid) {
      filter = try FilterExpression(text)
    } catch {
      try Violation.unless(!error.reason.isEmpty, "a refusal without words")
      return
    }
    try Violation.unless(!filter.alternatives.contains(where: \.isEmpty), "an empty alternative")
    let again = try FilterExpression(text)
    try Violation.unless(again == filter, "a filter that is read in two ways")
  }
}
