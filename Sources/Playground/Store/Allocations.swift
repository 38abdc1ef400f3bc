import Topology

/// The cluster addresses and node ports that Services hold.
struct Allocations: Sendable {
  /// The ports that node ports come from.
  static let nodePorts = 30_000...32_767

  private var addresses: [String: NamespacedName] = [:]
  private var ports: [Int: NamespacedName] = [:]

  /// Frees what a Service holds.
  mutating func release(_ service: JSONValue) {
    let owner = ObjectStore.place(of: service, .service)
    for address in Self.addresses(of: service) where addresses[address] == owner {
      addresses[address] = nil
    }
    for port in Self.ports(of: service) where ports[port] == owner { ports[port] = nil }
  }

  /// Takes back what a Service held, when its change was only tried.
  mutating func claim(_ service: JSONValue) {
    let owner = ObjectStore.place(of: service, .service)
    for address in Self.addresses(of: service) { addresses[address] = owner }
    for port in Self.ports(of: service) { ports[port] = owner }
  }

  /// Gives a Service what its type needs and it does not name; on causes nothing is changed.
  mutating func allocate(
    _ service: inout JSONValue, old: JSONValue?, _ plan: AddressPlan
  ) -> [StatusError.Cause] {
    if let old { release(old) }
    var result = service
    var report = FieldReport()
    allocateAddress(&result, plan, &report)
    allocatePorts(&result, &report)
    guard report.causes.isEmpty else {
      if let old { claim(old) }
      return report.causes
    }
    claim(result)
    service = result
    return []
  }

  private static func addresses(of service: JSONValue) -> [String] {
    guard let address = service["spec"]["clusterIP"].string, !address.isEmpty, address != "None"
    else { return [] }
    return [address]
  }

  private static func ports(of service: JSONValue) -> [Int] {
    let ports = service["spec"]["ports"].array.compactMap { $0["nodePort"].integer }
    return (ports + [service["spec"]["healthCheckNodePort"].integer ?? 0]).filter { $0 > 0 }
  }

  private func allocateAddress(
    _ service: inout JSONValue, _ plan: AddressPlan, _ report: inout FieldReport
  ) {
    let spec = service["spec"]
    guard spec["type"].string != "ExternalName" else { return }
    var address = spec["clusterIP"].string ?? ""
    if address.isEmpty { address = freeAddress(for: service, plan) ?? "" }
    guard address != "None" else {
      service["spec"]["clusterIPs"] = ["None"]
      return
    }
    let note: String? =
      if address.isEmpty {
        "failed to allocate a serviceIP: range is full"
      } else if plan.clusterOffset(of: address) == nil {
        "failed to allocate IP \(address): the provided IP (\(address)) is not in the valid range. "
          + "The range of valid IPs is \(plan.clusterRange)"
      } else if addresses[address] != nil {
        "failed to allocate IP \(address): provided IP is already allocated"
      } else {
        nil
      }
    if let note { report.invalid("spec.clusterIPs", [.string(address)], note) }
    service["spec"]["clusterIP"] = .string(address)
    service["spec"]["clusterIPs"] = [.string(address)]
  }

  private func freeAddress(for service: JSONValue, _ plan: AddressPlan) -> String? {
    let name = ObjectStore.place(of: service, .service)
    let start = Int(StableHash.value("ClusterIP", name.namespace, name.name) % 65_534)
    for step in 0..<65_534 {
      let address = plan.clusterAddress((start + step) % 65_534 + 1)
      if addresses[address] == nil { return address }
    }
    return nil
  }

  private func allocatePorts(_ service: inout JSONValue, _ report: inout FieldReport) {
    let spec = service["spec"]
    guard ["NodePort", "LoadBalancer"].contains(spec["type"].string),
      spec["type"].string == "NodePort" || spec["allocateLoadBalancerNodePorts"].bool != false
    else { return }
    var taken: [Int: String] = [:]
    var list = spec["ports"].array
    for (index, port) in list.enumerated() {
      guard let number = port["nodePort"].integer, number > 0 else { continue }
      let field = "spec.ports[\(index)].nodePort"
      if !Self.nodePorts.contains(number) {
        report.invalid(
          field, port["nodePort"],
          "provided port is not in the valid range. The range of valid ports is 30000-32767")
      } else if ports[number] != nil {
        report.invalid(field, port["nodePort"], "provided port is already allocated")
      }
      taken[number] = port["protocol"].string
    }
    for (index, port) in list.enumerated() where port["nodePort"].integer ?? 0 == 0 {
      let label = port["name"].string ?? String(port["port"].integer ?? 0)
      guard let number = freePort(for: service, label, except: taken) else { continue }
      taken[number] = port["protocol"].string
      list[index]["nodePort"] = .integer(Int64(number))
    }
    service["spec"]["ports"] = .array(list)
    allocateHealthPort(&service, taken)
  }

  /// The port on which nodes tell a load balancer whether they have endpoints (Local policy only).
  private func allocateHealthPort(_ service: inout JSONValue, _ taken: [Int: String]) {
    let spec = service["spec"]
    guard spec["type"].string == "LoadBalancer", spec["externalTrafficPolicy"].string == "Local",
      spec["healthCheckNodePort"].integer ?? 0 == 0,
      let number = freePort(for: service, "healthCheckNodePort", except: taken)
    else { return }
    service["spec"]["healthCheckNodePort"] = .integer(Int64(number))
  }

  private func freePort(
    for service: JSONValue, _ label: String, except taken: [Int: String]
  ) -> Int? {
    let name = ObjectStore.place(of: service, .service)
    let count = Self.nodePorts.count
    let start = Int(
      StableHash.value("NodePort", name.namespace, name.name, label) % UInt64(count))
    return (0..<count).lazy.map { Self.nodePorts.lowerBound + (start + $0) % count }
      .first { ports[$0] == nil && taken[$0] == nil }
  }
}
