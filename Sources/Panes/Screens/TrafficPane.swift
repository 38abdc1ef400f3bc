import Language
import Routing
import Screen
import State
import Topology
import Traffic

/// Rates, errors and latencies over time: a line for each route, Service or backend, and a heat map.
struct TrafficPane: Pane {
  var hints: [Key] {
    [
      .left, .character("+"), .character("m"), .character("g"), .character("6"), .character("y"),
      .character("p"),
    ]
  }

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let series = TrafficLines(context)
    let (head, rest) = rect.splitTop(1)
    settings(head, series, context, into: &drawing)
    if context.interface.traffic.isTable {
      TrafficTable(series: series).draw(rest, context, into: &drawing)
      return
    }
    let heatRows = rest.height >= 17 ? 7 : 0
    let (above, foot) = rest.splitTop(rest.height - 1)
    let (plot, heat) = above.splitTop(above.height - heatRows)
    TrafficPlot(series: series).draw(plot, context, into: &drawing)
    if heatRows > 0 {
      HeatMapDrawing(subject: series.heatSubject, name: series.heatName)
        .draw(heat, context, into: &drawing)
    }
    drawing.text(series.cursorText(context), foot.x + 1, foot.y, width: foot.width - 1)
  }

  private func settings(
    _ row: Rect, _ series: TrafficLines, _ context: PaneContext, into drawing: inout Drawing
  ) {
    let view = context.interface.traffic
    let parts = [
      (localized("metric: \(view.metric.rawValue)"), Key.character("m")),
      (localized("group: \(localized(Message(view.group.rawValue)))"), .character("g")),
      (localized("window: \(Figures.age(view.window)) (+ - zoom)"), .character("-")),
      (localized("step: \(series.step) s"), .character("+")),
    ]
    var column = row.x + 1
    for (text, key) in parts {
      let end = drawing.text(text, column, row.y, .muted, width: row.maxX - column)
      drawing.answer(Rect(x: column, y: row.y, width: end - column, height: 1)) {
        KeyMap.intents(
          for: key, state: context.state, size: context.size, glyphs: context.glyphs)
      }
      column = end + 3
    }
  }

  var bindings: [Binding] { Self.keys }

  private static let windows: [Double] = [60, 120, 300, 600]

  private static let keys: [Binding] = [
    Binding(.left, .character("h"), label: "cursor", sentence: "cursor to earlier times") {
      moveCursor($0, 1)
    }.hinting(.left, .right),
    Binding(.right, .character("l"), sentence: "cursor to later times") { moveCursor($0, -1) },
    Binding(.end, sentence: "cursor away") { changed($0) { $0.cursor = nil } },
    Binding(.character("+"), label: "zoom", sentence: "a shorter window") { zoom($0, -1) },
    Binding(.character("-"), sentence: "a longer window") { zoom($0, 1) },
    Binding(.character("0"), sentence: "the window of one minute") {
      changed($0) { $0.window = 60 }
    },
    Binding(.character("m"), label: "metric", sentence: "next metric: requests, errors, latency") {
      changed($0) { $0.metric = next($0.metric) }
    },
    Binding(.character("g"), label: "group", sentence: "a line for each route, Service or backend")
    {
      changed($0) { $0.group = next($0.group) }
    },
    Binding(.character("6"), label: "table", sentence: "the same data as a table") {
      changed($0) { $0.isTable.toggle() }
    },
  ]

  private static func next<Value: CaseIterable & Equatable>(_ value: Value) -> Value {
    let all = Array(Value.allCases)
    return all[((all.firstIndex(of: value) ?? 0) + 1) % all.count]
  }

  private static func changed(
    _ context: PaneContext, _ change: (inout TrafficView) -> Void
  ) -> [Intent] {
    var view = context.interface.traffic
    change(&view)
    return [.setTraffic(view)]
  }

  private static func zoom(_ context: PaneContext, _ step: Int) -> [Intent] {
    let now = windows.firstIndex { $0 >= context.interface.traffic.window } ?? 0
    let next = min(max(0, now + step), windows.count - 1)
    return changed(context) { $0.window = windows[next] }
  }

  private static func moveCursor(_ context: PaneContext, _ step: Int) -> [Intent] {
    let series = TrafficLines(context)
    return changed(context) { view in
      let next = (view.cursor ?? 0) + step * series.step
      view.cursor = min(max(0, next), Int(view.window) - series.step)
    }
  }

  func summary(_ context: PaneContext) -> String {
    let sources = TrafficSourceWords.text(context)
    guard let age = context.state.readings.age(at: context.state.now) else {
      guard !context.isPlayground else { return localized("No measurement has come yet.") }
      return sources ?? localized("No system whose counters can be read was found.")
    }
    if let sources {
      let when = localized("measured \(Figures.short(age)) s ago")
      return "\(when) \(context.glyphs.separator) \(sources)"
    }
    let sentence =
      age < 3
      ? localized("measured every second") : localized("measured \(Figures.short(age)) s ago")
    return localized("\(sentence) \(context.glyphs.separator) the picture keeps ten minutes")
  }

  func table(_ context: PaneContext) -> [[String]] {
    TrafficTable(series: TrafficLines(context)).strings(context)
  }
}
