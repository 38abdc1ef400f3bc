import CNcurses
import Screen

/// The ncurses screen: draws the difference of two pictures into memory.
///
/// Lives on the terminal's thread only.
final class TerminalScreen {
  private var shown: Canvas?
  private var pairs: ColorPairs
  private var renditions = RenditionMerger()
  private let isUTF8: Bool
  private let showsCursor: Bool
  private(set) var size: Size

  init(_ configuration: TerminalConfiguration, size: Size, isUTF8: Bool) throws(TerminalError) {
    guard curses_open(configuration.type, Int32(size.height), Int32(size.width)) else {
      throw .noScreen(configuration.type)
    }
    self.size = size
    self.isUTF8 = isUTF8
    showsCursor = configuration.showsCursor
    var depth = ColorDepth.mono
    if configuration.usesColor, ColorDepth(colors: Int(curses_colors())) != .mono,
      curses_start_color()
    {
      depth = ColorDepth(colors: Int(curses_colors()))
    }
    pairs = ColorPairs(theme: configuration.theme, depth: depth)
  }

  /// Draws what differs; the bytes are in `takeOutput` afterwards.
  func draw(_ canvas: Canvas) {
    guard canvas != shown else { return }
    if shown?.size != canvas.size {
      curses_erase()
      shown = nil
    }
    for run in canvas.changes(since: shown) {
      for x in run.columns { put(canvas[x, run.y], x: x, y: run.y) }
    }
    let cursor = canvas.cursor ?? Point(x: 0, y: size.height - 1)
    curses_cursor(
      Int32(min(max(0, cursor.y), size.height - 1)), Int32(min(max(0, cursor.x), size.width - 1)),
      canvas.showsCursor || showsCursor)
    shown = canvas
    curses_update()
  }

  /// Takes other colours: the picture is drawn again with them.
  func use(_ theme: Theme) {
    pairs.use(theme)
    guard let canvas = shown else { return }
    shown = nil
    draw(canvas)
  }

  /// Writes every cell again.
  func repaint(clears: Bool) {
    curses_repaint(clears)
    curses_update()
  }

  func resize(_ size: Size) {
    self.size = size
    curses_resize(Int32(size.height), Int32(size.width))
    shown = nil
  }

  /// The bytes for the terminal since the last call.
  func takeOutput() -> [UInt8] {
    let count = curses_output(nil, 0)
    guard count > 0 else { return [] }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = min(count, curses_output(buffer.baseAddress, count))
    }
    curses_discard()
    return renditions.merge(bytes)
  }

  /// Leaves the picture; `repaint` comes back to it.
  func suspend() {
    curses_suspend()
    renditions.reset()
  }

  func close() { curses_close() }

  private func put(_ cell: Cell, x: Int, y: Int) {
    guard !cell.glyph.isEmpty else { return }
    var scalars: (UInt32, UInt32, UInt32) = (0, 0, 0)
    for (index, scalar) in cell.glyph.unicodeScalars.enumerated() {
      switch index {
      case 0: scalars.0 = isUTF8 || scalar.isASCII ? scalar.value : 0x3F
      case 1: scalars.1 = isUTF8 ? scalar.value : 0
      default: scalars.2 = isUTF8 ? scalar.value : 0
      }
    }
    let pen = pairs.pen(cell.style)
    withUnsafeBytes(of: &scalars) { raw in
      raw.withMemoryRebound(to: UInt32.self) { values in
        guard let base = values.baseAddress else { return }
        curses_put(Int32(y), Int32(x), base, pen.attributes, pen.pair)
      }
    }
  }
}
