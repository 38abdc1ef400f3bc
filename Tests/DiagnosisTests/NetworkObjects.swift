import TestSupport
import Topology

/// The objects that networks are known by, in a line each.
extension SmallCluster {
  /// Adds the DaemonSet of a plugin.
  mutating func agent(
    _ name: String, in namespace: String = "kube-system", label: String = "", image: String,
    ready: Int = 3, wanted: Int = 3, arguments: [String] = [], _ variables: [String: String] = [:]
  ) {
    let parts = label.split(separator: "=").map(String.init)
    let labels: JSONValue =
      parts.count == 2 ? .object([parts[0]: .string(parts[1])]) : .object([:])
    let environment = variables.sorted { $0.key < $1.key }.map { name, value -> JSONValue in
      value == "?"
        ? ["name": .string(name), "valueFrom": ["secretKeyRef": ["name": "x", "key": "y"]]]
        : ["name": .string(name), "value": .string(value)]
    }
    add(
      .daemonSet,
      [
        "apiVersion": "apps/v1", "kind": "DaemonSet",
        "metadata": ["name": .string(name), "namespace": .string(namespace)],
        "spec": [
          "selector": ["matchLabels": labels],
          "template": [
            "metadata": ["labels": labels],
            "spec": [
              "hostNetwork": true,
              "containers": [
                [
                  "name": "agent", "image": .string(image), "env": .array(environment),
                  "args": .array(arguments.map { .string($0) }),
                ]
              ],
            ],
          ],
        ],
        "status": [
          "desiredNumberScheduled": .integer(Int64(wanted)), "numberReady": .integer(Int64(ready)),
        ],
      ])
  }

  /// Adds a ConfigMap of the cluster's own namespace.
  mutating func settings(
    _ name: String, in namespace: String = "kube-system", annotations: [String: String] = [:],
    _ data: [String: String] = [:]
  ) {
    add(
      .configMap,
      [
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": [
          "name": .string(name), "namespace": .string(namespace),
          "annotations": JSONValue(annotations),
        ], "data": JSONValue(data),
      ])
  }

  /// Adds an object of a network plugin or load balancer, in the group that is read first.
  mutating func network(
    _ kind: String, _ name: String, in namespace: String = "", _ spec: JSONValue,
    status: JSONValue = .null
  ) {
    guard let known = ResourceKind.networkKinds.first(where: { $0.kind == kind }) else { return }
    add(
      known,
      [
        "metadata": [
          "name": .string(name),
          "namespace": namespace.isEmpty ? .null : .string(namespace),
        ], "spec": spec, "status": status,
      ])
  }

  /// Replaces node `node-N`.
  mutating func node(
    _ number: Int, ranges: [String] = [], address: String = "", provider: String = "",
    reason: String = "", isSetUp: Bool = true, annotations: [String: String] = [:]
  ) {
    add(
      .node,
      [
        "metadata": ["name": .string("node-\(number)"), "annotations": JSONValue(annotations)],
        "spec": [
          "podCIDRs": .array(ranges.map { .string($0) }), "providerID": .string(provider),
        ],
        "status": [
          "addresses": [["type": "InternalIP", "address": .string(address)]],
          "conditions": [
            ["type": "Ready", "status": "True"],
            [
              "type": "NetworkUnavailable", "status": isSetUp ? "False" : "True",
              "reason": .string(reason),
            ],
          ],
        ],
      ])
  }

  /// Adds a Service of type LoadBalancer.
  mutating func balancer(
    _ name: String, annotations: [String: String] = [:], _ spec: JSONValue = .object([:]),
    addresses: [JSONValue] = [], conditions: JSONValue = .null
  ) {
    var own = spec
    own["type"] = "LoadBalancer"
    own["ports"] = [["port": 80]]
    add(
      .service,
      [
        "metadata": [
          "name": .string(name), "namespace": "shop", "annotations": JSONValue(annotations),
        ],
        "spec": own,
        "status": ["loadBalancer": ["ingress": .array(addresses)], "conditions": conditions],
      ])
  }

  /// Adds an event about a Service of namespace `shop`.
  mutating func event(
    _ service: String, _ reason: String, _ message: String, type: String = "Warning",
    at time: String = "2026-11-28T12:00:00Z"
  ) {
    add(
      .event,
      [
        "metadata": ["name": .string("\(service).\(reason)"), "namespace": "shop"],
        "involvedObject": ["kind": "Service", "namespace": "shop", "name": .string(service)],
        "type": .string(type), "reason": .string(reason), "message": .string(message),
        "lastTimestamp": .string(time),
      ])
  }
}
