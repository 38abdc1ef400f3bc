package import Language
package import Topology

/// What is known of the load balancer of one Service.
package struct LoadBalancerState: Hashable, Sendable {
  /// From where it is reached.
  package enum Scheme: String, Hashable, Sendable, CaseIterable {
    case `internal`
    case internetFacing = "internet-facing"
  }

  /// An annotation that steers the load balancer, in words.
  package struct Setting: Hashable, Sendable {
    /// The name of the annotation.
    package let name: String
    /// As it is written (uncleaned).
    package let value: String
    package let says: Message
  }

  package let service: NamespacedName
  /// The provider's name; nil when nothing shows it.
  package private(set) var provider: String?
  /// What the provider was recognised by; nil without a provider.
  package private(set) var evidence: Message?
  /// nil where nothing states it.
  package private(set) var scheme: Scheme?
  package let addresses: [String]
  /// `spec.loadBalancerClass`; empty without one.
  package let className: String
  package let sourceRanges: [String]
  /// Where a node is asked whether it has endpoints; 0 when there is no such port.
  package let healthCheckNodePort: Int
  package let trafficPolicy: Service.TrafficPolicy
  package private(set) var settings: [Setting] = []
  /// Why it has no address, the strongest reason first; empty when it has one.
  package private(set) var pending: [Message] = []
  /// What is odd about it though it has an address.
  package private(set) var remarks: [Message] = []

  /// Whether it waits for an address.
  package var isPending: Bool { addresses.isEmpty }

  /// The load balancers of all Services that ask for one, in the order of their names.
  static func all(in view: NetworkView) -> [LoadBalancerState] {
    let services = view.inventory.sortedServices.filter { $0.exposure == .loadBalancer }
    guard !services.isEmpty else { return [] }
    let ground = LoadBalancerGround(view)
    return services.map { LoadBalancerState($0, on: ground) }
  }

  private static let rangesAnnotation = "service.beta.kubernetes.io/load-balancer-source-ranges"

  init(_ service: Service, on ground: LoadBalancerGround) {
    self.service = service.metadata.key
    addresses = service.loadBalancerAddresses
    className = service.balancer.className
    let annotated = service.metadata.annotations[Self.rangesAnnotation] ?? ""
    sourceRanges =
      service.balancer.sourceRanges.isEmpty
      ? annotated.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
      : service.balancer.sourceRanges
    healthCheckNodePort = service.balancer.healthCheckNodePort
    trafficPolicy = service.externalTrafficPolicy
    let found = ground.provider(of: service)
    if let found {
      provider = found.provider.name(for: service)
      evidence = found.evidence.mapped(\.cleaned)
      scheme = found.provider.scheme(of: service) ?? Self.scheme(of: addresses)
      settings = found.provider.settings(of: service)
    } else {
      scheme = Self.scheme(of: addresses)
    }
    if isPending {
      pending = LoadBalancerWait(service, found?.provider, on: ground).reasons
        .map { $0.mapped(\.cleaned) }
    } else {
      remarks = (found?.provider.remarks(on: service, ground) ?? []).map { $0.mapped(\.cleaned) }
    }
  }

  /// Addresses of private networks (RFC 1918, RFC 4193) are reached from inside only; of others nothing is said.
  private static func scheme(of addresses: [String]) -> Scheme? {
    let known = addresses.compactMap { IPAddress($0) }
    guard !known.isEmpty, known.count == addresses.count,
      known.allSatisfy({ address in privateBlocks.contains { $0.contains(address) } })
    else { return nil }
    return .internal
  }

  private static let privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]
    .compactMap { CIDRBlock($0) }
}
