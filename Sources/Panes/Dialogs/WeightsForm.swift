import Language
import Routing
import Screen
import State
import Topology

/// How a route's requests are divided over its Services.
struct WeightsForm: DialogForm {
  let route: Route.ID
  let fields: [Dialog.WeightField]
  let selected: Int

  var title: String {
    let path = route.path.isEmpty ? localized("default backend") : route.path
    return localized("Shift weights · \(route.source.kind) \(route.source.name) \(path)")
  }

  var takesKeys: Bool { true }

  func lines(_ context: PaneContext, width: Int) -> [[Drawing.Run]] {
    let name = min(30, fields.reduce(8) { max($0, $1.service.name.terminalWidth) })
    let bar = max(10, min(50, width - name - 22))
    let head =
      "  " + "".padded(name) + localized("   now    new   ") + "0" + "50".leftPadded(bar / 2)
    return [[Drawing.Run(head + "100".leftPadded(bar - bar / 2 - 1), .muted)]]
      + fields.indices.map { row($0, name: name, bar: bar, context) }
      + [[Drawing.Run(keys(context), .muted)]]
  }

  private func row(
    _ index: Int, name: Int, bar: Int, _ context: PaneContext
  ) -> [Drawing.Run] {
    let field = fields[index]
    let glyphs = context.glyphs
    let isChosen = index == selected
    let shown = field.service.name.cut(to: name, glyphs, .middle)
    let part = sum == 0 ? 0 : Double(field.new) / Double(sum)
    let style = isChosen ? Style(.selection, .reverse) : Style(.text)
    return [
      Drawing.Run((isChosen ? glyphs.selected : " ") + " "),
      Drawing.Run(shown.padded(name), style: style),
      Drawing.Run("\(field.old)".leftPadded(6), .muted),
      Drawing.Run("\(field.new)".leftPadded(7) + "   "),
      Drawing.Run(glyphs.bar(part, width: bar, track: true), .series1),
    ]
  }

  private func keys(_ context: PaneContext) -> String {
    let sides = Binding.text(of: [.left, .right], context.glyphs)
    let rows = Binding.text(of: [.up, .down], context.glyphs)
    return localized(
      "  \(rows) service   \(sides) 5   shift-\(sides) 1   type a number   = equal   0 drain")
  }

  private var sum: Int { fields.reduce(0) { $0 + $1.new } }

  func cursor(_ context: PaneContext) -> Point? { Point(x: 0, y: 1 + selected) }

  func edited(by key: Key, _ context: PaneContext) -> Dialog.Form? {
    switch key {
    case .up where selected > 0: return .weights(route, fields, selected: selected - 1)
    case .down where selected < fields.count - 1:
      return .weights(route, fields, selected: selected + 1)
    case .left: return moved(to: value - 5)
    case .right: return moved(to: value + 5)
    case .shiftLeft: return moved(to: value - 1)
    case .shiftRight: return moved(to: value + 1)
    case .character("="): return fields.isEmpty ? nil : equal
    case .character(let character):
      guard character.isASCII, let digit = character.wholeNumberValue else { return nil }
      return moved(to: typed(digit))
    case .backspace: return moved(to: value / 10)
    default: return nil
    }
  }

  private var value: Int { fields.indices.contains(selected) ? fields[selected].new : 0 }

  /// The number after a digit: appended while it fits, otherwise a new number.
  private func typed(_ digit: Int) -> Int {
    let isFresh = fields.indices.contains(selected) && fields[selected].new == fields[selected].old
    let longer = value * 10 + digit
    return isFresh || longer > sum ? digit : longer
  }

  /// The selected weight set to a number; the others give or take what it needs, so that the sum stays.
  private func moved(to wanted: Int) -> Dialog.Form? {
    guard fields.indices.contains(selected) else { return nil }
    var next = fields
    let target = min(max(0, wanted), fields.count == 1 || sum == 0 ? 100 : sum)
    var rest = value - target
    next[selected].new = target
    for step in 1..<max(1, fields.count) {
      let index = (selected + step) % fields.count
      let given = max(-next[index].new, rest)
      next[index].new += given
      rest -= given
    }
    return .weights(route, next, selected: selected)
  }

  private var equal: Dialog.Form {
    var next = fields
    for index in next.indices {
      next[index].new = sum / fields.count + (index < sum % fields.count ? 1 : 0)
    }
    return .weights(route, next, selected: selected)
  }
}
