/// What the objects of one system have to do with each other, read once for all who ask.
///
/// A `RoutingTable` keeps those of all adapters; each has a property of the table beside itself.
package protocol RouteIndex: Sendable {
  /// The index of nothing.
  init()
}

/// The index of a system whose objects have nothing to do with each other.
package struct NoIndex: RouteIndex {
  package init() {}
}
