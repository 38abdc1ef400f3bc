import Language
import Screen
import State
import Topology
import Traffic

/// Who counts the requests, in words.
enum TrafficSourceWords {
  /// Each system with how many of its programs answer and from where; nil where nobody was asked.
  ///
  /// `Traefik 1 of 1 from here · Istio 3 of 4 through the API server: 10.0.0.7 refuses`.
  static func text(_ context: PaneContext) -> String? {
    let sources = context.state.shown.trafficSources
    guard !sources.isEmpty else { return nil }
    var parts = sources.map(text)
    if let window = context.state.shown.trafficWindow {
      parts.append(localized("rates over \(Figures.age(window))"))
    }
    return parts.joined(separator: " \(context.glyphs.separator) ")
  }

  private static func text(_ source: TrafficSource) -> String {
    let way =
      switch source.vantage {
      case .here: localized("from here")
      case .server: localized("through the API server")
      case .prometheus: localized("by Prometheus")
      }
    let count = localized("\(source.answered) of \(source.asked)")
    let name = source.system == "Prometheus" ? source.system : "\(source.system) \(count) \(way)"
    let latency = source.isLatencyExact ? "" : ", " + localized("latencies interpolated")
    return source.problem.map { "\(name): \($0.cleaned)" } ?? name + latency
  }
}
