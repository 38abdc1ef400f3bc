import Routing
import Topology
import Traffic

/// One line of `get backends`: one address and port of one Service.
struct BackendRow {
  let service: NamespacedName
  let backend: ServiceBackend
  /// Why it is not ready; empty when it is.
  let reason: String
  let share: Double

  var json: JSONValue {
    let endpoint = backend.endpoint
    return .object([
      "namespace": .string(service.namespace), "service": .string(service.name),
      "pod": endpoint.pod.map { .string($0.name) } ?? .null,
      "address": .string(backend.address.address), "port": .integer(Int64(backend.address.port)),
      "node": .string(endpoint.node), "zone": .string(endpoint.zone),
      "ready": .bool(endpoint.isReady), "serving": .bool(endpoint.isServing),
      "terminating": .bool(endpoint.isTerminating), "reason": .string(reason),
      "share": Report.share(share),
    ])
  }

  static let titles = [
    "NAMESPACE", "SERVICE", "POD", "ADDRESS", "PORT", "NODE", "ZONE", "READY", "SERVING",
    "TERMINATING", "SHARE", "REASON",
  ]

  var cells: [String] {
    let endpoint = backend.endpoint
    let words = [endpoint.isReady, endpoint.isServing, endpoint.isTerminating].map {
      $0 ? "yes" : "no"
    }
    return [
      service.namespace, service.name, endpoint.pod?.name ?? "-", backend.address.address,
      "\(backend.address.port)", endpoint.node, endpoint.zone,
    ] + words + [TextTable.percent(share), reason]
  }
}

extension Report {
  func backendRows(_ selection: Selection) -> [BackendRow] {
    inventory.sortedServices.filter { selection.includes($0.metadata.key) }.flatMap { service in
      let key = service.metadata.key
      let slices = inventory.slices(of: key)
      return service.ports.flatMap { port -> [BackendRow] in
        let backends = ProxyRules.backends(of: port, in: slices)
        let expected = ExpectedShares(service, port: port, slices: slices)
        return backends.map { backend in
          let measured = readings?.share(
            of: .backend(key, backend.address), in: .service(key), over: .minute)
          return BackendRow(
            service: key, backend: backend, reason: reason(backend.endpoint),
            share: measured ?? expected.share(of: backend.address))
        }
      }.sorted {
        ($0.backend.endpoint.pod?.name ?? "", $0.backend.address)
          < ($1.backend.endpoint.pod?.name ?? "", $1.backend.address)
      }
    }
  }

  private func reason(_ endpoint: Endpoint) -> String {
    guard !endpoint.isReady else { return "" }
    if endpoint.isTerminating { return "the pod is being deleted" }
    let reason = endpoint.pod.flatMap { inventory.pod($0)?.reason } ?? ""
    return reason.isEmpty ? "not ready" : reason
  }
}
