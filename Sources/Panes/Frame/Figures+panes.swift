import Language
import Screen

extension Figures {
  /// A part of one as a number of percent for columns that state the unit: `4.9`, `100`; `-` for nil.
  static func part(_ share: Double?) -> String {
    guard let share, share.isFinite else { return unknown }
    let tenths = Int((min(max(share, 0), 1000) * 1000).rounded())
    guard tenths < 995 else { return "\(Int((share * 100).rounded()))" }
    return "\(tenths / 10)\(Language.current.decimalSeparator)\(tenths % 10)"
  }

  /// A part of one as whole percent: `90%`.
  static func wholePercent(_ part: Double) -> String {
    part.isFinite ? "\(Int((part * 100).rounded()))%" : unknown
  }

  /// Minutes and seconds: `04:52`.
  static func minutes(_ seconds: Double) -> String {
    let value = max(0, Int(min(seconds, 1e9).rounded(.up)))
    return [value / 60, value % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }

  /// `1 pod`, `2 pods`.
  static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    localized(number, noun, plural)
  }
}
