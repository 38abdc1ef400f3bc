package import Topology

/// Reads the routes of one controller's objects.
///
/// One file and one registry line for each.
package protocol RouteAdapter: Sendable {
  /// What its objects have to do with each other.
  associatedtype Index: RouteIndex = NoIndex

  /// The kinds of generic resources that it reads, as `Inventory.objects` names them.
  var kinds: [ResourceKind] { get }

  /// Reads what its objects have to do with each other.
  func index(of inventory: Inventory) -> Index

  /// Every route that its objects declare, in a stable order.
  func routes(in inventory: Inventory, _ index: Index) -> [Route]
}

extension RouteAdapter {
  /// Every route that its objects declare.
  package func routes(in inventory: Inventory) -> [Route] {
    routes(in: inventory, index(of: inventory))
  }
}

extension RouteAdapter where Index == NoIndex {
  /// Nothing.
  package func index(of inventory: Inventory) -> NoIndex { NoIndex() }
}
