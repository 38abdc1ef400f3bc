import Topology

/// The cluster addresses and node ports that Services hold.
struct Allocations: Sendable {
  mutating func release(_ service: JSONValue) {}

  mutating func allocate(
    _ service: inout JSONValue, old: JSONValue?, _ plan: AddressPlan
  ) -> [StatusError.Cause] { [] }
}
