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
    return TrafficScrape(time: time, counters: reader.finished(), isComplete: true)
  }

  /// The key that a sample's labels name; a path without a known type reads as Prefix.
  package static func key(
    ingress: String, host: String, path: String, pathType: String = "", service: String,
    backend: String
  ) -> TrafficKey {
    TrafficKey(
      route: source(ingress).map {
        Route.ID(
          source: $0, host: host, path: path,
          pathType: Route.PathType(rawValue: pathType) ?? .prefix)
      },
      service: name(service), backend: address(backend))
  }

  /// The object that declares a route: an Ingress by its name alone, others with their kind before it.
  private static func source(_ label: String) -> ObjectReference? {
    guard let first = label.firstIndex(of: "/") else { return nil }
    let rest = String(label[label.index(after: first)...])
    guard rest.contains("/") else { return name(label).map { ObjectReference("Ingress", $0) } }
    return name(rest).map { ObjectReference(String(label[..<first]), $0) }
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

  /// Collects samples by key; the labels that neighbouring lines share are looked at once.
  private struct Reader {
    private var keys: [TrafficKey] = []
    private var counters: [TrafficCounters] = []
    private var places: [[UInt8]: Int] = [:]
    private var byKey: [TrafficKey: Int] = [:]
    private var lastLabels: [UInt8] = []
    private var lastPlace: Int?

    mutating func take(_ sample: PrometheusText.Sample) {
      guard sample.value.isFinite else { return }
      let value = max(0, sample.value)
      if sample.name.elementsEqual("sluice_request_seconds_bucket".utf8) {
        guard let (place, bound) = place(of: sample, but: "le"),
          let index = PrometheusText.number(bound).flatMap(index)
        else { return }
        counters[place].buckets[index] = value
      } else if sample.name.elementsEqual("sluice_requests_total".utf8) {
        guard let (place, name) = place(of: sample, but: "class"),
          let index = PlaygroundMetrics.classes.firstIndex(where: { name.elementsEqual($0.utf8) })
        else { return }
        counters[place].classes[index] = value
      } else if sample.name.elementsEqual("sluice_request_seconds_sum".utf8) {
        guard let place = place(of: sample.labels) else { return }
        counters[place].seconds = value
      }
    }

    private func index(of bound: Double) -> Int? {
      bound == .infinity
        ? TrafficCounters.bounds.count : TrafficCounters.bounds.firstIndex(of: bound)
    }

    /// The place of the key that all labels but one name, and that one's value.
    private mutating func place(
      of sample: PrometheusText.Sample, but special: StaticString
    ) -> (Int, PrometheusText.Bytes)? {
      let special = UnsafeBufferPointer(start: special.utf8Start, count: special.utf8CodeUnitCount)
      let labels = sample.labels
      if let lastPlace, !lastLabels.isEmpty, labels.count > lastLabels.count,
        labels[lastLabels.count] == UInt8(ascii: ","), labels.starts(with: lastLabels)
      {
        var rest = LabelReader(PrometheusText.Bytes(rebasing: labels[lastLabels.count...]))
        if let label = rest.next(), label.name.elementsEqual(special), rest.next() == nil {
          return (lastPlace, label.value)
        }
      }
      var found: PrometheusText.Bytes?
      var others: [UInt8] = []
      sample.forEachLabel { name, value, _ in
        guard !name.elementsEqual(special) else {
          found = value
          return
        }
        if !others.isEmpty { others.append(UInt8(ascii: ",")) }
        others.append(contentsOf: name)
        others.append(contentsOf: [UInt8(ascii: "="), UInt8(ascii: "\"")])
        others.append(contentsOf: value)
        others.append(UInt8(ascii: "\""))
      }
      guard let found else { return nil }
      return others.withUnsafeBufferPointer { place(of: $0) }.map { ($0, found) }
    }

    /// The place of the key that these labels name.
    private mutating func place(of labels: PrometheusText.Bytes) -> Int? {
      if let lastPlace, labels.elementsEqual(lastLabels) { return lastPlace }
      let text = Array(labels)
      let place: Int
      if let known = places[text] {
        place = known
      } else {
        guard places.count < PlaygroundMetrics.mostKeys else { return nil }
        place = self.place(of: decoded(labels))
        places[text] = place
      }
      (lastLabels, lastPlace) = (text, place)
      return place
    }

    private mutating func place(of key: TrafficKey) -> Int {
      if let known = byKey[key] { return known }
      byKey[key] = keys.count
      keys.append(key)
      counters.append(TrafficCounters())
      return keys.count - 1
    }

    private func decoded(_ labels: PrometheusText.Bytes) -> TrafficKey {
      let names = ["ingress", "host", "path", "path_type", "service", "backend"]
      var texts = names.map { _ in "" }
      var reader = LabelReader(labels)
      while let label = reader.next() {
        guard let index = names.firstIndex(where: { label.name.elementsEqual($0.utf8) }) else {
          continue
        }
        texts[index] = PrometheusText.unescaped(label.value)
      }
      return PlaygroundMetrics.key(
        ingress: texts[0], host: texts[1], path: texts[2], pathType: texts[3],
        service: texts[4], backend: texts[5])
    }

    /// The counters with buckets that no longer include the smaller ones.
    func finished() -> [TrafficKey: TrafficCounters] {
      var result = Dictionary(minimumCapacity: keys.count) as [TrafficKey: TrafficCounters]
      for (index, key) in keys.enumerated() {
        var single = counters[index]
        var below = 0.0
        for bucket in single.buckets.indices {
          // A bucket that was not written holds what the one below it held.
          let reached = max(below, single.buckets[bucket])
          single.buckets[bucket] = reached - below
          below = reached
        }
        result[key] = single
      }
      return result
    }
  }
}
