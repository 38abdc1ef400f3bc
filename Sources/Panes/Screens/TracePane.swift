import Diagnosis
import Language
import Routing
import Screen
import State
import Topology

/// How far a request gets: hop by hop, with the first that is broken and what mends it.
struct TracePane: Pane {
  var hints: [Key] {
    [
      .up, .character("n"), .enter, .character("e"), .character("r"), .character("m"),
      .character("y"), .character("E"), .character("S"), .character("p"),
    ]
  }

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    guard let trace = context.state.trace else {
      empty(rect, into: &drawing)
      return
    }
    let areas = TraceAreas(rect, context, hops: trace.hops.count)
    head(trace, areas.head, context, into: &drawing)
    let selection = selection(context)
    TraceHops(trace: trace, selection: selection, context: context)
      .draw(areas, into: &drawing)
    guard !areas.detail.isEmpty, let place = trace.hops.firstIndex(where: { $0.rowID == selection })
    else { return }
    TraceDetail(trace: trace, place: place, context: context).draw(areas, into: &drawing)
  }

  private func empty(_ rect: Rect, into drawing: inout Drawing) {
    let lines = [
      localized("No request is traced yet."),
      localized("t on a route, a Service or a backend follows a request to it,"),
      localized("m or :trace follows any other one. Nothing is sent: objects tell the way."),
    ]
    for (index, line) in lines.enumerated() {
      drawing.text(
        line, rect.x + 1, rect.y + 1 + index, index == 0 ? .text : .muted, width: rect.width - 2)
    }
    drawing.canvas.cursor = Point(x: rect.x + 1, y: rect.y + 1)
  }

  /// Where it comes from, what is asked for, what becomes of it.
  private func head(
    _ trace: Trace, _ row: Rect, _ context: PaneContext, into drawing: inout Drawing
  ) {
    let request = trace.request
    let health = trace.verdict.health
    let status = trace.status.map { " \($0)" } ?? ""
    let word = "\(context.glyphs.state(health)) \(trace.verdict.word)\(status)"
    let lead = localized("result: ")
    let x = row.maxX - 1 - lead.terminalWidth - word.terminalWidth
    drawing.text(lead, x, row.y, .muted)
    drawing.text(word, x + lead.terminalWidth, row.y, style: Style(health.role, .bold))
    let from = localized("from: \(TraceText.source(request.source).cleaned)") + "   "
    let start = drawing.text(from, row.x + 1, row.y, .muted, width: x - row.x - 3)
    let host = request.value(of: "host").map { localized("  host \($0.cleaned)") } ?? ""
    let text = "\(request.method) \(request.text.cleaned)\(host)"
    drawing.text(text.cut(to: max(0, x - start - 2), context.glyphs, .middle), start, row.y)
    let place = Rect(x: row.x, y: row.y, width: max(0, x - row.x), height: 1)
    let line = context.interface.trace.line
    drawing.answer(place) { [Tracing.prompt(line)] }
  }

  func rows(_ context: PaneContext) -> [RowID] { context.state.trace?.hops.map(\.rowID) ?? [] }

  var bindings: [Binding] { Self.keys }

  private static let keys: [Binding] = [
    Changes.selector, Changes.scale, Changes.weights, Changes.restart,
    Binding(.enter, label: "open", sentence: "open the object of the hop", intents: open),
    Binding(
      .character("n"), label: "next fault", sentence: "next hop that is broken or doubtful"
    ) { trouble($0, 1) },
    Binding(.character("N"), sentence: "previous hop that is broken or doubtful") {
      trouble($0, -1)
    },
    Binding(
      .character("e"), label: "explain", sentence: "explain the hop, with evidence"
    ) { context in
      guard let hop = context.state.hop(PaneCatalogue.pane(.trace).selection(context)) else {
        return [.notice(localized("there is no row to explain here"), .info)]
      }
      return [.open(.explanation(.hop(hop.hop), scroll: 0))]
    },
    Binding(
      .character("r"), .function(5), label: "re-run", sentence: "trace the request again"
    ) { context in
      guard let request = context.interface.trace.request else { return [Tracing.prompt("")] }
      return [
        .trace(request, line: context.interface.trace.line),
        .notice(localized("Traced again with the objects of now."), .info),
      ]
    },
    Binding(.character("m"), label: "edit", sentence: "edit the request") {
      [Tracing.prompt($0.interface.trace.line)]
    },
    Binding(.character("y"), label: "report", sentence: "copy the report as text") { context in
      guard let trace = context.state.trace else {
        return [.open(.menu(Menus.copy(context), selected: 0))]
      }
      return [.copy(TraceText.text(trace), what: localized("the report of the trace"))]
    },
  ]

  @Sendable private static func open(_ context: PaneContext) -> [Intent] {
    let hop = context.state.hop(PaneCatalogue.pane(.trace).selection(context))
    guard let hop, let trace = context.state.trace else { return [] }
    let route = hop.hop == .route ? trace.matched?.route : nil
    let pod = hop.hop == .pod || hop.hop == .endpoints ? trace.firstPod : nil
    let service = context.state.service(of: hop).map { ObjectReference("Service", $0) }
    return ObjectOpening.intents(pod ?? hop.object ?? service, route: route, context)
  }

  /// Selects the next hop with a fault, round and round.
  private static func trouble(_ context: PaneContext, _ step: Int) -> [Intent] {
    guard let trace = context.state.trace else { return [] }
    let hops = trace.hops.map(\.rowID)
    let places = trace.troubles.compactMap { hops.firstIndex(of: $0.rowID) }
    guard let first = places.first, let last = places.last else {
      return [.notice(localized("no hop is broken"), .info)]
    }
    let now = PaneCatalogue.pane(.trace).selection(context).flatMap { hops.firstIndex(of: $0) } ?? 0
    let next =
      step > 0
      ? places.first { $0 > now } ?? first : places.last { $0 < now } ?? last
    return [.select(hops[next], on: .trace, order: [])]
  }

  func summary(_ context: PaneContext) -> String {
    guard let trace = context.state.trace else {
      return localized("t traces the selected row of any screen.")
    }
    guard let turn = trace.turn, let place = trace.hops.firstIndex(of: turn) else {
      let sign = context.glyphs.state(trace.verdict.health)
      return localized("\(sign) The request arrives, as far as the objects tell. r traces again.")
    }
    let sign = context.glyphs.state(turn.state.health)
    return localized(
      "\(sign) Hop \(place + 1) of \(trace.hops.count) decides: \(turn.hop.title). r traces again.")
  }
}

extension Trace {
  /// A pod that gets such requests, or would if it were ready.
  fileprivate var firstPod: ObjectReference? {
    let endpoints = backends.flatMap(\.endpoints)
    return (endpoints.first { $0.share > 0 } ?? endpoints.first)?.pod
      .map { ObjectReference("Pod", $0) }
  }
}

/// How the Trace screen divides its body.
struct TraceAreas {
  let head: Rect
  let list: Rect
  /// Empty where it does not fit or is off.
  let detail: Rect
  /// Whether list and detail are boxes side by side.
  let isBeside: Bool

  init(_ rect: Rect, _ context: PaneContext, hops: Int) {
    let (head, rest) = rect.splitTop(1)
    self.head = head
    let none = Rect(x: rest.x, y: rest.maxY, width: 0, height: 0)
    let hasDetail = context.layout.form >= .standard && context.interface.isDetailShown
    isBeside = hasDetail && context.size.width >= 120
    guard hasDetail else {
      (list, detail) = (rest, none)
      return
    }
    if context.interface.isZoomed {
      (list, detail) = (none, rest)
    } else if isBeside {
      (list, detail) = rest.splitSharedRight(rest.width * 9 / 20)
    } else {
      (list, detail) = rest.splitTop(min(hops + 1, rest.height * 2 / 3))
    }
  }
}
