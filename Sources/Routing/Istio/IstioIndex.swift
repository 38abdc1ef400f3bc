package import Topology

/// Istio's objects, read once, and who refers to whom.
package struct IstioIndex: RouteIndex {
  package private(set) var gateways: [NamespacedName: IstioGateway] = [:]
  package private(set) var services: [NamespacedName: IstioVirtualService] = [:]
  package private(set) var rules: [NamespacedName: IstioDestinationRule] = [:]
  /// The VirtualServices that a Gateway has.
  package private(set) var bound: [NamespacedName: [NamespacedName]] = [:]
  /// The VirtualServices with a host, by full name.
  package private(set) var byHost: [String: [NamespacedName]] = [:]
  /// The VirtualServices that lead to a host, by full name.
  package private(set) var leading: [String: [NamespacedName]] = [:]
  /// The VirtualServices that leave rules to another one.
  package private(set) var delegating: [NamespacedName: [NamespacedName]] = [:]
  /// The Gateways with a selector.
  package private(set) var selecting: [[String: String]: [NamespacedName]] = [:]
  private var rulesOfHost: [String: [NamespacedName]] = [:]
  private var rulesOfService: [NamespacedName: [NamespacedName]] = [:]
  private var leadingToService: [NamespacedName: [NamespacedName]] = [:]
  private var wildcardRules: [NamespacedName] = []
  private var entries: Set<String> = []
  private var wildcardEntries: [String] = []

  package init() {}

  package init(_ inventory: Inventory) {
    for object in inventory.istioObjects(.istioGateway) {
      let gateway = IstioGateway(object)
      gateways[gateway.name] = gateway
      selecting[gateway.selector, default: []].append(gateway.name)
    }
    for object in inventory.istioObjects(.destinationRule) { add(IstioDestinationRule(object)) }
    for object in inventory.istioObjects(.serviceEntry) {
      let hosts = object.object["spec"]["hosts"].array.compactMap { $0.string?.lowercased() }
      entries.formUnion(hosts)
      wildcardEntries += hosts.filter { $0.hasPrefix("*") }
    }
    for object in inventory.istioObjects(.virtualService) { add(IstioVirtualService(object)) }
  }

  private mutating func add(_ rule: IstioDestinationRule) {
    let name = rule.resource.metadata.key
    rules[name] = rule
    if rule.host.hasPrefix("*") {
      wildcardRules.append(name)
    } else {
      rulesOfHost[rule.host, default: []].append(name)
      if let service = IstioHosts.service(rule.host) {
        rulesOfService[service, default: []].append(name)
      }
    }
  }

  private mutating func add(_ service: IstioVirtualService) {
    let name = service.resource.metadata.key
    services[name] = service
    for gateway in Set(service.gateways) { bound[gateway, default: []].append(name) }
    for host in Set(service.hosts) { byHost[host, default: []].append(name) }
    for host in Set(service.rules.flatMap { $0.destinations.map(\.host) }) {
      leading[host, default: []].append(name)
      // A name without its domain is told to be one of a Service.
      let labels = host.split(separator: ".").prefix(2).map(String.init)
      if labels.count == 2 {
        leadingToService[NamespacedName(labels[1], labels[0]), default: []].append(name)
      }
    }
    for delegate in Set(service.rules.compactMap(\.delegate)) {
      delegating[delegate, default: []].append(name)
    }
  }

  /// Whether nothing of Istio is there.
  package var isEmpty: Bool { gateways.isEmpty && services.isEmpty && rules.isEmpty }

  /// Whether a ServiceEntry has a host.
  package func hasEntry(_ host: String) -> Bool {
    entries.contains(host) || wildcardEntries.contains { IstioHosts.covers($0, host) }
  }

  /// The Service that a host is; nil where a ServiceEntry has it or it is no name of one.
  package func service(of host: String) -> NamespacedName? {
    hasEntry(host) ? nil : IstioHosts.service(host)
  }

  /// The DestinationRules about a host: exact ones first, then those of the namespaces that come first.
  ///
  /// Which of them a client takes depends on its namespace: its own, then that of the Service, then the root's.
  package func rules(for host: String, from namespace: String) -> [IstioDestinationRule] {
    let home = IstioHosts.service(host)?.namespace
    let order = [namespace, home, Istio.rootNamespace]
    func place(_ name: NamespacedName) -> Int {
      order.firstIndex(of: name.namespace) ?? order.count
    }
    let wild = wildcardRules.filter { rules[$0].map { IstioHosts.covers($0.host, host) } ?? false }
    return [rulesOfHost[host] ?? [], wild].flatMap { names in
      names.sorted { (place($0), $0) < (place($1), $1) }.compactMap { rules[$0] }
    }
  }

  /// The labels of a subset; nil where no DestinationRule has it.
  package func labels(of subset: String, of host: String, from namespace: String)
    -> [String: String]?
  {
    rules(for: host, from: namespace).lazy.flatMap(\.subsets).first { $0.name == subset }?.labels
  }

  /// The DestinationRules whose host is this one as it stands.
  package func rulesNaming(_ host: String) -> [NamespacedName] { rulesOfHost[host] ?? [] }

  /// The DestinationRules about a Service.
  package func rules(of service: NamespacedName) -> [NamespacedName] {
    rulesOfService[service] ?? []
  }

  /// The Services that VirtualServices lead to, whether they exist or not; unordered.
  package var ledTo: [NamespacedName] { Array(leadingToService.keys) }

  /// The VirtualServices whose destinations may be a Service.
  package func services(leadingTo service: NamespacedName) -> [NamespacedName] {
    leadingToService[service] ?? []
  }

  /// Whether a VirtualService leads to a subset.
  package func isUsed(_ subset: String, of host: String) -> Bool {
    (leading[host] ?? []).contains { name in
      services[name]?.rules.contains { rule in
        rule.destinations.contains { $0.host == host && $0.subset == subset }
      } ?? false
    }
  }

  /// The names of the VirtualServices that may be about the same hosts, or have rules in common with one.
  package func relatives(of service: IstioVirtualService) -> [NamespacedName] {
    let name = service.resource.metadata.key
    return service.hosts.flatMap { byHost[$0] ?? [] } + (delegating[name] ?? [])
      + service.rules.compactMap(\.delegate)
  }
}

extension RoutingTable {
  /// What Istio's objects have to do with each other.
  package var istio: IstioIndex { index() }
}
