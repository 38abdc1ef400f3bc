import Language
import Screen
import State

/// The command line, with the commands and objects that fit what is typed: it teaches the keys.
struct CommandOverlay: OverlayPane {
  let line: LineEditor
  let choice: Int

  private static let most = 5

  private func completions(_ context: PaneContext) -> [Completion] {
    context.state.completions(of: line.string, limit: 50)
  }

  func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let found = completions(context)
    let message = context.layout.message
    drawing.text(":" + line.string, message.x, message.y, .prompt)
    drawing.edit(at: Point(x: message.x + 1 + line.cursor, y: message.y))
    guard !found.isEmpty else { return }
    let rows = min(Self.most, found.count)
    let box = Rect(
      x: 0, y: message.y - rows - 2, width: min(context.size.width, 120), height: rows + 2)
    drawing.canvas.fill(box)
    let chosen = min(max(0, choice), found.count - 1)
    drawing.box(
      box, title: localized("Commands"), trailing: localized("\(chosen + 1) of \(found.count)"),
      isFocused: true)
    let first = ScrollWindow.first(selected: chosen, rows: rows, count: found.count)
    for (offset, completion) in found.dropFirst(first).prefix(rows).enumerated() {
      let row = Rect(x: 1, y: box.y + 1 + offset, width: box.width - 2, height: 1)
      draw(completion, isSelected: first + offset == chosen, row, into: &drawing)
      let index = first + offset
      drawing.answer(row) { [.updateOverlay(.command(line, choice: index))] }
    }
  }

  private func draw(
    _ completion: Completion, isSelected: Bool, _ row: Rect, into drawing: inout Drawing
  ) {
    let glyphs = drawing.glyphs
    let lead = isSelected ? glyphs.selected : " "
    let usage = row.width < 100 ? 22 : 40
    drawing.text(lead, row.x + 1, row.y)
    drawing.text(completion.title.cut(to: 24, glyphs, .middle), row.x + 3, row.y, .title)
    let start = row.x + 4 + min(24, max(10, completion.title.terminalWidth))
    drawing.text(localized(completion.usage).cut(to: usage, glyphs), start, row.y, .muted)
    drawing.text(completion.key, start + usage + 1, row.y, .hintKey)
    let help = start + usage + 6
    drawing.text(
      localized(completion.help).cut(to: max(0, row.maxX - help - 1), glyphs), help, row.y,
      width: row.maxX - help)
    if isSelected { drawing.canvas.select(row) }
  }

  func message(_ context: PaneContext) -> Drawing.Run? { Drawing.Run("") }

  func typed(_ key: Key, _ context: PaneContext) -> [Intent]? {
    if case .control("b") = key { return nil }
    return line.edited(by: key).map { [.updateOverlay(.command($0, choice: 0))] }
  }

  /// Runs what is typed; a word that is no command stands for the one that is chosen.
  private func run(_ context: PaneContext) -> [Intent] {
    let word = line.string.split(separator: " ").first.map(String.init) ?? ""
    guard !word.isEmpty else { return [.closeOverlay] }
    let found = completions(context)
    guard Command.named(word) == nil || choice > 0, !found.isEmpty else {
      return [.closeOverlay, .run(command: line.string)]
    }
    let completion = found[min(max(0, choice), found.count - 1)]
    guard
      Command.named(completion.line).map({ $0.usage.english.hasPrefix("[") || $0.usage.isEmpty })
        ?? true
    else { return [.updateOverlay(.command(LineEditor(completion.line + " "), choice: 0))] }
    return [.closeOverlay, .run(command: completion.line)]
  }

  /// An earlier or a later line than the one that is shown.
  private func remembered(_ step: Int, _ context: PaneContext) -> [Intent] {
    let history = context.interface.commandHistory
    let place = history.lastIndex(of: line.string) ?? history.count
    let next = place + step
    guard next >= 0 else { return [] }
    let text = history.indices.contains(next) ? history[next] : ""
    return [.updateOverlay(.command(LineEditor(text), choice: 0))]
  }

  var bindings: [Binding] {
    let overlay = self
    return [
      Binding(.escape, .control("c"), label: "close", sentence: "close the command line") { _ in
        [.closeOverlay]
      },
      Binding(.tab, label: "complete", sentence: "take the chosen completion") { context in
        let found = overlay.completions(context)
        guard !found.isEmpty else { return [] }
        let chosen = found[min(max(0, overlay.choice), found.count - 1)]
        return [.updateOverlay(.command(LineEditor(chosen.line + " "), choice: 0))]
      },
      Binding(.enter, label: "run", sentence: "run the command") { overlay.run($0) },
      Binding(.up, label: "choose", sentence: "completion above") { _ in
        [.updateOverlay(.command(overlay.line, choice: max(0, overlay.choice - 1)))]
      }.hinting(.up, .down),
      Binding(.down, sentence: "completion below") { context in
        let last = max(0, overlay.completions(context).count - 1)
        return [.updateOverlay(.command(overlay.line, choice: min(last, overlay.choice + 1)))]
      },
      Binding(.control("p"), label: "history", sentence: "the line before") {
        overlay.remembered(-1, $0)
      },
      Binding(.control("n"), sentence: "the line after") { overlay.remembered(1, $0) },
    ]
  }
}
