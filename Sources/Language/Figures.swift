/// How figures are written, so that every screen writes them alike.
///
/// What is not known is `-`, never `0`.
package enum Figures {
  package static let unknown = "-"

  /// A rate or a quantity in few characters: `9.0`, `162`, `1.2k`, `34k`, `5.6M`.
  package static func short(_ value: Double?) -> String {
    guard let value, value.isFinite else { return unknown }
    if value < 0 { return "-" + short(-value) }
    if value == 0 { return "0" }
    for (limit, unit, suffix) in [(999.5, 1.0, ""), (999_500, 1000, "k"), (999.5e6, 1e6, "M")]
    where value < limit {
      return significant(value / unit) + suffix
    }
    return significant(value / 1e9) + "G"
  }

  /// A duration: `0.4 ms`, `88 ms`, `1.2 s`, `75 s`.
  package static func duration(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite, seconds >= 0 else { return unknown }
    return seconds < 0.9995 ? milliseconds(seconds) + " ms" : significant(seconds) + " s"
  }

  /// A duration as a number of milliseconds, for columns that state the unit.
  package static func milliseconds(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite, seconds >= 0 else { return unknown }
    return seconds == 0 ? "0" : significant(seconds * 1000)
  }

  /// A share of one as per cent: `0.6 %`, `90 %`, `<0.1 %`.
  package static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return unknown }
    let value = share * 100
    if value > 0, value < 0.05 { return "<0.1 %" }
    return (value == 0 ? "0" : significant(value)) + " %"
  }

  /// An age in its largest unit: `40s`, `12m`, `3h`, `12d`.
  package static func age(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite else { return unknown }
    let whole = Int(max(0, min(seconds, 1e12)))
    switch whole {
    case ..<120: return "\(whole)s"
    case ..<7200: return "\(whole / 60)m"
    case ..<172_800: return "\(whole / 3600)h"
    default: return "\(whole / 86_400)d"
    }
  }

  /// The time of day, `12:04:31`, of a moment in seconds since 1970; `offset` is the zone's.
  package static func clock(_ time: Double, offset: Int = 0) -> String {
    guard time.isFinite, abs(time) < 1e15 else { return unknown }
    let seconds = (Int(time.rounded(.down)) + offset) % 86_400
    let day = seconds < 0 ? seconds + 86_400 : seconds
    return [day / 3600, day / 60 % 60, day % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      .joined(separator: ":")
  }

  /// One decimal under ten, none above.
  static func significant(_ value: Double) -> String {
    guard value < 9.95 else { return "\(Int(min(value, 1e15).rounded()))" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10)\(Language.current.decimalSeparator)\(tenths % 10)"
  }
}
