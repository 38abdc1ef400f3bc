import Routing
import Topology

/// Hands what the controllers decided to everything that listens: pods, Services and the ingress proxy.
actor DataPlane {
  private let kubelet: Kubelet
  private let services: ServiceProxy
  private let ingress: IngressProxy
  private let loop: ControllerLoop
  private let store: ObjectStore
  private let plan: AddressPlan
  private let ports: LoopbackPorts
  private let authority: CertificateAuthority
  private let standard: IngressCertificates.Certificate
  private var certificates: IngressCertificates
  private var issued: [String: IngressCertificates.Pair] = [:]
  private var servedServices: [Int?] = []
  private var servedRoutes: [Int?] = []
  /// Whether labels of pods decide where requests go.
  private var hasSubsets = false
  /// Whether proxies beside pods go by routes, so that annotations of pods and namespaces decide.
  private var hasMesh = false
  private var failures: [BackendAddress: String] = [:]

  /// What a data plane is made of.
  struct Parts {
    let kubelet: Kubelet
    let services: ServiceProxy
    let ingress: IngressProxy
    let loop: ControllerLoop
    let store: ObjectStore
    let plan: AddressPlan
    let ports: LoopbackPorts
    let authority: CertificateAuthority
    let standard: IngressCertificates.Certificate
  }

  init(_ parts: Parts) {
    kubelet = parts.kubelet
    services = parts.services
    ingress = parts.ingress
    loop = parts.loop
    store = parts.store
    plan = parts.plan
    ports = parts.ports
    authority = parts.authority
    standard = parts.standard
    certificates = IngressCertificates(standard: parts.standard)
  }

  /// Applies one round; what it does not touch stays as it is.
  func apply(_ outcome: ControllerLoop.Outcome) async {
    if !outcome.pods.isEmpty { await kubelet.apply(outcome.pods) }
    let revisions = outcome.inventory.kindRevisions
    let services = ["Service", "EndpointSlice", "Node"].map { revisions[$0] }
    let hasNewServices = services != servedServices
    if hasNewServices {
      servedServices = services
      await serve(outcome.inventory)
    }
    let kinds =
      RouteAdapters.kinds.map(\.keptName) + (hasSubsets || hasMesh ? ["Pod"] : [])
      + (hasMesh ? ["Namespace"] : [])
    let routes = kinds.map { revisions[$0] } + [outcome.secretRevision]
    guard routes != servedRoutes || hasNewServices else { return }
    servedRoutes = routes
    await route(outcome.inventory)
  }

  private func serve(_ inventory: Inventory) async {
    let listeners = ServiceListener.all(in: inventory, plan: plan)
    let found = await services.apply(listeners)
    for (address, reason) in found.sorted(by: { $0.key < $1.key })
    where failures[address] != reason {
      guard let service = listeners.first(where: { $0.address == address })?.service else {
        continue
      }
      await loop.warn(.service, service, reason: "FailedToBind", message: reason)
    }
    failures = found
  }

  private func route(_ inventory: Inventory) async {
    var hasMesh = false
    let routes = ServedRoutes(inventory) { route in
      if route.isServedByMesh { hasMesh = true }
      return !route.isOfMesh && PlayedControllers.hold(route)
    }
    self.hasMesh = hasMesh
    hasSubsets = routes.hasSubsets
    let table = routes.all
    let names = Set(table.routes.compactMap(\.tlsSecret))
    let secrets = await store.transaction { store in
      var pairs: [NamespacedName: IngressCertificates.Pair] = [:]
      for name in names { pairs[name] = store.get(.secret, name).flatMap(Self.pair) }
      return pairs
    }
    certificates = IngressCertificates(
      of: table, secret: { secrets[$0] }, standard: standard, reusing: certificates,
      issue: { issue($0) })
    let resolver = ClusterResolver(inventory)
    let ports = ports
    let resolution = IngressConfiguration.Resolution(
      dialled: { ports.dialled($0) },
      external: { name, port in
        resolver.addresses(of: name, port: port).map { ports.dialled($0) }
      })
    try? await ingress.apply(
      IngressConfiguration(routes, certificates: certificates, resolution: resolution))
    await services.apply(hasMesh ? MeshRoutes(inventory, resolution: resolution) : nil)
  }

  /// A certificate of the playground's own authority for a host whose Secret cannot be used.
  private func issue(_ host: String) -> IngressCertificates.Pair? {
    if let pair = issued[host] { return pair }
    guard let identity = try? authority.issue(for: [host]) else { return nil }
    let pair = IngressCertificates.Pair(
      certificate: Array(identity.certificatePEM.utf8), key: Array(identity.keyPEM.utf8))
    issued[host] = pair
    return pair
  }

  /// The PEM texts of a TLS Secret.
  private static func pair(_ secret: JSONValue) -> IngressCertificates.Pair? {
    func bytes(_ key: String) -> [UInt8]? {
      secret["data"][key].string.flatMap { Base64.bytes(of: $0) }
    }
    guard let certificate = bytes("tls.crt"), let key = bytes("tls.key") else { return nil }
    return IngressCertificates.Pair(certificate: certificate, key: key)
  }
}
