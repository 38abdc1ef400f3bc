import Language
import TestSupport
import Testing
import Topology

@testable import Diagnosis

/// A cluster with a network plugin, and what is known of it.
struct PluginCase: Sendable, CustomTestStringConvertible {
  let name: String
  var encapsulation: String?
  var routing: PodRouting?
  var largestPacket: Int?
  var replacesProxy: Bool?
  var enforces: [String] = ["NetworkPolicy"]
  var ranges: [String] = []
  var role = PluginRole.network
  let build: @Sendable (inout SmallCluster, _ ready: Int) -> Void

  var testDescription: String { name }
}

/// Every plugin of the registry is known by its objects, with what they say and no more.
@Suite struct NetworkPluginTests {
  private static let calicoPolicies = [
    "NetworkPolicy", "GlobalNetworkPolicy",
  ]

  static let cases: [PluginCase] = [
    PluginCase(
      name: "Calico", encapsulation: "ipip-across-subnets", routing: .bgp, largestPacket: 1480,
      replacesProxy: false, enforces: calicoPolicies, ranges: ["10.60.0.0/16"]
    ) { cluster, ready in
      cluster.agent(
        "calico-node", label: "k8s-app=calico-node", image: "docker.io/calico/node:v3.28.1",
        ready: ready, ["CALICO_NETWORKING_BACKEND": "?", "FELIX_IPINIPMTU": "?"])
      cluster.settings("calico-config", ["calico_backend": "bird", "veth_mtu": "0"])
      cluster.network(
        "IPPool", "pods",
        ["cidr": "10.60.0.0/16", "ipipMode": "CrossSubnet", "vxlanMode": "Never"])
      cluster.network("FelixConfiguration", "default", ["ipipMTU": 1480])
    },
    PluginCase(
      name: "Cilium", encapsulation: "vxlan", routing: .overlay, largestPacket: 1450,
      replacesProxy: true,
      enforces: ["NetworkPolicy", "CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"],
      ranges: ["10.0.0.0/8"]
    ) { cluster, ready in
      cluster.agent(
        "cilium", label: "k8s-app=cilium", image: "quay.io/cilium/cilium:v1.16.3@sha256:ab",
        ready: ready)
      cluster.settings(
        "cilium-config",
        [
          "routing-mode": "tunnel", "tunnel-protocol": "vxlan", "kube-proxy-replacement": "true",
          "ipam": "cluster-pool", "cluster-pool-ipv4-cidr": "10.0.0.0/8", "mtu": "1450",
        ])
    },
    PluginCase(
      name: "GKE Dataplane V2", encapsulation: "none", routing: .cloud, replacesProxy: true
    ) { cluster, ready in
      cluster.agent(
        "anetd", label: "k8s-app=cilium", image: "gke.gcr.io/cilium/cilium:v1.14.10", ready: ready)
    },
    PluginCase(
      name: "Weave Net", routing: .overlay, largestPacket: 1376, replacesProxy: false,
      ranges: ["10.32.0.0/12"]
    ) { cluster, ready in
      cluster.agent(
        "weave-net", label: "name=weave-net", image: "weaveworks/weave-kube:2.8.1", ready: ready,
        ["WEAVE_PASSWORD": "hunter2"])
    },
    PluginCase(
      name: "flannel", encapsulation: "vxlan", routing: .overlay, replacesProxy: false,
      enforces: [], ranges: ["10.244.0.0/16"]
    ) { cluster, ready in
      cluster.agent(
        "kube-flannel-ds", in: "kube-flannel", label: "app=flannel",
        image: "docker.io/flannel/flannel:v0.25.1", ready: ready)
      cluster.settings(
        "kube-flannel-cfg", in: "kube-flannel",
        [
          "net-conf.json":
            #"{ "Network": "10.244.0.0/16", "Backend": { "Type": "vxlan", "VNI": 1 } }"#
        ])
    },
    PluginCase(
      name: "kindnet", encapsulation: "none", routing: .nodeRoutes, replacesProxy: false,
      enforces: [], ranges: ["10.244.0.0/16"]
    ) { cluster, ready in
      cluster.agent(
        "kindnet", label: "app=kindnet", image: "docker.io/kindest/kindnetd:v20240202",
        ready: ready, ["POD_SUBNET": "10.244.0.0/16"])
    },
    PluginCase(
      name: "AWS VPC CNI", encapsulation: "none", routing: .cloud, largestPacket: 9001,
      replacesProxy: false
    ) { cluster, ready in
      cluster.agent(
        "aws-node", label: "k8s-app=aws-node",
        image: "602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni:v1.18.0", ready: ready,
        arguments: ["--enable-network-policy=true"], ["AWS_VPC_ENI_MTU": "9001"])
    },
    PluginCase(name: "Azure CNI", encapsulation: "none", routing: .cloud, enforces: []) {
      cluster, ready in
      cluster.agent(
        "azure-cns", label: "k8s-app=azure-cns",
        image: "mcr.microsoft.com/containernetworking/azure-cns:v1.5.0", ready: ready)
    },
    PluginCase(
      name: "kube-router", encapsulation: "ipip", routing: .bgp, replacesProxy: false
    ) { cluster, ready in
      cluster.agent(
        "kube-router", label: "k8s-app=kube-router", image: "docker.io/cloudnativelabs/kube-router",
        ready: ready,
        arguments: ["--run-router=true", "--run-service-proxy=false", "--overlay-type=full"])
    },
    PluginCase(
      name: "Antrea", encapsulation: "geneve-across-subnets", routing: .overlay,
      replacesProxy: false
    ) { cluster, ready in
      cluster.agent(
        "antrea-agent", label: "component=antrea-agent", image: "antrea/antrea-agent-ubuntu:v2.0",
        ready: ready)
      cluster.settings(
        "antrea-config",
        ["antrea-agent.conf": "# how\ntrafficEncapMode: hybrid\n#tunnelType: vxlan\n"])
    },
    PluginCase(
      name: "OVN-Kubernetes", encapsulation: "geneve", routing: .overlay, replacesProxy: true
    ) { cluster, ready in
      cluster.agent(
        "ovnkube-node", in: "openshift-ovn-kubernetes", label: "app=ovnkube-node",
        image: "quay.io/openshift/ovn-kube:latest", ready: ready)
    },
    PluginCase(name: "Kuryr", encapsulation: "none", routing: .cloud, enforces: []) {
      cluster, ready in
      cluster.agent(
        "kuryr-cni-ds", label: "app=kuryr-cni", image: "kuryr/cni:latest", ready: ready)
    },
  ]

  @Test(arguments: cases)
  func `a plugin is recognised, with what its objects say`(_ plugin: PluginCase) throws {
    var cluster = SmallCluster()
    plugin.build(&cluster, 3)
    let network = ClusterNetwork(cluster.inventory)
    #expect(network.plugins.map(\.name) == [plugin.name])
    let state = try #require(network.plugins.first)
    #expect(state.encapsulation?.word == plugin.encapsulation)
    #expect(state.routing == plugin.routing)
    #expect(state.largestPacket == plugin.largestPacket)
    #expect(state.replacesProxy == plugin.replacesProxy)
    #expect(state.enforces.map(\.kind) == plugin.enforces)
    #expect(state.ranges.map(\.range) == plugin.ranges)
    #expect(state.role == plugin.role)
    #expect(state.ready == 3)
    #expect(state.wanted == 3)
    #expect(state.evidence.first?.english == state.agent?.description)
    #expect(state.evidence.count >= 2)
    #expect(network.conflicts == [])
  }

  @Test(arguments: cases)
  func `agents that are not ready are a conflict`(_ plugin: PluginCase) throws {
    var cluster = SmallCluster()
    plugin.build(&cluster, 1)
    let network = ClusterNetwork(cluster.inventory)
    #expect(network.conflicts.map(\.kind) == [.agentsNotReady])
    let conflict = try #require(network.conflicts.first)
    #expect(conflict.objects == [network.plugins[0].agent])
    #expect(conflict.fault == "workload-unavailable")
    #expect(conflict.says.english.hasPrefix("1 of 3 agents of \(plugin.name) are ready"))
  }

  @Test func `every plugin of the registry has a case`() {
    #expect(Set(Self.cases.map(\.name)) == Set(NetworkPlugins.all.map(\.name)))
  }

  @Test func `another plugin takes one definition`() throws {
    struct MadeUp: NetworkPlugin {
      let name = "Mesh of cans"
      let marks = PluginMarks(agents: ["cans"], images: ["cans/string"])

      func describe(
        _ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView
      ) {
        state.encapsulation = Encapsulation(.udp)
        state.note("LENGTH", agent.variable("LENGTH"))
      }
    }
    var cluster = SmallCluster()
    cluster.agent("cans", image: "cans/string:v1", ["LENGTH": "5"])
    let view = NetworkView(cluster.inventory)
    let state = try #require(NetworkEvidence(MadeUp(), in: view).state)
    #expect(state.version == "v1")
    #expect(state.settings.map(\.value) == ["5"])
    #expect(NetworkEvidence(MadeUp(), in: NetworkView(SmallCluster().inventory)).state == nil)
  }

  @Test func `a name alone, an image of another path or a label alone is no plugin`() {
    var cluster = SmallCluster()
    cluster.agent("calico-node", in: "shop", image: "shop/calico-dashboard:v1")
    cluster.agent("watcher", label: "k8s-app=cilium", image: "shop/watcher")
    cluster.agent(
      "cilium-envoy", label: "k8s-app=cilium-envoy", image: "quay.io/cilium/cilium-envoy")
    #expect(ClusterNetwork(cluster.inventory).plugins == [])
  }

  @Test func `an agent in a private registry is known by its image`() throws {
    var cluster = SmallCluster()
    cluster.agent("net", in: "infra", image: "registry.local:5000/mirror/calico/node:v3.30.0")
    let state = try #require(ClusterNetwork(cluster.inventory).plugins.first)
    #expect(state.name == "Calico")
    #expect(state.version == "v3.30.0")
    #expect(state.role == .unknown)
    #expect(state.encapsulation == nil)
    #expect(state.largestPacket == nil)
  }

  @Test func `what nodes say counts only where no DaemonSet can be seen`() {
    var cluster = SmallCluster()
    cluster.node(1, reason: "CalicoIsUp")
    #expect(ClusterNetwork(cluster.inventory).plugins.map(\.name) == ["Calico"])
    cluster.agent("kindnet", label: "app=kindnet", image: "kindest/kindnetd:v1")
    #expect(ClusterNetwork(cluster.inventory).plugins.map(\.name) == ["kindnet"])
    let blind = ClusterNetwork(cluster.inventory, unreadable: ["DaemonSet", "IPPool"])
    #expect(blind.plugins.map(\.name) == ["kindnet", "Calico"])
    #expect(blind.plugins.last?.ready == nil)
    #expect(blind.unreadable == ["DaemonSet", "IPPool"])
  }

  @Test func `secrets of agents are not kept`() {
    var cluster = SmallCluster()
    cluster.agent(
      "weave-net", label: "name=weave-net", image: "weaveworks/weave-kube:2.8.1",
      arguments: ["--password=hunter2"], ["WEAVE_PASSWORD": "hunter2"])
    let workloads = cluster.inventory.topWorkloads { $0.kind == .daemonSet }
    #expect(!"\(workloads)".contains("hunter2"))
    #expect(workloads.first?.template.settings?.environment == ["WEAVE_PASSWORD": ""])
  }

  @Test func `Canal is two plugins that go together`() {
    var cluster = SmallCluster()
    cluster.agent(
      "canal", label: "k8s-app=canal", image: "docker.io/calico/node:v3.28.1",
      ["CLUSTER_TYPE": "k8s,canal"])
    cluster.settings("canal-config", ["net-conf.json": #"{"Network": "10.244.0.0/16"}"#])
    let network = ClusterNetwork(cluster.inventory)
    #expect(network.plugins.map(\.name) == ["flannel", "Calico"])
    #expect(network.plugins.map(\.role) == [.network, .chained])
    #expect(network.conflicts == [])
  }

  @Test func `kube-proxy and its mode`() {
    var cluster = SmallCluster()
    cluster.agent("kube-proxy", label: "k8s-app=kube-proxy", image: "k8s/kube-proxy", ready: 2)
    #expect(ClusterNetwork(cluster.inventory).proxy.name == "kube-proxy")
    #expect(ClusterNetwork(cluster.inventory).proxy.mode == nil)
    for (text, mode) in [
      ("mode: \"\"\nclusterCIDR: 10.1.0.0/16", "iptables"), ("mode: ipvs", "ipvs"),
    ] {
      cluster.settings("kube-proxy", ["config.conf": text])
      #expect(ClusterNetwork(cluster.inventory).proxy.mode == mode)
    }
    #expect(ClusterNetwork(SmallCluster().inventory).proxy.name == nil)
  }

  @Test func `ranges are those of the cluster, of kubeadm and of the plugins, each once`() {
    var cluster = SmallCluster()
    cluster.network("ServiceCIDR", "kubernetes", ["cidrs": ["10.96.0.0/12", "fd00::/108"]])
    cluster.settings(
      "kubeadm-config",
      [
        "ClusterConfiguration":
          "networking:\n  dnsDomain: cluster.local\n  podSubnet: 10.244.0.0/16\n"
          + "  serviceSubnet: 10.96.0.0/12\n"
      ])
    cluster.settings("kube-proxy", ["config.conf": "clusterCIDR: 10.244.0.0/16\nmode: ipvs"])
    let network = ClusterNetwork(cluster.inventory)
    #expect(network.serviceRanges.map(\.range) == ["10.96.0.0/12", "fd00::/108"])
    #expect(network.podRanges.map(\.range) == ["10.244.0.0/16"])
    #expect(ClusterNetwork(SmallCluster().inventory).serviceRanges == [])
  }

  @Test func `ranges of nodes: the plugin's own go before those of the cluster`() {
    var cluster = SmallCluster()
    cluster.node(1, ranges: ["10.244.1.0/24"])
    cluster.node(2, ranges: ["10.244.2.0/24"])
    cluster.network("CiliumNode", "node-1", ["ipam": ["podCIDRs": ["10.0.1.0/24"]]])
    cluster.node(
      3, annotations: ["k8s.ovn.org/node-subnets": #"{"default":["10.128.0.0/23"]}"#])
    let nodes = ClusterNetwork(cluster.inventory).nodes
    #expect(nodes.map(\.ranges) == [["10.0.1.0/24"], ["10.244.2.0/24"], ["10.128.0.0/23"]])
    // The annotation shows OVN-Kubernetes, which does not use the ranges of the cluster.
    #expect(nodes.map(\.isUsed) == [true, false, true])
  }

  @Test func `BGP peers with their numbers and sessions`() throws {
    var cluster = SmallCluster()
    cluster.agent(
      "calico-node", image: "calico/node:v3.28.1", ["CALICO_NETWORKING_BACKEND": "bird"])
    cluster.network(
      "BGPConfiguration", "default", ["asNumber": 64_600, "nodeToNodeMeshEnabled": false])
    cluster.network(
      "BGPPeer", "tor",
      ["peerIP": "192.0.2.1:1790", "asNumber": 64_601, "nodeSelector": "rack == '1'"])
    cluster.network(
      "CalicoNodeStatus", "n1", [:],
      status: [
        "bgp": [
          "peersV4": [
            ["peerIP": "192.0.2.1", "state": "Established"],
            ["peerIP": "192.0.2.9", "state": "Idle"],
          ]
        ]
      ])
    cluster.network(
      "CiliumBGPClusterConfig", "rack",
      [
        "nodeSelector": ["matchLabels": ["rack": "r1"]],
        "bgpInstances": [
          [
            "localASN": 64_700,
            "peers": [["name": "t", "peerASN": 64_701, "peerAddress": "192.0.2.2"]],
          ]
        ],
      ])
    let network = ClusterNetwork(cluster.inventory)
    #expect(network.plugins.first?.systemNumber == 64_600)
    #expect(network.plugins.first?.isMesh == false)
    #expect(network.peers.map(\.address) == ["192.0.2.1:1790", "192.0.2.2"])
    #expect(network.peers.map(\.systemNumber) == [64_601, 64_701])
    #expect(network.peers.map(\.ownNumber) == [nil, 64_700])
    #expect(network.peers.map(\.nodes) == ["rack == '1'", "rack=r1"])
    #expect(network.peers.map(\.sessions) == [1, nil])
    #expect(network.peers.map(\.established) == [1, nil])
    #expect(network.conflicts == [])
  }
}
