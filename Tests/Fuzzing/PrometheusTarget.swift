import Topology
import Traffic

/// The text of metrics that proxies write.
struct PrometheusTarget: FuzzTarget {
  let name = "prometheus"
  let corpus = [
    """
    # HELP requests_total Requests.
    # TYPE requests_total counter
    requests_total{code="200",service="shop/pay",path="/a\\"b\\\\c\\n"} 12 1700000000000
    requests_total{code="500",} 1e3
    up 1
    latency_bucket{le="+Inf"} 3
    latency_sum NaN
    temperature -1.5e-3
    """,
    "a{b=\"c\"}1\na{b=\"c\"} 2\n{x=\"y\"} 3\n9a 4\n",
    "x  {  a = \"1\" , b = \"2\" }   +Inf  -5\r\n",
  ]
  let words = [
    "{", "}", "=\"", "\",", "\\", "\\\"", "\\n", "\n", " ", "\t", "#", "NaN", "+Inf", "-Inf",
    "1e999",
    "0x10", "infinity", "le=\"0.5\"", "_bucket", "_sum", "_count", "123456789012345", ":",
  ]

  func check(_ input: [UInt8]) throws {
    var limits = PrometheusText.Limits()
    limits.lineBytes = 4096
    limits.samples = 500
    var (samples, problem): (Int, String?) = (0, nil)
    let text = PrometheusText(input, limits: limits) { sample in
      samples += 1
      if sample.nameText.isEmpty { problem = "a sample without a name" }
      var labels = 0
      sample.forEachLabel { name, value, start in
        labels += 1
        if name.isEmpty { problem = "a label without a name" }
        if start < 0 || start >= sample.labels.count { problem = "a label outside of the labels" }
        let read = PrometheusText.unescaped(value)
        if read.utf8.count > value.count * 3 { problem = "a label that grew" }
      }
      if labels > limits.labels { problem = "\(labels) labels" }
    }
    if let problem { throw Violation(description: problem) }
    try Violation.unless(samples == text.accepted, "\(samples) are not \(text.accepted)")
    try Violation.unless(samples <= limits.samples, "\(samples) samples")
    let lines = input.split(separator: 10).count
    try Violation.unless(samples + text.rejected <= lines, "more lines than there are")
  }
}
