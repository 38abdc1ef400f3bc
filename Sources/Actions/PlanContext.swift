package import Routing
package import Topology
package import Traffic

/// What a plan is made from: the live facts and what may be done to this cluster.
package struct PlanContext: Sendable {
  package var inventory: Inventory
  package var routing: RoutingTable
  package var readings: Readings
  /// The context's name, as kubectl has it.
  package var context: String
  package var isSimulated: Bool
  package var isWritable: Bool
  package var isProtected: Bool
  /// Kinds that this user may not read, and so not change.
  package var forbiddenKinds: Set<String>
  /// What this user may do, by namespace, as far as the cluster was asked.
  package var rights: [String: Rights] = [:]
  /// Seconds since 1970.
  package var now: Double

  package init(
    inventory: Inventory, routing: RoutingTable, readings: Readings = Readings(),
    context: String = "", isSimulated: Bool = true, isWritable: Bool = true, now: Double = 0
  ) {
    self.inventory = inventory
    self.routing = routing
    self.readings = readings
    self.context = context
    self.isSimulated = isSimulated
    self.isWritable = isWritable
    isProtected = false
    forbiddenKinds = []
    self.now = now
  }
}
