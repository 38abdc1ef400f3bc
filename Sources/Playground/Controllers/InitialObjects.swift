package import Topology

/// The objects that a playground has before any manifest is loaded.
package enum InitialObjects {
  /// The names of the nodes and their zones, in order.
  package static let nodes = [
    (name: "node-1", zone: "zone-a"), (name: "node-2", zone: "zone-b"),
    (name: "node-3", zone: "zone-c"),
  ]

  /// The nodes and the ingress class.
  package static func objects(_ plan: AddressPlan, now: String) -> [(ResourceKind, JSONValue)] {
    nodes.enumerated().map { index, node in
      (.node, self.node(node.name, zone: node.zone, address: plan.node(index + 1), now: now))
    } + [(.ingressClass, ingressClass)]
  }

  private static var ingressClass: JSONValue {
    [
      "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass",
      "metadata": [
        "name": "nginx",
        "annotations": ["ingressclass.kubernetes.io/is-default-class": "true"],
      ],
      "spec": ["controller": .string(AddressRules.ingressController)],
    ]
  }

  private static func node(
    _ name: String, zone: String, address: String, now: String
  ) -> JSONValue {
    let capacity: JSONValue = ["cpu": "64", "memory": "256Gi", "pods": "254"]
    return [
      "apiVersion": "v1", "kind": "Node",
      "metadata": [
        "name": .string(name),
        "labels": [
          "kubernetes.io/hostname": .string(name), "kubernetes.io/os": "linux",
          "topology.kubernetes.io/region": "loopback", "topology.kubernetes.io/zone": .string(zone),
        ],
      ],
      "spec": [:],
      "status": [
        "capacity": capacity, "allocatable": capacity,
        "addresses": [
          ["type": "InternalIP", "address": .string(address)],
          ["type": "Hostname", "address": .string(name)],
        ],
        "conditions": Conditions.merged(
          .null, [Condition("Ready", true, reason: "KubeletReady", message: "ready")], now: now),
        "nodeInfo": [
          "kubeletVersion": "v1.31.0", "operatingSystem": "linux", "architecture": "amd64",
          "osImage": "Sluice playground", "kernelVersion": "loopback",
          "containerRuntimeVersion": "sluice://1", "kubeProxyVersion": "", "machineID": "",
          "systemUUID": "", "bootID": "",
        ],
      ],
    ]
  }
}
