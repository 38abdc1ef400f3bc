import Diagnosis
import Routing
import TestSupport
import Topology

extension SmallCluster {
  /// The agent of a network plugin.
  fileprivate mutating func plugin(_ name: String, _ image: String) {
    add(
      .daemonSet,
      [
        "metadata": [
          "name": .string(name), "namespace": "kube-system", "labels": ["k8s-app": .string(name)],
        ],
        "spec": [
          "template": ["spec": ["containers": [["name": "agent", "image": .string(image)]]]]
        ],
      ])
  }

  /// An object of a system of policies: `kind namespace/name`.
  fileprivate mutating func policy(of object: String, _ spec: JSONValue) {
    let words = object.split(separator: " ").map(String.init)
    let name = words[1].split(separator: "/").map(String.init)
    guard let kind = PolicySystems.kinds.first(where: { $0.kind == words[0] }) else { return }
    add(
      kind,
      [
        "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind),
        "metadata": [
          "name": .string(name[name.count - 1]),
          "namespace": name.count == 2 ? .string(name[0]) : .null,
        ], "spec": spec,
      ])
  }
}

extension TraceCase {
  private static let web: JSONValue = ["matchLabels": ["app": "web"]]
  private static let clients: JSONValue = ["matchLabels": ["app": "client"]]
  private static let line = "http://web/items --from pod/client-1"

  private static func calico(
    _ cluster: inout SmallCluster, _ action: JSONValue,
    plugin: (String, String)? = ("calico-node", "calico/node:v3.28.1")
  ) {
    cluster.clients()
    if let plugin { cluster.plugin(plugin.0, plugin.1) }
    cluster.policy(
      of: "GlobalNetworkPolicy p",
      ["selector": "app == 'web'", "order": 1, "ingress": [["action": action]]])
  }

  private static func cilium(_ cluster: inout SmallCluster, _ method: JSONValue) {
    cluster.clients()
    cluster.plugin("cilium", "cilium/cilium:v1.16.0")
    cluster.policy(
      of: "CiliumNetworkPolicy shop/p",
      [
        "endpointSelector": web,
        "ingress": [
          [
            "fromEndpoints": [clients],
            "toPorts": [
              ["ports": [["port": "8080"]], "rules": ["http": [["method": method]]]]
            ],
          ]
        ],
      ])
  }

  private static func mesh(_ cluster: inout SmallCluster, _ object: String, _ spec: JSONValue) {
    cluster.clients()
    cluster.add(
      .namespace(Metadata(name: "shop", labels: ["istio-injection": "enabled"])))
    cluster.policy(of: object, spec)
  }

  private static func admin(_ cluster: inout SmallCluster, _ action: JSONValue) {
    cluster.clients()
    cluster.plugin("calico-node", "calico/node:v3.29.0")
    cluster.policy(
      of: "AdminNetworkPolicy p",
      [
        "priority": 1, "subject": ["namespaces": [:]],
        "ingress": [["action": action, "from": [["namespaces": [:]]]]],
      ])
  }

  static let systems = [
    TraceCase(
      "Calico denies", line, .fault, at: .policy, root: "netpol-blocks-ingress"
    ) { calico(&$0, "Deny") },
    TraceCase("Calico allows", line, .ok) { calico(&$0, "Allow") },
    TraceCase("another plugin lets through what Calico would deny", line, .ok) {
      calico(&$0, "Deny", plugin: ("cilium", "cilium/cilium:v1.16.0"))
    },
    TraceCase("nobody knows whether Calico runs", line, .unknown, at: .policy) {
      calico(&$0, "Deny", plugin: nil)
    },
    TraceCase(
      "policies that may not be read", line, .unknown, at: .policy,
      unreadable: ["CiliumNetworkPolicy"]
    ) { $0.clients() },
    TraceCase(
      "Cilium refuses a request", line, .fault, at: .policy, status: 403,
      root: "netpol-blocks-ingress"
    ) { cilium(&$0, "POST") },
    TraceCase("Cilium lets a request through", line, .ok) { cilium(&$0, "GET") },
    TraceCase(
      "the administrators deny", line, .fault, at: .policy, root: "admin-policy-blocks"
    ) { admin(&$0, "Deny") },
    TraceCase("the administrators allow", line, .ok) { admin(&$0, "Allow") },
    TraceCase(
      "the mesh denies a path", line, .fault, at: .policy, status: 403, root: "authz-policy-denies"
    ) {
      mesh(
        &$0, "AuthorizationPolicy shop/p",
        ["action": "DENY", "rules": [["to": [["operation": ["paths": ["/items"]]]]]]])
    },
    TraceCase("the mesh denies another path", line, .ok) {
      mesh(
        &$0, "AuthorizationPolicy shop/p",
        ["action": "DENY", "rules": [["to": [["operation": ["paths": ["/admin"]]]]]]])
    },
    TraceCase(
      "plain text from outside of the mesh", "http://web.shop/ --from pod/ops/probe", .fault,
      at: .policy, root: "mtls-mode-mismatch"
    ) { mesh(&$0, "PeerAuthentication shop/p", ["mtls": ["mode": "STRICT"]]) },
    TraceCase("a client in the mesh", line, .ok) {
      mesh(&$0, "PeerAuthentication shop/p", ["mtls": ["mode": "STRICT"]])
    },
  ]
}
