import Routing
import TestSupport
import Topology

/// Objects of Istio in a few lines; specifications are written as JSON.
extension SmallCluster {
  /// Adds an object of Istio in namespace `shop`.
  mutating func istio(
    _ kind: ResourceKind, _ name: String, _ spec: String, namespace: String = "shop",
    created: String = ""
  ) {
    add(
      kind,
      [
        "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind),
        "metadata": [
          "name": .string(name), "namespace": .string(namespace),
          "creationTimestamp": .string(created),
        ],
        // What cannot be read is a text, so that a test with a slip in it fails.
        "spec": (try? JSONValue(parsing: Array(spec.utf8))) ?? .string(spec),
      ])
  }

  /// Adds the Gateway `shop/public` for HTTP.
  mutating func istioGateway(
    _ name: String = "public", hosts: String = #"["*.test"]"#, port: Int = 80,
    selector: String = #"{"istio":"ingress"}"#, created: String = ""
  ) {
    istio(
      .istioGateway, name,
      #"""
      {"selector":\#(selector),"servers":[
        {"port":{"number":\#(port),"protocol":"HTTP","name":"http"},"hosts":\#(hosts)}]}
      """#, created: created)
  }

  /// Adds a VirtualService of the Gateway `public` with these rules.
  mutating func virtualService(
    named name: String = "web", _ http: String, hosts: String = #"["a.test"]"#,
    gateways: String = #"["public"]"#, created: String = ""
  ) {
    istio(
      .virtualService, name,
      #"{"hosts":\#(hosts),"gateways":\#(gateways),"http":[\#(http)]}"#, created: created)
  }

  /// Adds a DestinationRule for the Service `web` with these subsets.
  mutating func subsets(_ subsets: String, host: String = "web") {
    istio(.destinationRule, "web", #"{"host":"\#(host)","subsets":[\#(subsets)]}"#)
  }

  /// Adds the Gateway with a pod and a Service of its own, and the Service `web` with a pod of version `v1`.
  mutating func mesh(gateway: Bool = true) {
    if gateway { istioGateway() }
    service("ingress", selector: ["istio": "ingress"])
    pods("ingress", 1, labels: ["istio": "ingress"])
    service("web", selector: ["app": "web"])
    pods("web", 1, labels: ["app": "web", "version": "v1"])
  }
}
