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
    do throws(FilterExpression.Invalid) {
      let filter = try FilterExpression(text)
      try Violation.check(filter)
      let again = try FilterExpression(text)
      if again != filter { throw FilterExpression.Invalid(reason: "") }
    } catch {
      try Violation.unless(!error.reason.isEmpty, "a refusal without words")
    }
  }
}

extension Violation {
  /// Throws a refusal without words where an alternative is empty.
  fileprivate static func check(
    _ filter: FilterExpression
  ) throws(FilterExpression.Invalid) {
    if filter.alternatives.contains(where: \.isEmpty) {
      throw FilterExpression.Invalid(reason: "")
    }
  }
}
