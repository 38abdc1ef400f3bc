/// A question for a Prometheus server: what one family counted in a window.
package struct TrafficQuery: Hashable, Sendable {
  package var system: String
  /// The name of the samples that are asked for; the reader of answers needs it, since sums have no name.
  package var sample: String
  /// PromQL with the hole `{window}`.
  package var text: String

  /// The PromQL for a window in seconds.
  package func text(window seconds: Int) -> String {
    text.replacing("{window}", with: "\(max(1, seconds))s")
  }

  /// The labels under which Prometheus keeps one that a target has as well.
  static func spellings(of label: String) -> [String] { ["exported_\(label)", label] }

  /// The labels that name the pod of a page, with its namespace: those of Prometheus's operator, and older ones.
  static let pods = [("namespace", "pod"), ("kubernetes_namespace", "kubernetes_pod_name")]

  static func all(of family: TrafficFamily, system: String) -> [TrafficQuery] {
    family.sampleNames.map { sample in
      let further = sample.hasSuffix("_sum") ? [] : family.furtherLabels
      let labels =
        family.labels.flatMap(spellings) + further
        + (family.isOfItsPod ? pods.flatMap { [$0, $1] } : [])
      let condition = family.condition.map { condition in
        #"{\#(condition.label)=~"\#(condition.values.joined(separator: "|"))"}"#
      }
      return TrafficQuery(
        system: system, sample: sample,
        text: "sum by (\(labels.joined(separator: ", "))) "
          + "(increase(\(sample)\(condition ?? "")[{window}]))")
    }
  }
}

/// One sample of an answer of a Prometheus server.
package struct TrafficSample: Hashable, Sendable {
  package var labels: [String: String]
  package var value: Double

  package init(labels: [String: String], value: Double) {
    self.labels = labels
    self.value = value
  }
}
