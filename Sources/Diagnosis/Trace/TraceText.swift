import Language
import Routing
import Topology

/// A trace as text for people, at 80 columns and without colour: what `sluice trace` prints and the console copies.
///
/// It is in the language that is spoken now; a command line speaks English.
package enum TraceText {
  /// The width of a terminal that nobody has widened.
  private static let width = 80
  /// So many endpoints of a backend and so many losers are listed.
  private static let most = 8

  /// The whole text, ending with a new line; with evidence each hop has what came when it was asked below it.
  package static func text(_ objects: Trace, evidence: TraceEvidence? = nil) -> String {
    let trace = evidence.map(objects.weighed) ?? objects
    let blocks = [
      head(trace, objects: objects.verdict), hops(trace, evidence),
      section(localized("backends"), backends(trace)),
      section(localized("other rules"), losers(trace)), faults(trace),
    ]
    return blocks.filter { !$0.isEmpty }
      .map { $0.map { "\(trimmed($0.cleaned))\n" }.joined() }.joined(separator: "\n")
  }

  private static func head(_ trace: Trace, objects: Trace.Verdict) -> [String] {
    let request = trace.request
    let from = source(request.source)
    let host = request.value(of: "host").map { localized(", host \($0)") } ?? ""
    var result = trace.verdict.word
    if let status = trace.status { result += ", \(status)" }
    if let root = trace.rootCause { result += localized(", because of \(root)") }
    if trace.verdict != objects {
      result += localized("; by the objects alone \(objects.word)")
    }
    let leads = [localized("trace"), localized("result")]
    let width = leads.reduce(0) { max($0, $1.count) }
    return lines(
      localized("\(request.method) \(request.text)\(host), from \(from)"),
      lead: padded(leads[0], width) + "  ") + lines(result, lead: padded(leads[1], width) + "  ")
  }

  private static func hops(_ trace: Trace, _ evidence: TraceEvidence?) -> [String] {
    let broken = trace.hops.firstIndex { $0.state == .fault }
    let words = trace.hops.reduce(7) { max($0, $1.state.word.count) }
    let names = trace.hops.reduce(9) { max($0, $1.hop.title.count) }
    return trace.hops.enumerated().flatMap { index, hop -> [String] in
      let mark = index == broken ? ">" : " "
      let number = "\(index + 1)"
      let place = String(repeating: " ", count: 2 - number.count) + number
      let lead =
        "\(mark)\(place) \(padded(hop.state.word, words))  \(padded(hop.hop.title, names))  "
      let below = String(repeating: " ", count: lead.count)
      return lines(localized(hop.says), lead: lead)
        + (evidence?.words(of: hop, most: most) ?? []).flatMap { lines($0, lead: below) }
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
      let own = [name, percent(backend.share)]
      guard !backend.endpoints.isEmpty else { return [own + [localized("no endpoint")]] }
      let shown = backend.endpoints.prefix(most).enumerated().map { index, endpoint in
        (index == 0 ? own : ["", ""]) + [
          endpoint.pod?.name ?? "-", "\(endpoint.address):\(endpoint.port)",
          endpoint.isReady ? localized("ready") : localized("not ready"), percent(endpoint.share),
        ]
      }
      let more = backend.endpoints.count - most
      return shown + (more > 0 ? [["", "", localized("and \(more) more")]] : [])
    }
  }

  private static func losers(_ trace: Trace) -> [[String]] {
    let shown = trace.losers.prefix(most).map { loser in
      [
        loser.route.path.isEmpty ? localized("default") : loser.route.host + loser.route.path,
        loser.route.source.description, localized(loser.why),
      ]
    }
    let more = trace.losers.count - most
    return shown + (more > 0 ? [[localized("and \(more) more")]] : [])
  }

  /// What is broken, the root cause first; risks and remarks are what `sluice check` is for.
  private static func faults(_ trace: Trace) -> [String] {
    let worst = trace.faults.filter { $0.severity == .fault || $0.id == trace.rootCause }
    guard trace.verdict != .ok, !worst.isEmpty else { return [] }
    return worst.prefix(most).enumerated().flatMap { index, fault -> [String] in
      let cause = fault.cause.map { localized(", because of \($0)") } ?? ""
      let leads = [localized("fault"), localized("fix")].map { "\($0) " }
      let width = leads.reduce(0) { max($0, $1.count) }
      return (index == 0 ? [] : [""])
        + lines(localized("\(fault.id) of \(fault.object)\(cause)"), lead: padded(leads[0], width))
        + lines(localized(fault.says), lead: padded("", width))
        + lines(
          localized(fault.fix),
          lead: String(repeating: " ", count: width - leads[1].count) + leads[1])
    }
  }

  /// A source in the words of the option `--from`.
  package static func source(_ source: TraceRequest.Source) -> String {
    switch source {
    case .outside: "outside"
    case .inside: "inside"
    case .pod(let name): "pod/\(name)"
    case .workload(let object): object.description
    }
  }

  private static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    let point = Language.current.decimalSeparator
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10)\(point)\(tenths % 10) %"
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

extension Trace.Verdict {
  /// The word of the verdict in the language that is spoken now.
  package var word: String { localized(Message(rawValue)) }
}

extension Trace.Hop.State {
  /// The word of the state in the language that is spoken now; `-` for what is not reached.
  package var word: String { self == .notReached ? "-" : localized(Message(rawValue)) }
}

extension FaultKind.Hop {
  /// The name of the hop in the language that is spoken now: `DNS`, `Listener`.
  package var title: String {
    switch self {
    case .dns: "DNS"
    case .tls: "TLS"
    default: localized(Message(rawValue.prefix(1).uppercased() + rawValue.dropFirst()))
    }
  }
}
