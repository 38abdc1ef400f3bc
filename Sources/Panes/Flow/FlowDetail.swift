import Actions
import Language
import Routing
import Screen
import State
import Topology
import Traffic

/// What there is to know of the selected label: its figures, its last minute, what is wrong.
struct FlowDetail {
  let row: RowID

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let content = content(context)
    if context.layout.form >= .wide {
      drawing.box(rect, title: content.title)
      drawing.lines(lines(content, context, width: rect.width - 4), in: rect.inset(2, 1))
    } else {
      drawing.canvas.rule(x: rect.x, y: rect.y, width: rect.width, title: content.title)
      let inner = Rect(
        x: rect.x + 1, y: rect.y + 1, width: rect.width - 2, height: rect.height - 1)
      drawing.lines(lines(content, context, width: inner.width), in: inner)
    }
  }

  /// What is drawn, of whatever kind of row.
  private struct Content {
    var title: String
    var subject: TrafficSubject
    var weights = ""
    var findings: [Finding] = []
    /// What the cluster says of a backend that is not ready.
    var reason = ""
  }

  private func content(_ context: PaneContext) -> Content {
    switch row {
    case .route(let id):
      let known = context.state.routeRow(id)
      let title =
        "\(id.path.isEmpty ? localized("(default)") : id.path)  \(id.source.kind) \(id.source.name)"
      var content = Content(title: title, subject: .route(id))
      if let known {
        content.findings = known.findings
        if known.backends.count > 1 {
          content.weights =
            localized("weights ")
            + known.backends.map { "\($0.service.name) \($0.weight)" }.joined(separator: "  ")
        }
      }
      return content
    case .service(let name):
      let known = context.state.serviceRow(name)
      return Content(
        title: localized("Service \(name)"), subject: .service(name),
        weights: known.map { localized("\($0.ready)/\($0.total) ready") } ?? localized("missing"),
        findings: known?.findings ?? [], reason: known == nil ? localized("It does not exist.") : ""
      )
    case .backend(let service, let address):
      let known = context.state.backendRow(service, address)
      let part = known.map { localized("expected \(Figures.wholePercent($0.expectedShare))") } ?? ""
      let measured =
        known?.measuredShare.map { localized(", measured \(Figures.wholePercent($0))") } ?? ""
      return Content(
        title: localized("\(known?.name ?? address)  behind \(service.name)"),
        subject: known.map { .backend(service, $0.address) } ?? .service(service),
        weights: part + measured, reason: known?.reason ?? "")
    case .host(let name): return Content(title: name, subject: .total)
    case .other(let name): return Content(title: name, subject: .total)
    }
  }

  private func lines(
    _ content: Content, _ context: PaneContext, width: Int
  ) -> [[Drawing.Run]] {
    let readings = context.state.readings
    let subject = content.subject
    func quantile(_ share: Double) -> String {
      Figures.milliseconds(readings.quantile(share, of: subject))
    }
    let errors = Figures.part(readings.errorShare(subject))
    var figures =
      "\(Figures.short(readings.rate(subject))) req/s   p50 \(quantile(0.5)) ms   "
      + "p95 \(quantile(0.95)) ms   p99 \(quantile(0.99)) ms   err \(errors) %"
    let isOneLine = figures.count + content.weights.count + 3 <= width
    if isOneLine, !content.weights.isEmpty { figures += "   \(content.weights)" }
    var lines: [[Drawing.Run]] = [[Drawing.Run(figures)]]
    lines.append(sparkline(subject, context, width: width))
    if !isOneLine { lines.append([Drawing.Run(content.weights)]) }
    if !content.reason.isEmpty {
      let sign = Drawing.Run(context.glyphs.notReady + " ", .stateUnready)
      lines.append([sign, Drawing.Run(content.reason)])
    }
    lines += FindingLines.lines(content.findings, context, width: width)
    if content.findings.isEmpty, content.reason.isEmpty {
      lines.append([Drawing.Run(localized("Nothing is wrong here."), .muted)])
    }
    return lines
  }

  private func sparkline(
    _ subject: TrafficSubject, _ context: PaneContext, width: Int
  ) -> [Drawing.Run] {
    let room = max(10, min(60, width - 34))
    let values = context.state.readings.history(
      subject, columns: room, now: context.state.displayTime)
    let most = values.compactMap(\.self).max()
    return [
      Drawing.Run("req/s 60 s ", .muted),
      Drawing.Run(context.glyphs.sparkline(values, width: room), .series1),
      Drawing.Run(
        localized("  max \(Figures.short(most))  now \(Figures.short(values.last ?? nil))")),
    ]
  }
}

/// Two plots under the flow: the rates of the routes, and the latencies of the selection.
struct FlowPlots {
  let row: RowID?

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let (left, right) = rect.splitSharedRight(rect.width / 2)
    let lines = TrafficLines(context, subjects: nil, metric: .requests, group: .route)
    drawing.box(left, title: localized("req/s by route, \(Figures.age(lines.window))"))
    TrafficPlot(series: lines).draw(left.inset(1, 1), context, into: &drawing)
    let chosen = subject(context)
    guard context.layout.form == .large else {
      let errors = TrafficLines(
        context, subjects: [chosen], metric: .errors, group: .route)
      drawing.box(right, title: localized("errors/s of \(chosen.0), \(Figures.age(errors.window))"))
      TrafficPlot(series: errors).draw(right.inset(1, 1), context, into: &drawing)
      return
    }
    drawing.box(right, title: localized("Latency of \(chosen.0)"))
    HeatMapDrawing(subject: chosen.1, name: chosen.0)
      .draw(right.inset(1, 1), context, into: &drawing)
  }

  private func subject(_ context: PaneContext) -> (String, TrafficSubject) {
    switch row {
    case .route(let id): (id.path.isEmpty ? localized("(default)") : id.path, .route(id))
    case .service(let name): (name.name, .service(name))
    case .backend(let service, let address):
      context.state.backendRow(service, address).map { ($0.name, .backend(service, $0.address)) }
        ?? (service.name, .service(service))
    case .host, .other, nil: (localized("all requests"), .total)
    }
  }
}

/// What is wrong, and what was changed last, beside the flow.
struct SideColumn {
  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let (upper, lower) = rect.splitSharedBottom(rect.height * 4 / 10)
    drawing.box(upper, title: localized("Faults and warnings"))
    drawing.lines(faults(context, width: upper.width - 4), in: upper.inset(2, 1))
    drawing.box(lower, title: localized("Your changes"), trailing: localized("u journal"))
    drawing.lines(changes(context, width: lower.width - 4), in: lower.inset(2, 1))
  }

  /// The worst Services first; only as many as can be seen.
  private func faults(_ context: PaneContext, width: Int) -> [[Drawing.Run]] {
    var lines: [[Drawing.Run]] = []
    for row in context.state.summary.worst.compactMap({ context.state.serviceRow($0) }) {
      let sign = context.glyphs.state(row.health) + " "
      lines.append([Drawing.Run(sign, row.health.role), Drawing.Run(row.name.name, .text, .bold)])
      for finding in row.findings.prefix(width < 40 ? 1 : 2) {
        lines += finding.sentence.wrapped(to: width - 2).map { [Drawing.Run("  " + $0)] }
      }
    }
    return lines.isEmpty ? [[Drawing.Run(localized("Nothing is wrong."), .muted)]] : lines
  }

  private func changes(_ context: PaneContext, width: Int) -> [[Drawing.Run]] {
    let entries = context.state.journal.suffix(12).reversed()
    guard !entries.isEmpty else { return [[Drawing.Run(localized("None yet."), .muted)]] }
    return entries.flatMap { entry in
      let lead = "\(Figures.clock(entry.time)) #\(entry.id) "
      return localized(entry.plan.sentence).wrapped(to: max(8, width - lead.count)).enumerated()
        .map { index, text in
          [
            Drawing.Run(index == 0 ? lead : String(repeating: " ", count: lead.count), .muted),
            Drawing.Run(text),
          ]
        }
    }
  }
}
