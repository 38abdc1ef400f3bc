/// How a pod's steering annotations make it behave; they act while it runs.
package struct PodBehaviour: Hashable, Sendable {
  /// Seconds that every answer waits.
  package var latency = 0.0
  /// The share of the answers that are a 500, 0 to 1.
  package var errorRate = 0.0
  /// Whether readiness is granted.
  package var isReady = true
  /// Whether anything listens.
  package var isListening = true
  /// What it answers; nil answers the pod's name.
  package var body: String?

  package init() {}

  /// Reads the annotations of a pod; what cannot be read is as if it were not there.
  package init(annotations: [String: String]) {
    func number(_ key: String) -> Double {
      annotations[key].flatMap { Double($0) }.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } ?? 0
    }
    latency = min(60, number("demo/latency-ms") / 1000)
    errorRate = min(1, number("demo/error-rate"))
    isReady = annotations["demo/ready"] != "false"
    isListening = annotations["demo/listen"] != "false"
    body = annotations["demo/body"]
  }
}
