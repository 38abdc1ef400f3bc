package import Topology

/// Reads the routes of one controller's objects.
///
/// One file and one registry line for each.
package protocol RouteAdapter: Sendable {
  /// The kinds of generic resources that it reads, as `Inventory.objects` names them.
  var kinds: [ResourceKind] { get }

  /// Every route that its objects declare, in a stable order.
  func routes(in inventory: Inventory) -> [Route]
}
