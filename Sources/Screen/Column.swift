/// One column of a table: its title and how it gives way when there is little room.
package struct Column: Hashable, Sendable {
  /// The order that the rows are in.
  package enum Sorting: Hashable, Sendable {
    case ascending, descending
  }

  package var title: String
  /// The width under which it is left out rather than shrunk.
  package var minimum: Int
  /// The width that it has when there is room.
  package var ideal: Int
  /// Columns with the lowest priority go first.
  package var priority: Int
  package var alignment = Alignment.left
  package var ellipsis = Ellipsis.tail
  /// Set when the rows are sorted by this column.
  package var sorting: Sorting?

  /// A column of one width.
  package init(_ title: String, width: Int, priority: Int, alignment: Alignment = .left) {
    self.init(title, minimum: width, ideal: width, priority: priority)
    self.alignment = alignment
  }

  /// A column that shrinks; names want `ellipsis: .middle`.
  package init(
    _ title: String, minimum: Int, ideal: Int, priority: Int, ellipsis: Ellipsis = .tail
  ) {
    self.title = title
    self.minimum = minimum
    self.ideal = max(minimum, ideal)
    self.priority = priority
    self.ellipsis = ellipsis
  }
}
