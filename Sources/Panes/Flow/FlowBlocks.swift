import State

/// A route as a block of rows, with the heading of its host before the first.
struct FlowBlock: Hashable, Sendable {
  /// Set on the first route of a host.
  var heading: String?
  var route: FlowTree.Route
  var isFirst: Bool
  var isLast: Bool
  /// The most backends shown of one Service.
  var most: Int

  /// The rows of a branch: two for the label and its note, or one for each backend shown.
  func height(of branch: FlowTree.Branch) -> Int {
    max(2, min(most, branch.backends.count + branch.more))
  }

  var height: Int {
    (heading == nil ? 0 : 1) + max(2, route.branches.reduce(0) { $0 + height(of: $1) })
  }

  /// Whether the selected row is in it.
  func contains(_ row: RowID?) -> Bool {
    guard let row else { return false }
    return route.id == row
      || route.branches.contains { branch in
        branch.id == row || branch.backends.contains { $0.id == row }
      }
  }

  /// The blocks of a tree.
  static func blocks(of tree: FlowTree, most: Int) -> [FlowBlock] {
    var blocks: [FlowBlock] = []
    for host in tree.hosts {
      for (index, route) in host.routes.enumerated() {
        blocks.append(
          FlowBlock(
            heading: index == 0 ? host.name : nil, route: route, isFirst: index == 0,
            isLast: index == host.routes.count - 1, most: most))
      }
    }
    return blocks
  }

  /// The blocks of the page that shows the selection: pages are filled in order, so that moving within one
  /// moves nothing.
  static func page(_ blocks: [FlowBlock], around row: RowID?, height: Int) -> ArraySlice<FlowBlock>
  {
    var start = 0
    var used = 0
    var isFound = row == nil
    for (index, block) in blocks.enumerated() {
      if used + block.height > height, index > start {
        if isFound { return blocks[start..<index] }
        start = index
        used = 0
      }
      used += block.height
      if block.contains(row) { isFound = true }
    }
    return isFound ? blocks[start...] : page(blocks, around: nil, height: height)
  }
}
