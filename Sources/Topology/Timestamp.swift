/// Points in time as the API writes them (RFC 3339 in UTC, whole seconds).
package enum Timestamp {
  /// The text of a time in seconds since 1970.
  package static func text(_ seconds: Double) -> String {
    let total = Int(seconds.rounded(.down))
    let days = Int((Double(total) / 86_400).rounded(.down))
    let second = total - days * 86_400
    let (year, month, day) = civil(days)
    return "\(padded(year, 4))-\(padded(month))-\(padded(day))T"
      + "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))Z"
  }

  /// The time in seconds since 1970 of a text; nil when it is not in this form.
  package static func seconds(_ text: String) -> Double? {
    let numbers = text.split(whereSeparator: { !$0.isNumber }).prefix(6).compactMap { Int($0) }
    guard numbers.count == 6, text.hasSuffix("Z") else { return nil }
    let days = days(numbers[0], numbers[1], numbers[2])
    return Double(days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5])
  }

  private static func padded(_ number: Int, _ width: Int = 2) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  /// The Gregorian date of a day counted from 1970-01-01 (Hinnant's `civil_from_days`).
  private static func civil(_ days: Int) -> (Int, Int, Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    return (year + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, day)
  }

  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
