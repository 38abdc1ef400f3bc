import Diagnosis
import Language
import Reporting
import TestSupport
import Testing
import Topology

/// Which provider a Service's load balancer is of, and why it waits.
@Suite struct LoadBalancerStateTests {
  private func balancer(
    unreadable: Set<String> = [], _ build: (inout SmallCluster) -> Void
  ) throws -> LoadBalancerState {
    var cluster = SmallCluster()
    build(&cluster)
    let network = ClusterNetwork(cluster.inventory, unreadable: unreadable)
    return try #require(network.balancers.first)
  }

  @Test(arguments: [
    ("web-12ab.eu-west-1.elb.amazonaws.com", "AWS Classic Load Balancer", "internet-facing"),
    ("internal-web-12ab.eu-west-1.elb.amazonaws.com", "AWS Classic Load Balancer", "internal"),
    ("web-12ab.elb.eu-west-1.amazonaws.com", "AWS Network Load Balancer", "-"),
    ("192.0.2.7.nip.io", "OpenStack Octavia", "-"),
    ("web.example.com", "-", "-"),
  ])
  func `a host name shows the provider`(_ host: String, _ provider: String, _ scheme: String) throws
  {
    let found = try balancer { $0.balancer("web", addresses: [["hostname": .string(host)]]) }
    #expect(found.provider ?? "-" == provider)
    #expect(found.scheme?.rawValue ?? "-" == scheme)
    #expect(found.pending == [])
  }

  @Test(arguments: [
    ("aws:///eu-west-1a/i-1", "AWS"), ("gce://p/z/vm", "Google Cloud"),
    ("azure:///subscriptions/1", "Azure"), ("openstack:///11", "OpenStack Octavia"),
  ])
  func `a cloud is known by its nodes`(_ id: String, _ provider: String) throws {
    let found = try balancer {
      $0.node(1, provider: id)
      $0.balancer("web", addresses: [["ip": "192.0.2.7"]])
    }
    #expect(found.provider == provider)
    #expect(found.evidence?.english.hasPrefix("the provider ID of nodes") == true)
    // Default controllers leave a Service with a class alone.
    let other = try balancer {
      $0.node(1, provider: id)
      $0.balancer("web", ["loadBalancerClass": "example.com/vip"])
    }
    #expect(other.provider == nil)
    #expect(other.pending.first?.english.hasPrefix("Its class example.com/vip is none") == true)
  }

  @Test func `annotations of AWS in words`() throws {
    let prefix = "service.beta.kubernetes.io/aws-load-balancer-"
    let found = try balancer {
      $0.balancer(
        "web",
        annotations: [
          prefix + "scheme": "internet-facing", prefix + "nlb-target-type": "ip",
          prefix + "proxy-protocol": "*", prefix + "new-thing": "x\u{1B}[2J",
        ],
        [
          "loadBalancerClass": "service.k8s.aws/nlb", "externalTrafficPolicy": "Local",
          "healthCheckNodePort": 31_000, "loadBalancerSourceRanges": ["203.0.113.0/24"],
        ], addresses: [["hostname": "a.elb.eu-west-1.amazonaws.com"]])
    }
    #expect(found.provider == "AWS Network Load Balancer")
    #expect(found.evidence?.english == "its class service.k8s.aws/nlb")
    #expect(found.scheme == .internetFacing)
    #expect(found.trafficPolicy == .local)
    #expect(found.healthCheckNodePort == 31_000)
    #expect(found.sourceRanges == ["203.0.113.0/24"])
    #expect(
      found.settings.map(\.says.english) == [
        "\(prefix)new-thing: x·[2J", "it leads to pods directly",
        "it sends the PROXY protocol to its targets", "its scheme is internet-facing",
      ])
  }

  @Test func `what is internal by an annotation of each cloud`() throws {
    for (name, value) in [
      ("service.beta.kubernetes.io/aws-load-balancer-internal", "true"),
      ("networking.gke.io/load-balancer-type", "Internal"),
      ("service.beta.kubernetes.io/azure-load-balancer-internal", "true"),
      ("service.beta.kubernetes.io/openstack-internal-load-balancer", "true"),
    ] {
      let found = try balancer {
        $0.balancer("web", annotations: [name: value], addresses: [["ip": "192.0.2.7"]])
      }
      #expect(found.scheme == .internal, "\(name)")
      #expect(found.provider != nil)
    }
    let plain = try balancer { $0.balancer("web", addresses: [["ip": "10.1.2.3"]]) }
    #expect(plain.scheme == .internal)
    #expect(plain.provider == nil)
  }

  @Test func `a warning of its controller says why it waits`() throws {
    let found = try balancer {
      $0.node(1, provider: "aws:///a/i-1")
      $0.balancer("web")
      $0.event("web", "SyncLoadBalancerFailed", "old", at: "2026-11-28T11:00:00Z")
      $0.event("web", "FailedBuildModel", "no subnet is tagged\u{202E}")
      $0.event("other", "SyncLoadBalancerFailed", "another Service")
    }
    #expect(found.isPending)
    #expect(found.pending.map(\.english) == ["FailedBuildModel: no subnet is tagged·"])
  }

  @Test func `nobody gives it an address`() throws {
    let bare = try balancer {
      $0.balancer("web")
    }
    #expect(
      bare.pending.map(\.english) == [
        "No cloud and no controller of load balancers is recognised in this cluster."
      ])
    let cloud = try balancer {
      $0.node(1, provider: "gce://p/z/vm")
      $0.balancer("web")
    }
    #expect(cloud.pending.map(\.english) == ["Nothing that is known here says why."])
  }

  @Test func `the controller of a class does not run`() throws {
    func aws(_ hasController: Bool) throws -> [String] {
      try balancer {
        $0.agent("kindnet", label: "app=kindnet", image: "kindest/kindnetd")
        $0.balancer("web", ["loadBalancerClass": "service.k8s.aws/nlb"])
        guard hasController else { return }
        $0.add(
          .workload(
            Workload(
              metadata: Metadata(name: "aws-load-balancer-controller", namespace: "kube-system"),
              kind: .deployment)))
      }.pending.map(\.english)
    }
    #expect(
      try aws(false) == [
        "The AWS Load Balancer Controller, which serves its class, does not run here."
      ])
    #expect(try aws(true) == ["Nothing that is known here says why."])
  }

  @Test func `MetalLB without pool, with another pool, with pools for some only`() throws {
    func pending(
      _ annotations: [String: String] = [:], _ spec: JSONValue = .object([:]),
      pool: JSONValue? = nil
    ) throws -> [String] {
      let found = try balancer {
        $0.agent("speaker", in: "metallb-system", image: "quay.io/metallb/speaker:v0.14.5")
        $0.balancer("web", annotations: annotations, spec)
        if let pool { $0.network("IPAddressPool", "lan", in: "metallb-system", pool) }
      }
      #expect(found.provider == "MetalLB")
      return found.pending.map(\.english)
    }
    let pool: JSONValue = ["addresses": ["192.0.2.100-192.0.2.120"]]
    #expect(try pending() == ["MetalLB has no IPAddressPool to take an address from."])
    #expect(
      try pending(["metallb.io/address-pool": "wan"], pool: pool) == [
        "It asks for the pool wan, which does not exist."
      ])
    #expect(
      try pending(pool: ["addresses": ["192.0.2.0/24"], "autoAssign": false]) == [
        "All pools of MetalLB are kept for Services that ask for them by name."
      ])
    #expect(
      try pending(
        ["metallb.io/loadBalancerIPs": "192.0.2.1"], ["loadBalancerIP": "192.0.2.2"], pool: pool
      ).count == 1)
    #expect(try pending(pool: pool) == ["Nothing that is known here says why."])
  }

  @Test func `an address of MetalLB that nobody announces`() throws {
    func remarks(_ advertised: String?) throws -> Int {
      try balancer {
        $0.agent("speaker", in: "metallb-system", image: "quay.io/metallb/speaker:v0.14.5")
        $0.network("IPAddressPool", "lan", in: "metallb-system", ["addresses": ["192.0.2.0/24"]])
        $0.balancer(
          "web", annotations: ["metallb.io/ip-allocated-from-pool": "lan"],
          addresses: [["ip": "192.0.2.1"]])
        guard let advertised else { return }
        $0.network(
          "L2Advertisement", "l2", in: "metallb-system",
          ["ipAddressPools": advertised.isEmpty ? .array([]) : [.string(advertised)]])
      }.remarks.count
    }
    #expect(try remarks(nil) == 1)
    #expect(try remarks("wan") == 1)
    #expect(try remarks("lan") == 0)
    #expect(try remarks("") == 0)
  }

  @Test func `a condition of Cilium says why it waits`() throws {
    let found = try balancer {
      $0.network("CiliumLoadBalancerIPPool", "edge", ["blocks": [["cidr": "192.0.2.0/28"]]])
      $0.balancer(
        "web",
        conditions: [
          [
            "type": "cilium.io/IPAMRequestSatisfied", "status": "False", "reason": "out_of_ips",
            "message": "no more",
          ]
        ])
    }
    #expect(found.provider == "Cilium")
    #expect(
      found.pending.map(\.english) == [
        "cilium.io/IPAMRequestSatisfied is false, out_of_ips: no more"
      ])
  }

  @Test func `the list has a shape for scripts and tables for people`() throws {
    var cluster = SmallCluster()
    cluster.agent("kindnet", label: "app=kindnet", image: "kindest/kindnetd:v1\u{1B}[2J")
    cluster.balancer("web", addresses: [["ip": "192.0.2.7"]])
    cluster.balancer("wait")
    let report = Report(cluster.inventory, unreadableKinds: ["ConfigMap"])
    let json = report.json(.network)
    #expect(json["kind"] == "Network")
    #expect(json["plugins"].array.first?["version"] == "v1·[2J")
    #expect(json["plugins"].array.first?["mtu"] == .null)
    #expect(json["unreadable"] == ["ConfigMap"])
    #expect(json["loadBalancers"].array.map { $0["name"] } == ["wait", "web"])
    let one = report.json(.network, Report.Selection(name: "web"))
    #expect(one["loadBalancers"].array.count == 1)
    #expect(one["plugins"].array.count == 1)
    let text = report.text(.network, as: .table)
    #expect(text.hasPrefix("PLUGIN   VERSION  ROLE     READY"))
    #expect(text.contains("\n\nFACT           VALUE"))
    #expect(text.contains("mtu            unknown"))
    #expect(text.contains("shop/wait      unknown   unknown  pending    Cluster"))
    #expect(!text.contains("\u{1B}"))
    #expect(report.absence(of: .network, Report.Selection(name: "wbe")).says.contains("web"))
    #expect(report.isEmpty(.network, Report.Selection(name: "wbe")))
    #expect(!report.isEmpty(.network, Report.Selection()))
  }
}
