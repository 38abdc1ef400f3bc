import Language
import Topology

/// One implementation of load balancers: what shows that a Service has it, and what its annotations say.
///
/// One file and one registry line for each.
protocol LoadBalancerProvider: Sendable {
  /// Its name, which is that of the kind of load balancer where there are several.
  func name(for service: Service) -> String
  /// The classes (`spec.loadBalancerClass`) that it serves.
  var classes: Set<String> { get }
  /// What the names of its annotations start with.
  var annotations: [String] { get }
  /// What its finalizers of Services, its host names and its conditions show; nil when they do not.
  func recognises(_ service: Service) -> Message?
  /// What shows that it serves Services that ask for none by name; nil when nothing does.
  func serves(_ ground: LoadBalancerGround) -> Message?
  /// From where it is reached, as annotations, class or host name state it.
  func scheme(of service: Service) -> LoadBalancerState.Scheme?
  /// Its annotations in words, by what follows the prefix.
  var words: [String: @Sendable (String) -> Message] { get }
  /// The controller without which it does nothing; nil when that is not among the workloads of a cluster.
  func hasController(_ ground: LoadBalancerGround) -> Bool?
  /// Why a Service may have to wait.
  func reasons(for service: Service, _ ground: LoadBalancerGround) -> [Message]
  /// What is odd about a Service that has an address.
  func remarks(on service: Service, _ ground: LoadBalancerGround) -> [Message]
}

extension LoadBalancerProvider {
  func recognises(_ service: Service) -> Message? { nil }
  func scheme(of service: Service) -> LoadBalancerState.Scheme? { nil }
  func hasController(_ ground: LoadBalancerGround) -> Bool? { nil }
  func reasons(for service: Service, _ ground: LoadBalancerGround) -> [Message] { [] }
  func remarks(on service: Service, _ ground: LoadBalancerGround) -> [Message] { [] }

  /// The annotations of a Service that are the provider's, in the order of their names.
  func settings(of service: Service) -> [LoadBalancerState.Setting] {
    service.metadata.annotations.sorted { $0.key < $1.key }.compactMap { name, value in
      guard let prefix = annotations.first(where: name.hasPrefix) else { return nil }
      let says = words[String(name.dropFirst(prefix.count))].map { $0(value) }
      return LoadBalancerState.Setting(
        name: name, value: value, says: (says ?? "\(name): \(value)").mapped(\.cleaned))
    }
  }
}

/// The registry: one line a provider.
enum LoadBalancerProviders {
  static let all: [any LoadBalancerProvider] = [
    AmazonBalancer(),
    GoogleBalancer(),
    AzureBalancer(),
    OpenStackBalancer(),
    MetalBalancer(),
    CiliumBalancer(),
  ]
}

/// What all Services of a cluster have in common for their load balancers, looked up once.
struct LoadBalancerGround {
  let view: NetworkView
  /// What the clouds call the nodes, up to the colon: `aws`.
  let clouds: Set<String>
  /// Whether any node is ready and not kept out of load balancers.
  let hasEligibleNode: Bool
  /// The last Warning of each Service, and whether anything was ever said of it.
  private let events: [NamespacedName: [JSONValue]]

  private static let exclusion = "node.kubernetes.io/exclude-from-external-load-balancers"

  init(_ view: NetworkView) {
    self.view = view
    clouds = Set(
      view.nodes.compactMap { node in
        node.providerID.firstIndex(of: ":").map { String(node.providerID[..<$0]) }
      })
    hasEligibleNode =
      view.nodes.isEmpty
      || view.nodes.contains { $0.isReady && $0.metadata.labels[Self.exclusion] == nil }
    var events: [NamespacedName: [JSONValue]] = [:]
    for event in view.inventory.objects("Event") {
      let object = event.object["involvedObject"]
      guard object["kind"].string == "Service", let name = object["name"].string else { continue }
      events[NamespacedName(object["namespace"].string ?? "", name), default: []]
        .append(event.object)
    }
    self.events = events
  }

  /// The newest event of a type about a Service.
  func lastEvent(of service: NamespacedName, type: String) -> JSONValue? {
    func time(_ event: JSONValue) -> String {
      ["lastTimestamp", "eventTime", "firstTimestamp"].lazy
        .compactMap { event[$0].string }.first { !$0.isEmpty } ?? ""
    }
    return events[service]?.filter { $0["type"].string == type }
      .max { (time($0), $0["reason"].string ?? "") < (time($1), $1["reason"].string ?? "") }
  }

  /// Whether workloads of all namespaces are known, so that who is not there does not run.
  var knowsWorkloads: Bool {
    !view.daemonSets.isEmpty && !view.unreadable.contains("DaemonSet")
      && !view.unreadable.contains("Deployment")
  }

  /// Who provides a Service's load balancer, and what shows it: its class, its annotations, its address, and where it
  /// asks for none by name the one provider that the cluster has.
  func provider(of service: Service) -> (provider: any LoadBalancerProvider, evidence: Message)? {
    let name = service.balancer.className
    if !name.isEmpty {
      return LoadBalancerProviders.all.first { $0.classes.contains(name) }
        .map { ($0, "its class \(name)") }
    }
    for provider in LoadBalancerProviders.all {
      let annotation = service.metadata.annotations.keys.sorted().first { key in
        provider.annotations.contains(where: key.hasPrefix)
      }
      if let annotation { return (provider, "its annotation \(annotation)") }
    }
    for provider in LoadBalancerProviders.all {
      if let evidence = provider.recognises(service) { return (provider, evidence) }
    }
    let serving = LoadBalancerProviders.all.compactMap { provider in
      provider.serves(self).map { (provider, $0) }
    }
    return serving.count == 1 ? serving[0] : nil
  }

  /// The evidence of nodes of a cloud.
  func nodes(of cloud: String) -> Message? {
    clouds.contains(cloud) ? "the provider ID of nodes, \(cloud)://" : nil
  }
}

/// Why a Service waits for the address of its load balancer.
struct LoadBalancerWait {
  /// The strongest first; at least one.
  let reasons: [Message]

  init(
    _ service: Service, _ provider: (any LoadBalancerProvider)?, on ground: LoadBalancerGround
  ) {
    var reasons: [Message] = []
    if service.metadata.isDeleting {
      reasons.append("It is being deleted, and waits for its load balancer to be taken down.")
    }
    if let warning = ground.lastEvent(of: service.metadata.key, type: "Warning") {
      reasons.append(
        "\(warning["reason"].string ?? ""): \(warning["message"].string ?? "")")
    }
    for condition in service.balancer.conditions where !condition.isTrue {
      reasons.append("\(condition.type) is false, \(condition.reason): \(condition.message)")
    }
    reasons += Self.absence(service, provider, ground)
    reasons += provider?.reasons(for: service, ground) ?? []
    if !ground.hasEligibleNode {
      reasons.append("No node is ready to take traffic of load balancers.")
    }
    if reasons.isEmpty, let normal = ground.lastEvent(of: service.metadata.key, type: "Normal") {
      reasons.append(
        "The last word of its controller: \(normal["reason"].string ?? ""): "
          + "\(normal["message"].string ?? "")")
    }
    self.reasons = reasons.isEmpty ? ["Nothing that is known here says why."] : reasons
  }

  /// That nobody is there to give it an address.
  private static func absence(
    _ service: Service, _ provider: (any LoadBalancerProvider)?, _ ground: LoadBalancerGround
  ) -> [Message] {
    let name = service.balancer.className
    guard let provider else {
      if !name.isEmpty {
        return [
          "Its class \(name) is none that is known here, and default controllers leave it alone."
        ]
      }
      guard ground.clouds.isEmpty, !ground.view.nodes.isEmpty else { return [] }
      return ["No cloud and no controller of load balancers is recognised in this cluster."]
    }
    guard provider.hasController(ground) == false else { return [] }
    return ["The controller of \(provider.name(for: service)) does not run in this cluster."]
  }
}
