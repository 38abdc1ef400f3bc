package import Topology

extension Inventory {
  /// A Service in front of a Prometheus server, with the name or number of its port; nil where none is recognised.
  ///
  /// By the labels and names of the common charts: `prometheus-server`, `prometheus-k8s`, `prometheus-operated`,
  /// `kube-prometheus-stack-prometheus`.
  package var prometheus: (service: NamespacedName, port: String)? {
    let found = sortedServices.filter { service in
      let name = service.metadata.name
      let label = service.metadata.labels["app.kubernetes.io/name"] ?? ""
      let component = service.metadata.labels["app.kubernetes.io/component"] ?? "server"
      return (label == "prometheus" && ["server", "prometheus"].contains(component))
        || ["prometheus", "prometheus-server", "prometheus-k8s", "prometheus-operated"]
          .contains(name)
        || name.hasSuffix("-kube-prometheus-prometheus")
    }
    for service in found {
      let web = ["web", "http-web", "http"]
      let port =
        service.ports.first { web.contains($0.name) } ?? service.ports.first { $0.number == 9090 }
        ?? service.ports.first { $0.number == 80 }
      if let port { return (service.metadata.key, "\(port.number)") }
    }
    return nil
  }
}
