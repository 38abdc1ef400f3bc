import Language
import Panes
import Screen
import State
import Testing
import Topology

/// The screen of the network.
@Suite struct NetworkPictureTests {
  /// Calico with an agent that is not ready, a pool, a peer, and a load balancer that waits.
  private static let resources: [Resource] = [
    agent, pool, peer, waiting, settings,
    Resource(
      [
        "metadata": ["name": "node-1"], "spec": ["podCIDRs": ["10.60.1.0/24"]],
        "status": ["addresses": [["type": "InternalIP", "address": "192.0.2.11"]]],
      ], kind: .node),
  ]

  private static let agent = Resource(
    [
      "metadata": ["name": "calico-node", "namespace": "kube-system"],
      "spec": [
        "template": [
          "spec": [
            "containers": [
              [
                "name": "calico-node", "image": "docker.io/calico/node:v3.28.1",
                "env": [["name": "CALICO_NETWORKING_BACKEND", "value": "bird"]],
              ]
            ]
          ]
        ]
      ], "status": ["desiredNumberScheduled": 3, "numberReady": 2],
    ], kind: .daemonSet)

  private static let pool = object(
    "IPPool", "pods-a", ["cidr": "10.60.0.0/16", "ipipMode": "CrossSubnet", "natOutgoing": true])

  private static let peer = object(
    "BGPPeer", "rack-1-tor", ["peerIP": "192.0.2.1", "asNumber": 64_601])

  private static let settings = Resource(
    [
      "metadata": ["name": "kubeadm-config", "namespace": "kube-system"],
      "data": ["ClusterConfiguration": "networking:\n  serviceSubnet: 10.96.0.0/12\n"],
    ], kind: .configMap)

  private static let waiting = Resource(
    [
      "metadata": ["name": "edge", "namespace": "shop"],
      "spec": [
        "type": "LoadBalancer", "loadBalancerClass": "service.k8s.aws/nlb",
        "ports": [["port": 443]],
      ],
    ], kind: .service)

  private static func object(_ kind: String, _ name: String, _ spec: JSONValue) -> Resource {
    let known = ResourceKind.networkKinds.first { $0.kind == kind } ?? .configMap
    return Resource(["metadata": ["name": .string(name)], "spec": spec], kind: known)
  }

  private func demo(_ columns: Int = 80, _ rows: Int = 24, _ glyphs: Glyphs = .unicode) -> DemoState
  {
    var demo = DemoState(.flow, columns: columns, rows: rows, glyphs: glyphs)
    demo.send(.resources(Self.resources.map { .applied($0) }))
    demo.press(.character("9"))
    return demo
  }

  private func rows(_ demo: DemoState) -> [Substring] {
    demo.picture.split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test func `the network screen at 80x24`() {
    #expect(
      demo().picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2 Services  3 Routes  4 Backends  5 Trace  6 Traffic  9·Network
         filter: (none)          sort: part ▲           1 more column: →   15 of 15 rows
          ST  PART      NAME              VALUE                                       ›
        ► ×   conflict  agents not ready  2 of 3 agents of Calico are ready, …
          ×   plugin    Calico            v3.28.1 2/3 ready
          •   fact      encapsulation     IPinIP across subnets
          •   fact      routing           BGP
          ?   fact      MTU               unknown
          ?   fact      Service proxy     unknown
          •   fact      AS                64512, full mesh
          •   fact      pod ranges        10.60.0.0/16
          •   fact      Service ranges    10.96.0.0/12
          ×   balancer  shop/edge         pending
        ┌─ conflict agents not ready ───────────────────────────────── d:close detail ─┐
        │ 2 of 3 agents of Calico are ready, so that pods on the other nodes may have  │
        │ no network.                                                                  │
        │ objects          daemonset/kube-system/calico-node                           │
        │ fault            workload-unavailable                                        │
        │                                                                              │
        │                                                                              │
        └──────────────────────────────────────────────────────────────────────────────┘
        × agents not ready: 2 of 3 agents of Calico are ready, so that pods on the other
        ?:help  ↑↓:move  enter:open  /:filter  t:trace  y:copy  p:pause
        """)
  }

  @Test func `conflicts come first, and the detail says all of the selected one`() throws {
    let rows = rows(demo())
    #expect(rows[1].contains("9·Network"))
    let first = try #require(rows.first { $0.contains("►") })
    #expect(first.contains("conflict") && first.contains("agents not ready"))
    let text = rows.joined(separator: "\n")
    #expect(text.contains("2 of 3 agents of Calico are ready"))
    #expect(text.contains("daemonset/kube-system/calico-node"))
    #expect(text.contains("workload-unavailable"))
  }

  @Test(arguments: [(80, 24), (200, 60)])
  func `every part has a line`(_ columns: Int, _ height: Int) {
    var demo = demo(columns, height)
    demo.press(.character("d"))
    let text = demo.picture
    for part in ["conflict", "plugin", "fact", "balancer"] { #expect(text.contains(part)) }
    #expect(text.contains("IPinIP across subnets"))
    #expect(text.contains("10.96.0.0/12"))
    #expect(text.contains("pending"))
    guard columns == 200 else { return }
    for word in ["pods-a", "rack-1-tor", "192.0.2.1 AS 64601", "10.60.1.0/24", "ippool/pods-a"] {
      #expect(text.contains(word), "\(word)")
    }
  }

  @Test func `French says it in French`() {
    Language.$current.withValue(.french) {
      let text = demo().picture
      #expect(text.contains("agents pas prêts"))
      #expect(text.contains("9·Réseau"))
    }
  }

  @Test func `enter on a load balancer opens its Service`() {
    var demo = demo()
    demo.type("/edge")
    demo.press(.enter)
    #expect(demo.intents(.enter) == [.showBackends(of: NamespacedName("shop", "edge"))])
  }
}
