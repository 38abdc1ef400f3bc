import Screen

/// What the probe shows.
struct Picture {
  let glyphs: Glyphs
  var size = Size(width: 80, height: 24)
  var load: Int?
  private var lines: [String] = []
  private var selected = 0

  init(glyphs: Glyphs) { self.glyphs = glyphs }

  mutating func take(_ key: Key) {
    switch key {
    case .resize(let size): self.size = size
    case .down: selected += 1
    default: break
    }
    note("\(key)")
  }

  mutating func note(_ line: String) { lines.append("key \(lines.count + 1): \(line)") }

  /// The digit of a row: in no step of pictures the same again and again, since who draws one of fifty would then see
  /// that nothing changes.
  private static func digit(_ load: Int, _ y: Int) -> UInt64 {
    let mixed = (UInt64(load) &* 31 &+ UInt64(y)) &* 0x9E37_79B9_7F4A_7C15
    return (mixed >> 40) % 10
  }

  var canvas: Canvas {
    var canvas = Canvas(size, glyphs: glyphs)
    let frame = Frame("Probe", note: "\(size.width)x\(size.height)", focused: true)
    let inside = canvas.frame(Rect(size), frame)
    let states: [(String, Role, String)] = [
      (glyphs.healthy, .stateOK, "ready"), (glyphs.warning, .stateWarning, "warning"),
      (glyphs.fault, .stateFault, "fault"), (glyphs.notReady, .stateUnready, "not ready"),
    ]
    for (row, state) in states.enumerated() {
      let mark = row == selected % states.count ? glyphs.selected : " "
      canvas.draw(
        "\(mark) \(state.0) \(state.2)", x: inside.x, y: inside.y + row, style: Style(state.1))
    }
    canvas.cursor = Point(x: inside.x, y: inside.y + selected % states.count)
    canvas.draw("hostile \u{1B}[31m\u{202E}name", x: inside.x, y: inside.y + 4)
    if let load {
      for y in inside.y + 5..<max(inside.y + 5, inside.maxY) {
        canvas.draw(
          String(repeating: "\(Self.digit(load, y))", count: inside.width), x: inside.x, y: y)
      }
    } else {
      let room = max(0, inside.height - 6)
      for (row, line) in lines.suffix(room).enumerated() {
        canvas.draw(line, x: inside.x, y: inside.y + 5 + row, width: inside.width)
      }
    }
    return canvas
  }
}
