package import Diagnosis
import Language
import Routing
import Topology

extension TraceReport {
  /// The width of a terminal that nobody has widened.
  private static let width = 80
  /// So many endpoints of a backend and so many losers are listed.
  private static let most = 8

  /// The text for people, at 80 columns and without colour, ending with a new line.
  package static func text(_ trace: Trace) -> String {
    let blocks = [
      head(trace), hops(trace), section("backends", backends(trace)),
      section("other rules", losers(trace)), faults(trace),
    ]
    return blocks.filter { !$0.isEmpty }
      .map { $0.map { "\(trimmed($0.cleaned))\n" }.joined() }.joined(separator: "\n")
  }

  private static func head(_ trace: Trace) -> [String] {
    let request = trace.request
    let from = source(request.source)
    let host = request.value(of: "host").map { ", host \($0)" } ?? ""
    var result = "\(trace.verdict.rawValue)"
    if let status = trace.status { result += ", \(status)" }
    if let root = trace.rootCause { result += ", because of \(root)" }
    return lines("\(request.method) \(request.text)\(host), from \(from)", lead: "trace   ")
      + lines(result, lead: "result  ")
  }

  private static func hops(_ trace: Trace) -> [String] {
    let broken = trace.hops.firstIndex { $0.state == .fault }
    return trace.hops.enumerated().flatMap { index, hop -> [String] in
      let mark = index == broken ? ">" : " "
      let number = "\(index + 1)"
      let place = String(repeating: " ", count: 2 - number.count) + number
      let lead = "\(mark)\(place) \(padded(word(hop.state), 7))  \(padded(name(hop.hop), 9))  "
      return lines(hop.says.english, lead: lead)
    }
  }

  private static func word(_ state: Trace.Hop.State) -> String {
    state == .notReached ? "-" : state.rawValue
  }

  /// The name of a hop: `DNS`, `Listener`.
  static func name(_ hop: FaultKind.Hop) -> String {
    switch hop {
    case .dns: "DNS"
    case .tls: "TLS"
    default: hop.rawValue.prefix(1).uppercased() + hop.rawValue.dropFirst()
    }
  }

  private static func section(_ title: String, _ rows: [[String]]) -> [String] {
    guard !rows.isEmpty else { return [] }
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].cleaned.count : 0 }.max() ?? 0
    }
    return [title]
      + rows.map { row in
        "  "
          + row.enumerated().map { "  \(padded($0.element.cleaned, widths[$0.offset]))" }.joined()
      }
  }

  private static func backends(_ trace: Trace) -> [[String]] {
    trace.backends.flatMap { backend -> [[String]] in
      let name = "\(backend.service)\(backend.port.map { ":\($0)" } ?? "")"
      let own = [name, TextTable.percent(backend.share)]
      guard !backend.endpoints.isEmpty else { return [own + ["no endpoint"]] }
      let shown = backend.endpoints.prefix(most).enumerated().map { index, endpoint in
        (index == 0 ? own : ["", ""]) + [
          endpoint.pod?.name ?? "-", "\(endpoint.address):\(endpoint.port)",
          endpoint.isReady ? "ready" : "not ready", TextTable.percent(endpoint.share),
        ]
      }
      let more = backend.endpoints.count - most
      return shown + (more > 0 ? [["", "", "and \(more) more"]] : [])
    }
  }

  private static func losers(_ trace: Trace) -> [[String]] {
    let shown = trace.losers.prefix(most).map { loser in
      [
        loser.route.path.isEmpty ? "default" : loser.route.host + loser.route.path,
        loser.route.source.description, loser.why.english,
      ]
    }
    let more = trace.losers.count - most
    return shown + (more > 0 ? [["and \(more) more"]] : [])
  }

  /// What is broken, the root cause first; risks and remarks are what `sluice check` is for.
  private static func faults(_ trace: Trace) -> [String] {
    let worst = trace.faults.filter { $0.severity == .fault || $0.id == trace.rootCause }
    guard trace.verdict != .ok, !worst.isEmpty else { return [] }
    return worst.prefix(most).enumerated().flatMap { index, fault -> [String] in
      let cause = fault.cause.map { ", because of \($0)" } ?? ""
      return (index == 0 ? [] : [""])
        + lines("\(fault.id) of \(fault.object)\(cause)", lead: "fault ")
        + lines(fault.says.english, lead: "      ") + lines(fault.fix.english, lead: "  fix ")
    }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func trimmed(_ line: String) -> Substring {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return line
  }

  /// Lines broken between words, the first after a lead and the others indented as far; no word is cut.
  private static func lines(_ text: String, lead: String) -> [String] {
    let indent = String(repeating: " ", count: lead.count)
    var lines: [String] = []
    var line = lead
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        (line, isEmpty) = (indent, true)
      }
      line += isEmpty ? String(word) : " \(word)"
      isEmpty = false
    }
    return lines + [line]
  }
}
