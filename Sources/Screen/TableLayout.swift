/// Which columns of a table are seen, and where.
///
/// Without an offset, the columns of the lowest priority are left out until the rest fits at its
/// minimum, with one cell kept for the mark `›` that says so; what is left over goes to the most important columns first. With an offset, the frozen
/// columns stay, that many columns after them are skipped, and the rest follows in order.
package struct TableLayout: Hashable, Sendable {
  /// A column that is seen.
  package struct Place: Hashable, Sendable {
    /// Its index among the table's columns.
    package var column: Int
    /// Its first cell, from the table's left edge.
    package var x: Int
    package var width: Int
  }

  package let columns: [Column]
  package let width: Int
  package let places: [Place]
  /// How many of the first columns stay when scrolling sideways.
  package let frozen: Int
  /// Whether columns are scrolled out on the left.
  package let hidesLeft: Bool

  /// How many columns are not seen.
  package var hidden: Int { columns.count - places.count }
  /// Whether there are columns to be reached on the right.
  package var hidesRight: Bool { hidden > (hidesLeft ? skipped : 0) }
  private let skipped: Int

  package init(_ columns: [Column], width: Int, frozen: Int = 1, offset: Int = 0, gap: Int = 2) {
    self.columns = columns
    self.width = width
    self.frozen = min(max(0, frozen), columns.count)
    skipped = min(max(0, offset), max(0, columns.count - self.frozen - 1))
    hidesLeft = skipped > 0
    var room = width
    var kept = Self.kept(columns, width: room, frozen: self.frozen, skipped: skipped, gap: gap)
    if kept.count < columns.count {
      room -= 1
      kept = Self.kept(columns, width: room, frozen: self.frozen, skipped: skipped, gap: gap)
    }
    let widths = Self.widths(kept.map { columns[$0] }, width: room, gap: gap)
    var x = 0
    var places: [Place] = []
    for (index, column) in kept.enumerated() where x < room {
      places.append(Place(column: column, x: x, width: min(widths[index], room - x)))
      x += widths[index] + gap
    }
    self.places = places
  }

  private static func kept(
    _ columns: [Column], width: Int, frozen: Int, skipped: Int, gap: Int
  ) -> [Int] {
    skipped == 0
      ? byPriority(columns, width: width, frozen: frozen, gap: gap)
      : inOrder(columns, width: width, frozen: frozen, skipped: skipped, gap: gap)
  }

  /// The columns that remain when the least important ones are left out.
  private static func byPriority(
    _ columns: [Column], width: Int, frozen: Int, gap: Int
  ) -> [Int] {
    var kept = Array(columns.indices)
    func need() -> Int {
      kept.reduce(0) { $0 + columns[$1].minimum } + gap * max(0, kept.count - 1)
    }
    while need() > width {
      let candidates = kept.filter { $0 >= frozen }
      guard
        let drop = candidates.min(by: { left, right in
          (columns[left].priority, -left) < (columns[right].priority, -right)
        })
      else { break }
      kept.removeAll { $0 == drop }
    }
    return refilled(kept, of: columns, width: width, frozen: frozen, gap: gap)
  }

  /// A wide column that was left out may leave room for narrow ones of less weight: they come back where the
  /// frozen columns lose nothing by it.
  private static func refilled(
    _ kept: [Int], of columns: [Column], width: Int, frozen: Int, gap: Int
  ) -> [Int] {
    var kept = kept
    let left = columns.indices.filter { !kept.contains($0) }.sorted { left, right in
      (columns[right].priority, left) < (columns[left].priority, right)
    }
    for column in left {
      let more = (kept + [column]).sorted()
      let need = more.reduce(gap * max(0, more.count - 1)) { sum, index in
        sum + (index < frozen ? columns[index].ideal : columns[index].minimum)
      }
      if need <= width { kept = more }
    }
    return kept
  }

  /// The frozen columns and those after the skipped ones that fit.
  private static func inOrder(
    _ columns: [Column], width: Int, frozen: Int, skipped: Int, gap: Int
  ) -> [Int] {
    var kept = Array(0..<frozen)
    var need = kept.reduce(0) { $0 + columns[$1].minimum + gap }
    for index in (frozen + skipped)..<columns.count {
      need += columns[index].minimum
      guard need <= width || kept.count == frozen else { break }
      kept.append(index)
      need += gap
    }
    return kept
  }

  /// Minimum widths, and the room left over given to the most important columns first; the names,
  /// which can lose their middle, come last.
  private static func widths(_ columns: [Column], width: Int, gap: Int) -> [Int] {
    var widths = columns.map(\.minimum)
    var room = width - widths.reduce(0, +) - gap * max(0, columns.count - 1)
    let order = columns.indices.sorted { left, right in
      let (one, other) = (columns[left], columns[right])
      if (one.ellipsis == .middle) != (other.ellipsis == .middle) { return one.ellipsis != .middle }
      return (-one.priority, left) < (-other.priority, right)
    }
    for index in order where room > 0 {
      let more = min(room, columns[index].ideal - widths[index])
      widths[index] += more
      room -= more
    }
    return widths
  }
}
