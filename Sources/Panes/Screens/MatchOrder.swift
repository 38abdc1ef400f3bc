import Language
import Routing
import Screen
import State
import Topology

/// Which routes could answer the selected route's path, and why one does.
struct MatchOrder {
  let route: Route

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    guard rect.height >= 4 else { return }
    let host = route.host.isEmpty ? "any.host" : route.host
    let shownHost = route.host.isEmpty ? localized("any.host") : host
    let path = route.path.isEmpty ? "/" : route.path
    let scheme = route.isTLS ? "https" : "http"
    let isOfConnections = route.terms?.isOfConnections == true
    // A rule that asks for more than a path stands behind it.
    let shownPath = path.hasPrefix("/") ? path : "/ \(path)"
    drawing.box(
      rect,
      title: isOfConnections
        ? localized("Connections to \(shownHost)")
        : localized("Match order for GET \(scheme)://\(shownHost)\(shownPath)"),
      trailing: localized("d:close detail"))
    let lines =
      isOfConnections
      ? [connection(context)]
      : context.state.shown.routing.explanation(host: host, path: path).candidates.prefix(50)
        .enumerated().map { index, candidate in line(index + 1, candidate, context) }
    let doors = ProbeWords.lines(context.state.shown.doors(of: route), context)
    let reported = reported(context)
    // What controllers report stays in sight below the rules that come first.
    let room = max(2, rect.height - 2 - doors.count - reported.count)
    drawing.lines(
      doors + lines.prefix(room) + reported + lines.dropFirst(room), in: rect.inset(2, 1))
  }

  /// No request is compared with a route of connections.
  private func connection(_ context: PaneContext) -> [Drawing.Run] {
    let services = route.backends.map(\.service.name).joined(separator: ", ")
    return [
      Drawing.Run("\(route.path)  "), Drawing.Run(localized("passed on as they are"), .stateOK),
      Drawing.Run("  \(context.glyphs.arrow) \(services)", .muted),
    ]
  }

  /// The status of the route's object in the words of its controllers.
  private func reported(_ context: PaneContext) -> [[Drawing.Run]] {
    let object = context.state.shown.inventory.object(route.source.kind, route.source.name)
    return (object.map(ReportedStatus.all) ?? []).prefix(4).map { status in
      let who = [status.controller, status.parent].filter { !$0.isEmpty }.joined(separator: " · ")
      let label = who.isEmpty ? localized("reported") : localized("reported by \(who.cleaned)")
      let runs = status.statements.prefix(6).map { statement in
        Drawing.Run("  \(Self.words(statement).cleaned)", statement.isStale ? .muted : .text)
      }
      return [Drawing.Run(label, .muted)] + runs
    }
  }

  /// `Accepted True`, `ResolvedRefs False (BackendNotFound: no Service)`.
  private static func words(_ statement: ReportedStatus.Statement) -> String {
    let head = [statement.type, statement.status].filter { !$0.isEmpty }.joined(separator: " ")
    let isFine = statement.status == "True" && statement.type != "Valid" || statement.reason.isEmpty
    let why = [isFine ? "" : statement.reason, isFine ? "" : statement.message]
      .filter { !$0.isEmpty }.joined(separator: ": ")
    let plain = statement.type.isEmpty ? statement.message : why
    let stale = statement.isStale ? " \(localized("of an older generation"))" : ""
    return plain.isEmpty ? head + stale : "\(head) (\(plain))\(stale)"
  }

  private func line(
    _ number: Int, _ candidate: MatchExplanation.Candidate, _ context: PaneContext
  ) -> [Drawing.Run] {
    let route = candidate.route
    let path = route.path.isEmpty ? localized("(default)") : route.path
    let type =
      route.pathType == .implementationSpecific ? localized("Specific") : route.pathType.rawValue
    let services = route.backends.map(\.service.name).joined(separator: ", ")
    let role: Role =
      switch candidate.outcome {
      case .chosen: .stateOK
      case .loses: .text
      case .doesNotMatch: .muted
      }
    let mark = candidate.outcome == .chosen ? localized("\(context.glyphs.arrowLeft) chosen: ") : ""
    return [
      Drawing.Run("\(number)".padded(3), .muted), Drawing.Run(path.padded(16), role),
      Drawing.Run(type.padded(9), .muted), Drawing.Run("\(mark)\(localized(candidate.why))", role),
      Drawing.Run("  \(context.glyphs.arrow) \(services)", .muted),
    ]
  }
}
