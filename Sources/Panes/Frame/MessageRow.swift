import Language
import Screen
import State
import Topology

/// The last but one row: a prompt, a notice, or what the screen sums up to.
enum MessageRow {
  static func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let row = context.layout.message
    let run = message(context)
    drawing.text(run.text, row.x, row.y, style: run.style, width: row.width)
  }

  private static func message(_ context: PaneContext) -> Drawing.Run {
    if let overlay = OverlayCatalogue.pane(for: context), let run = overlay.message(context) {
      return run
    }
    if let notice = context.interface.notice { return run(notice) }
    if case .forbidden(let reason) = context.state.connection.feeds["Service"] {
      return Drawing.Run(localized("The cluster shows nothing: \(reason.cleaned)"), .error)
    }
    if let loading = loading(context) { return Drawing.Run(loading, .muted) }
    return Drawing.Run(PaneCatalogue.pane(context.screen).summary(context), .text)
  }

  /// A notice with the look of its kind.
  static func run(_ notice: Notice) -> Drawing.Run {
    switch notice.kind {
    case .info: Drawing.Run(notice.text, .prompt)
    case .warning: Drawing.Run(notice.text, .stateWarning)
    case .error: Drawing.Run(notice.text, .error)
    }
  }

  private static func loading(_ context: PaneContext) -> String? {
    let feeds = context.state.connection.feeds
    let loading = feeds.filter { $0.value == .loading }.map(\.key).sorted()
    guard let first = loading.first else { return nil }
    return localized("loading \(first) (\(feeds.count - loading.count) of \(feeds.count) kinds)")
  }
}
