/// The rows of a list in their order, after filter, sort and freeze.
package struct ListOrder: Hashable, Sendable {
  package internal(set) var ids: [RowID] = []
  /// How many rows there are without the filter.
  package internal(set) var total = 0
  /// Whether there are so many that only the first are listed.
  package internal(set) var isCut = false

  package init() {}
}

/// What a list is sorted by: numbers first, then text, then the natural place of the row.
struct SortKey: Hashable, Sendable {
  var number: Double?
  var text = ""
  var place: Int

  /// Rows without a number stand last, whichever way one sorts.
  static func precedes(_ left: Self, _ right: Self, reversed: Bool) -> Bool {
    switch (left.number, right.number) {
    case (let one?, let other?) where one != other: return reversed ? one > other : one < other
    case (nil, _?): return false
    case (_?, nil): return true
    default: break
    }
    guard left.text == right.text else {
      return reversed ? left.text > right.text : left.text < right.text
    }
    return left.place < right.place
  }
}

/// The rows of a list, made when they are asked for.
///
/// Drawing costs what is visible: only the rows of the window are built.
package struct ListRows<Row: Sendable>: RandomAccessCollection, Sendable {
  /// The rows' identities in their order.
  package let ids: [RowID]
  /// How many rows there are without the filter.
  package let total: Int
  private let make: @Sendable (RowID) -> Row?
  private let gone: @Sendable (RowID) -> Row

  init(
    _ order: ListOrder, make: @escaping @Sendable (RowID) -> Row?,
    gone: @escaping @Sendable (RowID) -> Row
  ) {
    ids = order.ids
    total = order.total
    self.make = make
    self.gone = gone
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { ids.count }
  package subscript(index: Int) -> Row { make(ids[index]) ?? gone(ids[index]) }

  /// The place of a row; nil when it is not in the list.
  package func place(of id: RowID) -> Int? { ids.firstIndex(of: id) }
}
