import Diagnosis
import Routing
import Topology

/// One line of `get services`.
struct ServiceRow {
  let service: Service
  let ready: Int
  let serving: Int
  let total: Int
  let routes: [ObjectReference]
  let faults: [String]

  var json: JSONValue {
    var value: [String: JSONValue] = [
      "namespace": .string(service.metadata.namespace), "name": .string(service.metadata.name),
      "type": .string(service.exposure.rawValue), "clusterIP": .string(service.clusterIP),
      "ports": .array(service.ports.map(Self.port)),
      "selector": .object(service.selector.mapValues { .string($0) }),
      "backends": [
        "ready": .integer(Int64(ready)), "serving": .integer(Int64(serving)),
        "total": .integer(Int64(total)),
      ],
      "routes": .array(routes.map { .string($0.description) }),
      "faults": .array(faults.map { .string($0) }),
    ]
    if service.exposure == .externalName { value["externalName"] = .string(service.externalName) }
    return .object(value)
  }

  private static func port(_ port: Service.Port) -> JSONValue {
    .object([
      "name": .string(port.name), "port": .integer(Int64(port.number)),
      "targetPort": port.target.json,
      "nodePort": port.nodePort == 0 ? .null : .integer(Int64(port.nodePort)),
      "protocol": .string(port.transport.rawValue),
    ])
  }

  static let titles = [
    "NAMESPACE", "NAME", "TYPE", "CLUSTER-IP", "PORTS", "SELECTOR", "READY", "ROUTES", "FAULTS",
  ]

  var cells: [String] {
    let ports = service.ports.map { port in
      let node = port.nodePort == 0 ? "" : ":\(port.nodePort)"
      let transport = port.transport == .tcp ? "" : "/\(port.transport.rawValue)"
      return "\(port.number)\(node)->\(port.target)\(transport)"
    }
    let address = service.exposure == .externalName ? service.externalName : service.clusterIP
    let selector = service.selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return [
      service.metadata.namespace, service.metadata.name, service.exposure.rawValue, address,
      ports.joined(separator: ","), selector.joined(separator: ","), "\(ready)/\(total)",
      routes.map(\.description).joined(separator: ","), faults.joined(separator: ","),
    ]
  }
}

extension Report {
  func serviceRows(_ selection: Selection) -> [ServiceRow] {
    inventory.sortedServices.filter { selection.includes($0.metadata.key) }.map { service in
      let key = service.metadata.key
      var endpoints: [String: Endpoint] = [:]
      for endpoint in inventory.slices(of: key).flatMap(\.endpoints) {
        guard let address = endpoint.address else { continue }
        endpoints[address] = endpoints[address] ?? endpoint
      }
      return ServiceRow(
        service: service, ready: endpoints.values.count(where: \.isReady),
        serving: endpoints.values.count(where: \.isServing), total: endpoints.count,
        routes: Set(routes.routes(to: key).map(\.source)).sorted(),
        faults: Self.ids(diagnosis.faults(of: ObjectReference("Service", key))))
    }
  }
}
