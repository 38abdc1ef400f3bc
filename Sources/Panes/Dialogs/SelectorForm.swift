import Actions
import Language
import Screen
import State
import Topology

/// Which labels a pod must carry to stand behind a Service.
struct SelectorForm: DialogForm {
  let service: NamespacedName
  let line: LineEditor

  var title: String { localized("Edit selector · Service \(service)") }
  var takesKeys: Bool { true }

  func lines(_ context: PaneContext, width: Int) -> [[Drawing.Run]] {
    let inventory = context.state.inventory
    let selector = inventory.service(service)?.selector ?? [:]
    let text = selector.isEmpty ? localized("(no selector)") : SelectorText.text(selector)
    let now = inventory.pods(in: service.namespace, matching: selector).count
    let field = max(20, width - 24)
    let shown = LineWindow.visible(line, width: field)
    return [
      [
        Drawing.Run(localized("now  "), .muted), Drawing.Run(text.padded(field)),
        Drawing.Run("  " + Figures.count(now, "pod")),
      ],
      [
        Drawing.Run(localized("new  "), .muted),
        Drawing.Run(shown.text.padded(field), .prompt, .underline),
        Drawing.Run("  " + after(context)),
      ],
      [Drawing.Run("     " + verdict(context), .muted)],
    ]
  }

  private func after(_ context: PaneContext) -> String {
    guard case .success(let plan) = context.state.proposed else { return "" }
    return Figures.count(plan.shift.lines.count { $0.after != nil }, "pod")
  }

  private func verdict(_ context: PaneContext) -> String {
    let hint = localized("tab completes keys and values")
    guard case .success = context.state.proposed else {
      return localized("key=value,key=value · \(hint)")
    }
    let requirements = line.string.split(separator: ",").count
    return localized("valid · \(Figures.count(requirements, "requirement")) · \(hint)")
  }

  func cursor(_ context: PaneContext) -> Point? {
    let field = max(20, min(context.size.width, 140) - 4 - 24)
    return Point(x: 5 + LineWindow.visible(line, width: field).cursor, y: 1)
  }

  func edited(by key: Key, _ context: PaneContext) -> Dialog.Form? {
    line.edited(by: key).map { .selector(service, $0) }
  }
}

/// The part of a line that a field shows.
enum LineWindow {
  /// The part of a line around its cursor that fits, and where the cursor is in it.
  static func visible(_ line: LineEditor, width: Int) -> (text: String, cursor: Int) {
    let first = max(0, line.cursor - width + 1)
    return (String(line.text.dropFirst(first).prefix(width)), line.cursor - first)
  }
}
