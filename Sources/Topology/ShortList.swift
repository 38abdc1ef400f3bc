/// A list that mostly has one element, which then needs no place of its own.
struct ShortList<Element: Hashable & Sendable>: Hashable, Sendable {
  /// The first element; nil where there is none.
  let first: Element?
  private let others: [Element]

  init(_ elements: [Element]) {
    first = elements.first
    others = Array(elements.dropFirst())
  }

  /// All elements; makes a list of them.
  var all: [Element] { first.map { [$0] + others } ?? [] }
}
