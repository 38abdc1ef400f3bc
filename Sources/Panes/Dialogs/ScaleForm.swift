import Language
import Screen
import State
import Topology

/// How many pods a workload runs.
struct ScaleForm: DialogForm {
  let target: ObjectReference
  let line: LineEditor

  var title: String { localized("Scale \(target.kind) \(target.name)") }
  var takesKeys: Bool { true }

  private static var lead: String { localized("replicas   now ") }

  func lines(_ context: PaneContext, width: Int) -> [[Drawing.Run]] {
    let now = context.state.inventory.workload(target)
    let ready = now.map { localized("\($0.readyReplicas) ready") } ?? localized("not found")
    return [
      [
        Drawing.Run(Self.lead, .muted), Drawing.Run(nowText(context)),
        Drawing.Run(localized("   new "), .muted),
        Drawing.Run(line.string + " ", .prompt, .underline),
        Drawing.Run(localized("   \(ready)   type a number, or + and -"), .muted),
      ]
    ]
  }

  private func nowText(_ context: PaneContext) -> String {
    context.state.inventory.workload(target).map { "\($0.replicas)" } ?? "-"
  }

  func cursor(_ context: PaneContext) -> Point? {
    Point(x: Self.lead.count + nowText(context).count + 7 + line.cursor, y: 0)
  }

  func edited(by key: Key, _ context: PaneContext) -> Dialog.Form? {
    switch key {
    case .character("+"), .right:
      return .scale(target, LineEditor("\((Int(line.string) ?? 0) + 1)"))
    case .character("-"), .left:
      return .scale(target, LineEditor("\(max(0, (Int(line.string) ?? 1) - 1))"))
    case .character(let character):
      guard character.isASCII, character.isNumber, line.text.count < 5 else { return nil }
      return line.edited(by: key).map { .scale(target, $0) }
    case .paste(let text):
      guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
      return line.edited(by: key).map { .scale(target, $0) }
    case .backspace, .delete, .home, .end, .control("u"):
      return line.edited(by: key).map { .scale(target, $0) }
    default: return nil
    }
  }

  var bindings: [Binding] {
    [
      Binding(.character("+"), label: "more", sentence: "one pod more") { _ in [] },
      Binding(.character("-"), label: "fewer", sentence: "one pod fewer") { _ in [] },
    ]
  }
}
