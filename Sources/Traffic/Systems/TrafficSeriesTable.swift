/// The series of a target with where they stand, found by a hash of their name and labels.
///
/// There may be very many, so that they lie in parts that leave no gaps.
struct TrafficSeriesTable: Sendable {
  /// One series; the order of its parts leaves no gaps.
  struct Series: Sendable {
    let hash: Int
    var value: Double
    /// What it was on the page before; negative where it was on none.
    var previous: Double
    /// The number of the last page that had it.
    var page: UInt32
    /// The place of its origin; -1 for one that says nothing.
    var origin: Int32
    /// The place of what it counts.
    var part: Int32
  }

  /// In pieces of one size, since a list that grows is twice in memory while it is copied.
  private var pieces: [[Series]] = []
  private static let pieceSize = 256
  /// Places and one by hash, 0 for none; their number is a power of two.
  private var slots: [Int32] = []
  /// How many there are.
  private(set) var count = 0

  /// A series by its place.
  subscript(place: Int) -> Series {
    _read { yield pieces[place / Self.pieceSize][place % Self.pieceSize] }
    _modify { yield &pieces[place / Self.pieceSize][place % Self.pieceSize] }
  }

  /// The place of a series; the one behind the last that was looked for is mostly the next.
  func place(of hash: Int, after last: Int) -> Int? {
    if last + 1 < count, self[last + 1].hash == hash { return last + 1 }
    guard !slots.isEmpty else { return nil }
    var slot = hash & (slots.count - 1)
    while slots[slot] != 0 {
      let place = Int(slots[slot]) - 1
      if self[place].hash == hash { return place }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Adds a series whose hash none has.
  mutating func append(_ new: Series) {
    if count % Self.pieceSize == 0 {
      pieces.append([])
      pieces[pieces.count - 1].reserveCapacity(Self.pieceSize)
    }
    pieces[pieces.count - 1].append(new)
    count += 1
    // At most three of four slots are taken.
    guard count * 4 > slots.count * 3 else { return note(count - 1) }
    slots = Array(repeating: 0, count: max(64, slots.count * 2))
    for place in 0..<count { note(place) }
  }

  private mutating func note(_ place: Int) {
    var slot = self[place].hash & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(place + 1)
  }
}
