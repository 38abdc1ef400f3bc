/// Which node a connection comes through, told by its source address.
package enum ServiceNode {
  /// A pod's connections come through its node, a node's own through itself, all others through node-1.
  package static func name(of source: String, _ plan: AddressPlan) -> String {
    let parts = source.split(separator: ".").compactMap { Int($0) }
    let names = InitialObjects.nodes.map(\.name)
    guard parts.count == 4, parts[0] == 127 else { return names[0] }
    if parts[1] == 64 + plan.block {
      let place = parts[2] % 4
      return (1...names.count).contains(place) ? names[place - 1] : names[0]
    }
    if parts[1] == 192 + plan.block, parts[2] == 0, (1...names.count).contains(parts[3]) {
      return names[parts[3] - 1]
    }
    return names[0]
  }
}
