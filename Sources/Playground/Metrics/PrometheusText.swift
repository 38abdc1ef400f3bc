/// Writes tallies in the text format of Prometheus (version 0.0.4).
package enum PrometheusText {
  /// The content type of the format.
  package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// All tallies, in the order of their keys, so that equal counters have equal texts.
  package static func text(of tallies: [ProxyCounterKey: ProxyTally]) -> String {
    let ordered = tallies.sorted { $0.key < $1.key }
    var text =
      "# HELP sluice_requests_total Requests by route, Service, backend and status class.\n"
    text += "# TYPE sluice_requests_total counter\n"
    for (key, tally) in ordered {
      let labels = labels(of: key)
      for (name, count) in zip(ProxyTally.classNames, tally.classes) where count > 0 {
        text += "sluice_requests_total{\(labels),class=\"\(name)\"} \(count)\n"
      }
    }
    text += "# HELP sluice_request_seconds Seconds from a request's head to its answer's end.\n"
    text += "# TYPE sluice_request_seconds histogram\n"
    for (key, tally) in ordered { append(tally, labels: labels(of: key), to: &text) }
    return text
  }

  private static func append(_ tally: ProxyTally, labels: String, to text: inout String) {
    var cumulative: UInt64 = 0
    for (index, count) in tally.buckets.enumerated() {
      cumulative += count
      let bound = index < ProxyTally.bounds.count ? String(ProxyTally.bounds[index]) : "+Inf"
      text += "sluice_request_seconds_bucket{\(labels),le=\"\(bound)\"} \(cumulative)\n"
    }
    text += "sluice_request_seconds_sum{\(labels)} \(tally.seconds)\n"
    text += "sluice_request_seconds_count{\(labels)} \(cumulative)\n"
  }

  private static func labels(of key: ProxyCounterKey) -> String {
    [
      ("ingress", key.ingress), ("host", key.host), ("path", key.path),
      ("path_type", key.pathType), ("service", key.service), ("backend", key.backend),
    ].map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
  }

  /// A label's value with backslash, quote and line feed escaped, as the format asks.
  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else {
      return value
    }
    return value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
  }
}
