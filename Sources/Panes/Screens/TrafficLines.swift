import Language
import Routing
import Screen
import State
import Topology
import Traffic

/// The lines of the Traffic screen: which subjects are shown, and their numbers.
struct TrafficLines {
  /// One line.
  struct Line {
    let name: String
    let subject: TrafficSubject
    let values: [Double?]
    let role: Role
  }

  let lines: [Line]
  /// Seconds for each value.
  let step: Int
  let metric: TrafficView.Metric
  /// Seconds shown.
  let window: Double

  /// At most this many lines, the busiest first; a plot with more cannot be read.
  static let most = 5
  private static let roles: [Role] = [.series1, .series2, .series3, .series4, .series5, .series6]

  /// The lines that the screen's settings ask for.
  init(_ context: PaneContext) {
    let view = context.interface.traffic
    self.init(context, subjects: nil, metric: view.metric, group: view.group)
  }

  /// Lines of these subjects, or of the busiest of a group and the total.
  init(
    _ context: PaneContext, subjects: [(String, TrafficSubject)]?, metric: TrafficView.Metric,
    group: TrafficView.Group
  ) {
    window = context.interface.traffic.window
    self.metric = metric
    let step = max(metric == .latency ? 10 : 1, Int(window) / 60)
    self.step = step
    let shown = subjects ?? [(localized("total"), .total)] + Self.subjects(group, context)
    let asked: Readings.Metric =
      switch metric {
      case .requests: .requests
      case .errors: .errors
      case .latency: .latency(0.95)
      }
    let readings = context.state.readings
    let now = context.state.displayTime
    let columns = Int(window) / step
    lines = shown.prefix(Self.most + 1).enumerated().map { index, entry in
      Line(
        name: entry.0, subject: entry.1,
        values: readings.history(entry.1, asked, columns: columns, step: step, now: now),
        role: Self.roles[index % Self.roles.count])
    }
  }

  /// The busiest subjects of the group that is chosen.
  private static func subjects(
    _ group: TrafficView.Group, _ context: PaneContext
  ) -> [(String, TrafficSubject)] {
    let readings = context.state.readings
    let hasHosts = Set(readings.routes.map(\.host)).count > 1
    let all: [(String, TrafficSubject)] =
      switch group {
      case .route:
        readings.routes.map {
          (
            (hasHosts ? $0.host : "") + ($0.path.isEmpty ? localized("(default)") : $0.path),
            .route($0)
          )
        }
      case .service: readings.services.map { ($0.name, .service($0)) }
      case .backend: backends(context)
      }
    let rated = all.map { ($0, readings.rate($0.1, over: .minute) ?? 0) }
    return rated.sorted { ($0.1, $1.0.0) > ($1.1, $0.0.0) }.prefix(most).map(\.0)
  }

  private static func backends(_ context: PaneContext) -> [(String, TrafficSubject)] {
    context.state.readings.services.flatMap { service in
      context.state.inventory.slices(of: service).flatMap(\.endpoints).compactMap { endpoint in
        endpoint.address.map { (endpoint.pod?.name ?? $0, .address($0)) }
      }
    }
  }

  /// Whose latencies the heat map shows: the busiest line that is not the total.
  var heatSubject: TrafficSubject { (lines.first { $0.subject != .total })?.subject ?? .total }
  var heatName: String { (lines.first { $0.subject != .total })?.name ?? localized("all requests") }

  /// A value in the unit of the metric.
  func text(_ value: Double?) -> String {
    metric == .latency ? Figures.milliseconds(value) : Figures.short(value)
  }

  /// The column of the cursor counted from the oldest; nil without cursor.
  func cursorColumn(_ context: PaneContext) -> Int? {
    guard let cursor = context.interface.traffic.cursor, let count = lines.first?.values.count
    else { return nil }
    return max(0, count - 1 - cursor / step)
  }

  /// The values at the cursor, or the newest.
  func cursorText(_ context: PaneContext) -> String {
    guard let count = lines.first?.values.count, count > 0 else {
      return localized("nothing measured yet")
    }
    let column = cursorColumn(context) ?? count - 1
    let time = context.state.displayTime - Double((count - 1 - column) * step)
    let values = lines.map { "\($0.name) \(text($0.values[column]))" }.joined(separator: ", ")
    let word = context.interface.traffic.cursor == nil ? localized("now") : localized("cursor")
    return "\(word) \(Figures.clock(time)): \(values)"
  }
}
