import Topology

extension PrinterColumns {
  static let services: [Column] = [
    name, member("Type", "spec", "type"),
    Column("Cluster-IP") { service, _ in orNone(service["spec"]["clusterIP"]) },
    Column("External-IP") { service, _ in .string(externalAddress(service)) },
    Column("Port(s)") { service, _ in
      let ports = service["spec"]["ports"].array.map { port in
        let node = port["nodePort"].integer.map { $0 > 0 ? ":\($0)" : "" } ?? ""
        return "\(port["port"].integer ?? 0)\(node)/\(port["protocol"].string ?? "TCP")"
      }
      return .string(ports.isEmpty ? "<none>" : ports.joined(separator: ","))
    },
    age,
    Column("Selector", wide: true) { service, _ in .string(labels(service["spec"]["selector"])) },
  ]

  static let endpoints: [Column] = [
    name,
    Column("Endpoints") { object, _ in
      let list = object["subsets"].array.flatMap { subset -> [String] in
        let ports = subset["ports"].array.compactMap { $0["port"].integer }
        return subset["addresses"].array.compactMap { $0["ip"].string }.flatMap { address in
          ports.isEmpty ? [address] : ports.map { "\(address):\($0)" }
        }
      }
      return .string(shortened(list))
    },
    age,
  ]

  static let endpointSlices: [Column] = [
    name, member("AddressType", "addressType"),
    Column("Ports") { slice, _ in
      let ports = slice["ports"].array.map { $0["port"].integer.map { String($0) } ?? "*" }
      return .string(ports.isEmpty ? "<unset>" : shortened(ports))
    },
    Column("Endpoints") { slice, _ in
      .string(
        shortened(slice["endpoints"].array.flatMap { $0["addresses"].array.compactMap(\.string) }))
    },
    age,
  ]

  static let ingresses: [Column] = [
    name,
    Column("Class") { ingress, _ in
      let old = ingress["metadata"]["annotations"]["kubernetes.io/ingress.class"]
      return orNone(
        ingress["spec"]["ingressClassName"].isNull ? old : ingress["spec"]["ingressClassName"])
    },
    Column("Hosts") { ingress, _ in
      let hosts = ingress["spec"]["rules"].array.compactMap { $0["host"].string }
      return .string(hosts.isEmpty ? "*" : shortened(hosts))
    },
    Column("Address") { ingress, _ in
      .string(balancerAddresses(ingress).joined(separator: ","))
    },
    Column("Ports") { ingress, _ in ingress["spec"]["tls"].array.isEmpty ? "80" : "80, 443" },
    age,
  ]

  static let ingressClasses: [Column] = [
    name, member("Controller", "spec", "controller"),
    Column("Parameters") { object, _ in
      let parameters = object["spec"]["parameters"]
      guard let kind = parameters["kind"].string else { return "<none>" }
      let group = parameters["apiGroup"].string.map { ".\($0)" } ?? ""
      return .string("\(kind)\(group)/\(parameters["name"].string ?? "")")
    },
    age,
  ]

  static let networkPolicies: [Column] = [
    name,
    Column("Pod-Selector") { policy, _ in .string(selector(policy["spec"]["podSelector"])) },
    age,
  ]

  private static func balancerAddresses(_ object: JSONValue) -> [String] {
    object["status"]["loadBalancer"]["ingress"].array.compactMap {
      $0["ip"].string ?? $0["hostname"].string
    }
  }

  private static func externalAddress(_ service: JSONValue) -> String {
    let spec = service["spec"]
    let fixed = spec["externalIPs"].array.compactMap(\.string)
    switch spec["type"].string {
    case "ExternalName": return spec["externalName"].string ?? "<none>"
    case "LoadBalancer":
      let all = balancerAddresses(service) + fixed
      return all.isEmpty ? "<pending>" : all.joined(separator: ",")
    default: return fixed.isEmpty ? "<none>" : fixed.joined(separator: ",")
    }
  }
}
