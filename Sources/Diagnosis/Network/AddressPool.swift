import Topology

/// A pool of addresses that a plugin or a load balancer takes from.
package struct AddressPool: Hashable, Sendable {
  /// Who takes addresses from it.
  package enum Use: String, Hashable, Sendable, CaseIterable {
    case pods
    case loadBalancers = "load-balancers"
  }

  /// The plugin or controller that it belongs to.
  package let owner: String
  /// Its name (uncleaned).
  package let name: String
  package let use: Use
  /// A range or `first-last` (uncleaned).
  package let range: String
  package var encapsulation: Encapsulation?
  /// Whether nothing new is taken from it.
  package var isDisabled = false
  /// Whether what leaves the pool for other networks gets the address of its node; nil where nothing is said.
  package var isTranslated: Bool?
  /// The nodes that take from it, as its object says; empty for all.
  package var nodeSelector = ""
  package let source: String

  /// The pools of all plugins that run and of load balancers, in the order of their names.
  static func all(in view: NetworkView, _ plugins: [NetworkPluginState]) -> [AddressPool] {
    let pods = calico(in: view)
    let cilium = view.objects("CiliumLoadBalancerIPPool", of: ["cilium.io"]).flatMap { object in
      let spec = object.object["spec"]
      let blocks = spec["blocks"].array + spec["cidrs"].array
      return blocks.map { block in
        var pool = AddressPool(
          owner: "Cilium", object, .loadBalancers,
          block["cidr"].string
            ?? "\(block["start"].string ?? "")-\(block["stop"].string ?? "")")
        pool.isDisabled = spec["disabled"].bool ?? false
        return pool
      }
    }
    let metal = view.objects("IPAddressPool", of: ["metallb.io"]).flatMap { object in
      object.object["spec"]["addresses"].array.compactMap(\.string).map { range in
        var pool = AddressPool(owner: "MetalLB", object, .loadBalancers, range)
        pool.isDisabled = object.object["spec"]["autoAssign"].bool == false
        return pool
      }
    }
    return pods + cilium + metal
  }

  private init(owner: String, _ object: GenericResource, _ use: Use, _ range: String) {
    self.owner = owner
    self.use = use
    self.range = range
    name = object.metadata.name
    source = object.reference.description
  }

  /// The pools of Calico for pods (`IPPool`).
  static func calico(in view: NetworkView) -> [AddressPool] {
    view.objects("IPPool", of: ResourceKind.calicoGroups).map { object in
      let spec = object.object["spec"]
      let uses = spec["allowedUses"].array.compactMap(\.string)
      let isOfPods = uses.isEmpty || uses.contains("Workload")
      var pool = AddressPool(
        owner: "Calico", object, isOfPods ? .pods : .loadBalancers, spec["cidr"].string ?? "")
      pool.encapsulation = encapsulation(
        ipip: spec["ipipMode"].string, vxlan: spec["vxlanMode"].string)
      pool.isDisabled = spec["disabled"].bool ?? false
      pool.isTranslated = spec["natOutgoing"].bool ?? false
      let selector = spec["nodeSelector"].string ?? ""
      pool.nodeSelector = selector == "all()" ? "" : selector
      return pool
    }
  }

  /// What the two modes of a pool come to: `Never`, which is the default, `Always` or `CrossSubnet`.
  ///
  /// nil where a mode is no known word, or both wrap.
  static func encapsulation(ipip: String?, vxlan: String?) -> Encapsulation? {
    func mode(_ word: String?, _ kind: Encapsulation.Kind) -> (isKnown: Bool, Encapsulation?) {
      switch word?.lowercased() {
      case nil, ""?, "never"?, "off"?: (true, nil)
      case "always"?: (true, Encapsulation(kind))
      case "crosssubnet"?, "cross-subnet"?: (true, Encapsulation(kind, acrossSubnetsOnly: true))
      default: (false, nil)
      }
    }
    guard ipip != nil || vxlan != nil else { return nil }
    let (first, second) = (mode(ipip, .ipip), mode(vxlan, .vxlan))
    guard first.isKnown, second.isKnown else { return nil }
    switch (first.1, second.1) {
    case (nil, nil): return Encapsulation(.none)
    case (let one?, nil), (nil, let one?): return one
    case (.some, .some): return nil
    }
  }
}
