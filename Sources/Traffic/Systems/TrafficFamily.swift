/// One family of metrics and how its samples are read.
package struct TrafficFamily: Sendable {
  /// What a family counts.
  package enum Measure: Sendable {
    /// Answers; the place in `TrafficCounters.classes` that the values of some labels mean, nil for none.
    case answers(by: [String], @Sendable ([String]) -> Int?)
    /// A histogram of durations; how many of its units are a second.
    case durations(unitsPerSecond: Double)
  }

  /// The name; of a histogram without `_bucket`, `_sum` and `_count`.
  package var name: String
  /// Families of one group have the same labels and count the same requests.
  package var group: String
  /// The labels that tell whose requests are counted.
  package let labels: [String]
  /// The names under which each of them is looked for.
  let spellings: [[String]]
  package var measure: Measure
  /// A label whose value has to be one of some.
  package var condition: (label: String, values: [String])?
  /// Whether the pod that writes the page is the one that answered.
  package var isOfItsPod: Bool

  package init(
    _ name: String, group: String, labels: [String], _ measure: Measure,
    where condition: (label: String, values: [String])? = nil, isOfItsPod: Bool = false
  ) {
    self.name = name
    self.group = group
    self.labels = labels
    spellings = labels.map(TrafficQuery.spellings)
    self.measure = measure
    self.condition = condition
    self.isOfItsPod = isOfItsPod
  }

  /// The names of its samples.
  var sampleNames: [String] {
    switch measure {
    case .answers: [name]
    case .durations: ["\(name)_bucket", "\(name)_sum"]
    }
  }

  /// The labels besides `labels` that are looked at.
  var furtherLabels: [String] {
    switch measure {
    case .answers(let labels, _): labels
    case .durations: ["le"]
    }
  }
}

/// Places in `TrafficCounters.classes`.
package enum TrafficClass {
  /// The place of an HTTP status: `404`, `4xx` or `4`; 0 and nothing are "no answer".
  package static func ofStatus(_ text: String) -> Int? {
    let bytes = Array(text.utf8.prefix(4))
    if text.isEmpty || text == "-"
      || (!bytes.isEmpty && bytes.count < 4 && bytes.allSatisfy(isZero))
    {
      return 5
    }
    guard let first = bytes.first, bytes.count == 1 || bytes.count == 3,
      (UInt8(ascii: "1")...UInt8(ascii: "5")) ~= first
    else { return nil }
    let rest = bytes.dropFirst()
    guard rest.allSatisfy({ $0 == UInt8(ascii: "x") }) || rest.allSatisfy(isDigit) else {
      return nil
    }
    return Int(first - UInt8(ascii: "1"))
  }

  /// The place of a status of gRPC, by the HTTP status that stands for it (google.rpc.Code); nil for none.
  package static func ofGRPC(_ text: String) -> Int? {
    switch text {
    case "0", "OK": 1
    case "1", "3", "5", "6", "7", "8", "9", "10", "11", "16": 3
    case "2", "4", "12", "13", "14", "15": 4
    default: nil
    }
  }

  private static func isZero(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "0") }
  private static func isDigit(_ byte: UInt8) -> Bool { PrometheusText.isDigit(byte) }
}
