/// What a change of the screen must cost at least.
///
/// Every changed cell needs the bytes of its glyph. Every run of changed cells in a row needs one
/// move of the cursor to where it begins (`ESC [ row ; column H`); a gap of up to four unchanged cells
/// costs less to write again than to jump over, and counts as that. Every change of rendition between
/// written cells needs one sequence (`ESC [ … m`) with the parameters of the new one. Nothing else is
/// counted: no hiding of the cursor, no synchronised update, no scrolling (which can be cheaper than
/// this minimum, so that a ratio below 1 is possible).
enum FrameCost {
  static func minimum(from old: TerminalScreen, to new: TerminalScreen) -> Int {
    var bytes = 0
    var rendition: [Int]?
    for row in new.cells.indices {
      var column = 0
      while column < new.columns {
        guard old.cells[row][column] != new.cells[row][column] else {
          column += 1
          continue
        }
        bytes += 4 + String(row + 1).utf8.count + String(column + 1).utf8.count
        let end = endOfRun(row, column, old, new)
        for cell in new.cells[row][column..<end] {
          if let before = rendition, before != cell.rendition {
            bytes += cost(of: cell.rendition)
          }
          rendition = cell.rendition
          bytes += cell.text.count
        }
        column = end
      }
    }
    return bytes
  }

  /// The end of a run that begins with a changed cell, over gaps that are too small to jump.
  private static func endOfRun(
    _ row: Int, _ start: Int, _ old: TerminalScreen, _ new: TerminalScreen
  ) -> Int {
    var end = start + 1
    var place = end
    while place < new.columns, place - end <= 4 {
      if old.cells[row][place] != new.cells[row][place] { end = place + 1 }
      place += 1
    }
    return end
  }

  private static func cost(of rendition: [Int]) -> Int {
    3 + rendition.reduce(0) { $0 + String($1).utf8.count + 1 } - (rendition.isEmpty ? 0 : 1)
  }
}
