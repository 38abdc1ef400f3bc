import Routing
import Topology

/// The counters of the playground's own proxies: `sluice_requests_total` and the histogram
/// `sluice_request_seconds`.
package enum PlaygroundMetrics {
  /// The text of the last label's value in `class`, by the index of `TrafficCounters.classes`.
  package static let classes = ["1xx", "2xx", "3xx", "4xx", "5xx", "none"]
  /// More different keys than this are not kept: a broken endpoint must not fill the memory.
  package static let mostKeys = 200_000

  /// Reads one answer of the metrics endpoint.
  package static func scrape(_ document: [UInt8], time: Double) -> TrafficScrape {
    var reader = Reader()
    _ = PrometheusText(document) { reader.take($0) }
    return TrafficScrape(time: time, counters: reader.finished())
  }

  /// The key that a sample's labels name.
  package static func key(
    ingress: String, host: String, path: String, service: String, backend: String
  ) -> TrafficKey {
    let source = name(ingress)
    return TrafficKey(
      route: source.map {
        Route.ID(source: ObjectReference("Ingress", $0), host: host, path: path)
      },
      service: name(service), backend: address(backend))
  }

  private static func name(_ text: String) -> NamespacedName? {
    guard let slash = text.firstIndex(of: "/") else { return nil }
    return NamespacedName(String(text[..<slash]), String(text[text.index(after: slash)...]))
  }

  private static func address(_ text: String) -> BackendAddress? {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...])
    else { return nil }
    return BackendAddress(address: String(text[..<colon]), port: port)
  }

  /// Collects samples by key; the labels of neighbouring lines are decoded once.
  private struct Reader {
    private var counters: [TrafficKey: TrafficCounters] = [:]
    private var keys: [ArraySlice<UInt8>: TrafficKey] = [:]
    private var lastLabels: ArraySlice<UInt8> = []
    private var lastKey = TrafficKey()

    mutating func take(_ sample: PrometheusText.Sample) {
      let name = sample.name
      if name.elementsEqual("sluice_requests_total".utf8) {
        guard let (key, value) = split(sample, by: "class"), sample.value.isFinite,
          let index = PlaygroundMetrics.classes.firstIndex(of: value)
        else { return }
        counters[key, default: TrafficCounters()].classes[index] = max(0, sample.value)
      } else if name.elementsEqual("sluice_request_seconds_bucket".utf8) {
        guard let (key, value) = split(sample, by: "le"), sample.value.isFinite,
          let bound = PrometheusText.number(Array(value.utf8)[...]), let index = index(of: bound)
        else { return }
        counters[key, default: TrafficCounters()].buckets[index] = max(0, sample.value)
      } else if name.elementsEqual("sluice_request_seconds_sum".utf8) {
        guard let (key, _) = split(sample, by: nil), sample.value.isFinite else { return }
        counters[key, default: TrafficCounters()].seconds = max(0, sample.value)
      }
    }

    private func index(of bound: Double) -> Int? {
      bound == .infinity
        ? TrafficCounters.bounds.count : TrafficCounters.bounds.firstIndex(of: bound)
    }

    /// The key of the labels but one, and that one's value.
    private mutating func split(
      _ sample: PrometheusText.Sample, by last: String?
    ) -> (TrafficKey, String)? {
      var value = ""
      var end = sample.labels.endIndex
      var isLast = true
      sample.forEachLabel { name, text, start in
        if let last, name.elementsEqual(last.utf8) {
          value = PrometheusText.unescaped(text)
          end = start
        } else if end != sample.labels.endIndex {
          isLast = false
        }
      }
      guard last == nil || end != sample.labels.endIndex else { return nil }
      guard isLast else { return (decoded(sample), value) }
      let labels = trimmed(sample.labels[sample.labels.startIndex..<end])
      if labels.elementsEqual(lastLabels) { return (lastKey, value) }
      lastLabels = labels
      if let known = keys[labels] {
        lastKey = known
      } else {
        guard keys.count < PlaygroundMetrics.mostKeys else { return nil }
        lastKey = decoded(sample)
        keys[labels] = lastKey
      }
      return (lastKey, value)
    }

    /// Without commas at the end, so that the labels before `class` equal those before `le` and alone.
    private func trimmed(_ labels: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      let end = labels.lastIndex { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: " ") }
      return end.map { labels[labels.startIndex...$0] } ?? []
    }

    private func decoded(_ sample: PrometheusText.Sample) -> TrafficKey {
      var texts = ["", "", "", "", ""]
      sample.forEachLabel { name, value, _ in
        let names = ["ingress", "host", "path", "service", "backend"]
        guard let index = names.firstIndex(where: { name.elementsEqual($0.utf8) }) else { return }
        texts[index] = PrometheusText.unescaped(value)
      }
      return PlaygroundMetrics.key(
        ingress: texts[0], host: texts[1], path: texts[2], service: texts[3], backend: texts[4])
    }

    /// The counters with buckets that no longer include the smaller ones.
    func finished() -> [TrafficKey: TrafficCounters] {
      counters.mapValues { cumulative in
        var single = cumulative
        var below = 0.0
        for index in cumulative.buckets.indices {
          // A bucket that was not written holds what the one below it held.
          let reached = max(below, cumulative.buckets[index])
          single.buckets[index] = reached - below
          below = reached
        }
        return single
      }
    }
  }
}
