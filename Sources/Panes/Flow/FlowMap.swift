import Routing
import State
import Topology

/// The flow's labels as places that the selection moves between.
struct FlowMap {
  let tree: FlowTree

  /// Of many routes the part around the selection: it changes with every so many routes only, so that moving within
  /// it moves nothing.
  private static let part = 20

  /// The labels around the selection; those of a bare one have their rows alone, at a fraction of the cost.
  init(_ context: PaneContext, rows: Int = 40, isBare: Bool = false) {
    let ids = context.state.order(.flow).ids
    let selected = Self.place(of: context.interface.list(.flow).selection, in: ids, context)
    // The one before leads back to the part above, and the rows below may show more than the part.
    let first = max(0, selected / Self.part * Self.part - 1)
    var limits = FlowTree.Limits(
      skipped: first, routes: Self.part + 1 + max(10, rows), backends: 12, unrouted: 20)
    limits.isBare = isBare
    tree = context.state.flowTree(limits).withUnroutedServices
  }

  /// Which route a selected label belongs to; what no route leads to stands after the last.
  private static func place(
    of selection: RowID?, in ids: [RowID], _ context: PaneContext
  ) -> Int {
    let service: NamespacedName
    switch selection {
    case .service(let name), .backend(let name, _): service = name
    case .route, .host, .other, nil: return selection.flatMap { ids.firstIndex(of: $0) } ?? 0
    }
    let routes = Set(context.state.routing.routes(to: service).map { RowID.route($0.id) })
    return ids.firstIndex(where: routes.contains) ?? max(0, ids.count - 1)
  }

  init(tree: FlowTree) { self.tree = tree }

  private var branches: [FlowTree.Branch] { tree.routes.flatMap(\.branches) }

  /// Every label: routes, then Services, then backends.
  var all: [RowID] {
    tree.routes.map(\.id) + branches.map(\.id) + branches.flatMap { $0.backends.map(\.id) }
  }

  /// The labels of the same kind as one, in their order.
  private func column(of row: RowID) -> [RowID] {
    if tree.routes.contains(where: { $0.id == row }) { return tree.routes.map(\.id) }
    if branches.contains(where: { $0.id == row }) { return branches.map(\.id) }
    return branches.flatMap { $0.backends.map(\.id) }
  }

  /// The label a number of places below or above.
  func below(_ row: RowID, by step: Int) -> RowID? {
    let column = column(of: row)
    guard let place = column.firstIndex(of: row) else { return column.first }
    return column[min(max(0, place + step), column.count - 1)]
  }

  /// The first label that a link leads to.
  func right(of row: RowID) -> RowID? {
    if let route = tree.routes.first(where: { $0.id == row }), route.branches.first?.id != row {
      return route.branches.first?.id
    }
    return branches.first { $0.id == row }?.backends.first?.id
  }

  /// The label that a link comes from.
  func left(of row: RowID) -> RowID? {
    if let branch = branches.first(where: { $0.backends.contains { $0.id == row } }) {
      return branch.id
    }
    return tree.routes.first { $0.id != row && $0.branches.contains { $0.id == row } }?.id
  }
}
