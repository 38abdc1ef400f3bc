import TestSupport
import Topology

extension FaultFixture {
  private static func calico(_ ports: JSONValue, _ cluster: inout SmallCluster) {
    cluster.add(
      ResourceKind(
        group: "projectcalico.org", version: "v3", kind: "NetworkPolicy", plural: "networkpolicies"),
      [
        "apiVersion": "projectcalico.org/v3", "kind": "NetworkPolicy",
        "metadata": ["name": "p", "namespace": "shop"],
        "spec": [
          "selector": "app == 'web'",
          "ingress": [
            ["action": "Allow", "protocol": "TCP", "destination": ["ports": ports]]
          ],
        ],
      ])
  }

  private static func cilium(_ entity: JSONValue, _ cluster: inout SmallCluster) {
    cluster.add(
      ResourceKind(
        group: "cilium.io", version: "v2", kind: "CiliumNetworkPolicy",
        plural: "ciliumnetworkpolicies"),
      [
        "apiVersion": "cilium.io/v2", "kind": "CiliumNetworkPolicy",
        "metadata": ["name": "p", "namespace": "shop"],
        "spec": [
          "endpointSelector": ["matchLabels": ["app": "web"]],
          "ingress": [["fromEntities": [entity]]],
        ],
      ])
  }

  static let pluginPolicies: [FaultFixture] = [
    FaultFixture("calico-policy-invalid", "networkpolicy.projectcalico.org/shop/p") {
      shop(&$0)
      calico(["90:80"], &$0)
    } sound: {
      shop(&$0)
      calico(["80:90"], &$0)
    },
    FaultFixture("cilium-policy-invalid", "ciliumnetworkpolicy/shop/p") {
      shop(&$0)
      cilium("moon", &$0)
    } sound: {
      shop(&$0)
      cilium("cluster", &$0)
    },
  ]
}
