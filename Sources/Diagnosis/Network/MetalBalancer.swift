import Language
import Topology

/// MetalLB, which gives addresses of its pools and announces them from nodes.
struct MetalBalancer: LoadBalancerProvider {
  let classes: Set<String> = ["metallb", "metallb.io/metallb", "metallb.universe.tf/metallb"]
  let annotations = ["metallb.io/", "metallb.universe.tf/"]

  func name(for service: Service) -> String { "MetalLB" }

  func serves(_ ground: LoadBalancerGround) -> Message? {
    if let speaker = speaker(ground) { return "\(speaker.reference.description)" }
    let pool = pools(ground).first
    return pool.map { "the pool \($0.metadata.name)" }
  }

  private func speaker(_ ground: LoadBalancerGround) -> Workload? {
    ground.view.daemonSets.first { set in
      ["speaker", "metallb-speaker"].contains(set.metadata.name)
        || set.template.settings?.images.contains { $0.contains("metallb/speaker") } ?? false
    }
  }

  private func pools(_ ground: LoadBalancerGround) -> [GenericResource] {
    ground.view.objects("IPAddressPool", of: ["metallb.io"])
  }

  private func annotation(_ name: String, of service: Service) -> String? {
    annotations.lazy.compactMap { service.metadata.annotations[$0 + name] }.first
  }

  var words: [String: @Sendable (String) -> Message] {
    [
      "address-pool": { "with an address of the pool \($0)" },
      "loadBalancerIPs": { "with the address \($0)" },
      "allow-shared-ip": { "it shares its address with Services of the key \($0)" },
      "ip-allocated-from-pool": { "its address is of the pool \($0)" },
    ]
  }

  func hasController(_ ground: LoadBalancerGround) -> Bool? {
    guard ground.knowsWorkloads else { return nil }
    if speaker(ground) != nil { return true }
    return !ground.view.inventory.topWorkloads {
      $0.kind == .deployment && $0.metadata.namespace == "metallb-system"
    }.isEmpty
  }

  func reasons(for service: Service, _ ground: LoadBalancerGround) -> [Message] {
    guard !ground.view.unreadable.contains("IPAddressPool") else { return [] }
    let pools = pools(ground)
    var reasons: [Message] = []
    if !service.balancer.wishedAddress.isEmpty, annotation("loadBalancerIPs", of: service) != nil {
      reasons.append(
        "It asks for an address in loadBalancerIP and by an annotation, and MetalLB takes only one of both."
      )
    }
    if let wanted = annotation("address-pool", of: service) {
      if !pools.contains(where: { $0.metadata.name == wanted }) {
        reasons.append("It asks for the pool \(wanted), which does not exist.")
      }
    } else if pools.isEmpty {
      reasons.append("MetalLB has no IPAddressPool to take an address from.")
    } else if pools.allSatisfy({ $0.object["spec"]["autoAssign"].bool == false }) {
      reasons.append("All pools of MetalLB are kept for Services that ask for them by name.")
    }
    return reasons
  }

  /// An address that no advertisement covers is reached by nobody.
  func remarks(on service: Service, _ ground: LoadBalancerGround) -> [Message] {
    let view = ground.view
    guard let pool = annotation("ip-allocated-from-pool", of: service),
      !view.unreadable.contains("L2Advertisement"), !view.unreadable.contains("BGPAdvertisement"),
      pools(ground).contains(where: { $0.metadata.name == pool })
    else { return [] }
    let isAnnounced = ["L2Advertisement", "BGPAdvertisement"].contains { kind in
      view.objects(kind, of: ["metallb.io"]).contains { object in
        let names = object.object["spec"]["ipAddressPools"].array.compactMap(\.string)
        let hasSelectors = !object.object["spec"]["ipAddressPoolSelectors"].array.isEmpty
        return names.contains(pool) || names.isEmpty || hasSelectors
      }
    }
    guard !isAnnounced else { return [] }
    return ["No advertisement covers the pool \(pool) of its address, so that nobody is led to it."]
  }
}
