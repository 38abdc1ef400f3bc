import Diagnosis
import Language
import TestSupport
import Testing
import Topology

/// What does not fit together in a network, and what looks like it and does.
@Suite struct NetworkConflictTests {
  private func kinds(_ build: (inout SmallCluster) -> Void) -> [NetworkConflict.Kind] {
    conflicts(build).map(\.kind)
  }

  private func conflicts(_ build: (inout SmallCluster) -> Void) -> [NetworkConflict] {
    var cluster = SmallCluster()
    build(&cluster)
    return ClusterNetwork(cluster.inventory).conflicts
  }

  private static func calico(_ cluster: inout SmallCluster, backend: String = "bird") {
    cluster.agent(
      "calico-node", image: "calico/node:v3.28.1", ["CALICO_NETWORKING_BACKEND": backend])
  }

  private static func flannel(_ cluster: inout SmallCluster) {
    cluster.agent("kube-flannel-ds", in: "kube-flannel", image: "flannel/flannel:v0.25.1")
  }

  @Test func `two plugins that both give addresses, and one that does policies only`() {
    #expect(
      kinds {
        Self.calico(&$0)
        Self.flannel(&$0)
      } == [.twoPlugins])
    #expect(
      kinds {
        Self.calico(&$0, backend: "none")
        Self.flannel(&$0)
      } == [])
    #expect(
      kinds {
        $0.agent("cilium", label: "k8s-app=cilium", image: "cilium/cilium:v1.16.0")
        $0.settings("cilium-config", ["cni-chaining-mode": "aws-cni", "routing-mode": "native"])
        $0.agent("aws-node", image: "amazon-k8s-cni:v1.18.0")
      } == [])
  }

  @Test func `a proxy that is replaced, running or told to run nowhere`() {
    func cluster(_ wanted: Int) -> [NetworkConflict.Kind] {
      kinds {
        $0.agent("cilium", label: "k8s-app=cilium", image: "cilium/cilium:v1.16.0")
        $0.settings("cilium-config", ["kube-proxy-replacement": "true"])
        $0.agent(
          "kube-proxy", label: "k8s-app=kube-proxy", image: "kube-proxy", ready: wanted,
          wanted: wanted)
      }
    }
    #expect(cluster(3) == [.twoProxies])
    #expect(cluster(0) == [])
  }

  @Test func `ranges of nodes that overlap name both nodes`() throws {
    let found = conflicts {
      $0.node(1, ranges: ["10.244.0.0/23"])
      $0.node(2, ranges: ["10.244.1.0/24"])
      $0.node(3, ranges: ["10.244.2.0/24"])
    }
    #expect(found.map(\.kind) == [.nodeRangesOverlap])
    #expect(found.first?.objects.map(\.description) == ["node/node-1", "node/node-2"])
    #expect(
      found.first?.says.english
        == "Nodes node-1 and node-2 have pods in the same range: 10.244.0.0/23 and 10.244.1.0/24.")
    #expect(
      kinds {
        $0.node(1, ranges: ["10.244.0.0/24", "fd00:1::/64"])
        $0.node(2, ranges: ["10.244.1.0/24", "fd00:2::/64"])
      } == [])
  }

  @Test func `ranges that no pod uses do not overlap`() {
    #expect(
      kinds {
        Self.calico(&$0)
        $0.network("IPPool", "pods", ["cidr": "10.60.0.0/16", "ipipMode": "Always"])
        $0.node(1, ranges: ["10.244.0.0/24"])
        $0.node(2, ranges: ["10.244.0.0/24"])
      } == [])
  }

  @Test func `pools that overlap, and one that is switched off`() {
    func pools(_ isDisabled: Bool) -> [NetworkConflict.Kind] {
      kinds {
        Self.calico(&$0)
        $0.network("IPPool", "a", ["cidr": "10.60.0.0/16", "ipipMode": "Always"])
        $0.network(
          "IPPool", "b",
          ["cidr": "10.60.128.0/17", "ipipMode": "Always", "disabled": .bool(isDisabled)])
      }
    }
    #expect(pools(false) == [.poolsOverlap])
    #expect(pools(true) == [])
  }

  @Test func `pods and Services in one range, and nodes inside of it`() {
    func cluster(_ pods: String, node: String) -> [NetworkConflict.Kind] {
      kinds {
        $0.network("ServiceCIDR", "kubernetes", ["cidrs": ["10.96.0.0/12"]])
        $0.settings("kube-proxy", ["config.conf": "clusterCIDR: \(pods)"])
        $0.node(1, address: node)
      }
    }
    #expect(cluster("10.100.0.0/16", node: "192.0.2.1") == [.podsOverlapServices])
    #expect(cluster("10.244.0.0/16", node: "10.244.9.9") == [.nodeInsideRange])
    #expect(cluster("10.244.0.0/16", node: "192.0.2.1") == [])
  }

  @Test func `policies that nobody enforces`() {
    let policy: JSONValue = ["podSelector": [:]]
    func kinds(_ kind: String, _ build: (inout SmallCluster) -> Void) -> [String?] {
      conflicts {
        build(&$0)
        if kind == "NetworkPolicy" {
          $0.policy("p", policy)
        } else {
          $0.network(kind, "p", in: kind == "CiliumNetworkPolicy" ? "shop" : "", policy)
        }
      }.filter { $0.kind == .policyNotEnforced }.map { $0.fault ?? "-" }
    }
    #expect(kinds("NetworkPolicy", Self.flannel) == ["netpol-not-enforced"])
    #expect(kinds("NetworkPolicy") { Self.calico(&$0) } == [])
    #expect(kinds("CiliumNetworkPolicy") { Self.calico(&$0) } == ["-"])
    #expect(kinds("AdminNetworkPolicy") { Self.calico(&$0) } == ["-"])
    #expect(kinds("GlobalNetworkPolicy", Self.flannel) == ["-"])
    #expect(kinds("CiliumNetworkPolicy") { _ in } == [])
    #expect(
      kinds("AdminNetworkPolicy") {
        $0.agent("calico-node", image: "calico/node:v3.29.0")
      } == [])
    #expect(
      kinds("NetworkPolicy") {
        Self.flannel(&$0)
        $0.daemonSet("kube-network-policies", in: "kube-system")
      } == [])
  }

  @Test func `Calico without routes`() {
    func mesh(_ isOn: Bool, peer: Bool) -> [NetworkConflict.Kind] {
      kinds {
        Self.calico(&$0)
        $0.network("BGPConfiguration", "default", ["nodeToNodeMeshEnabled": .bool(isOn)])
        if peer { $0.network("BGPPeer", "tor", ["peerIP": "192.0.2.1", "asNumber": 64_601]) }
      }
    }
    #expect(mesh(false, peer: false) == [.noRoutes])
    #expect(mesh(false, peer: true) == [])
    #expect(mesh(true, peer: false) == [])
    #expect(
      kinds {
        Self.calico(&$0, backend: "vxlan")
        $0.network("IPPool", "a", ["cidr": "10.60.0.0/16", "ipipMode": "Always"])
      } == [.noRoutes])
  }

  @Test func `nodes without network and nodes that get no addresses`() {
    #expect(kinds { $0.node(2, isSetUp: false) } == [.nodeWithoutNetwork])
    let found = conflicts {
      $0.network(
        "CiliumNode", "node-1", [:],
        status: ["ipam": ["operator-status": ["error": "pool is \u{1B}[31mempty"]]])
    }
    #expect(found.map(\.kind) == [.addressingFails])
    #expect(
      found.first?.says.english
        == "Cilium cannot give node node-1 addresses for pods: pool is ·[31mempty.")
  }

  @Test func `addresses that Weave keeps for nodes that are gone`() {
    func peers(_ name: String) -> [NetworkConflict.Kind] {
      kinds {
        $0.settings(
          "weave-net",
          annotations: [
            "kube-peers.weave.works/peers":
              #"{"Peers":[{"PeerName":"aa","NodeName":"node-1"},{"PeerName":"bb","NodeName":"\#(name)"}]}"#
          ])
      }
    }
    #expect(peers("node-9") == [.goneNodes])
    #expect(peers("node-2") == [])
  }

  @Test func `fields of a wrong type, missing or huge are unknown and stop nothing`() {
    let rubbish: [JSONValue] = [
      .null, .object([:]), .array([]), "x", 7, true, .array([.null, 7, "x", .array([])]),
      .string(String(repeating: "9", count: 10_000)),
    ]
    let fields = [
      "cidr", "ipipMode", "asNumber", "peerIP", "bgpInstances", "virtualRouters", "ipam", "blocks",
      "addresses", "cidrs", "nodeSelector", "allowedUses", "bpfEnabled", "ipipMTU",
      "nodeToNodeMeshEnabled",
    ]
    for value in rubbish {
      var cluster = SmallCluster()
      Self.calico(&cluster)
      let spec = JSONValue.object(Dictionary(uniqueKeysWithValues: fields.map { ($0, value) }))
      for kind in ResourceKind.networkKinds {
        cluster.add(
          kind,
          [
            "metadata": ["name": "x", "namespace": kind.isNamespaced ? "shop" : .null],
            "spec": spec, "status": ["bgp": value, "ipam": value],
          ])
      }
      for name in ["cilium-config", "kube-proxy", "kubeadm-config", "weave-net", "calico-config"] {
        cluster.add(
          .configMap,
          ["metadata": ["name": .string(name), "namespace": "kube-system"], "data": value])
      }
      let network = ClusterNetwork(cluster.inventory)
      #expect(network.plugins.map(\.name) == ["Calico"])
      #expect(network.conflicts.allSatisfy { $0.kind != .nodeInsideRange })
    }
  }
}
