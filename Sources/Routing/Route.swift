package import Topology

/// One path of one host that leads to weighted backends, whatever kind of object declared it.
package struct Route: Hashable, Sendable, Identifiable {
  /// How a path is compared.
  package enum PathType: String, Hashable, Sendable {
    case exact = "Exact"
    case prefix = "Prefix"
    case implementationSpecific = "ImplementationSpecific"
  }

  /// What identifies a route across changes of its backends; also the key of its counters.
  package struct ID: Hashable, Sendable, Comparable {
    /// The declaring object.
    package var source: ObjectReference
    /// The host as written; empty for every host.
    package var host: String
    /// The path as written; empty for a default backend.
    package var path: String
    /// How the path is compared: one object may state a path as Exact and as Prefix.
    package var pathType: PathType

    package init(
      source: ObjectReference, host: String, path: String, pathType: PathType = .prefix
    ) {
      self.source = source
      self.host = host
      self.path = path
      self.pathType = pathType
    }

    package static func < (left: Self, right: Self) -> Bool {
      (left.host, left.path, left.source, left.pathType.rawValue)
        < (right.host, right.path, right.source, right.pathType.rawValue)
    }
  }

  /// Where an object states a weight as a field: `spec.routes[rule].services[service].weight`.
  package struct WeightPlace: Hashable, Sendable {
    package var rule: Int
    package var service: Int
    /// The name of the list of rules.
    package var rules: String
    /// The name of the list of Services in a rule.
    package var services: String
    /// The field that has the list of Services where the object has no rules: `weighted`.
    package var group: String?
    /// Whether no weight is stated beside it, so that one alone would leave the others without any.
    package var isUnstated = false

    package init(
      rule: Int, service: Int, rules: String = "routes", services: String = "services"
    ) {
      self.rule = rule
      self.service = service
      self.rules = rules
      self.services = services
    }
  }

  /// A part of the pods of a Service.
  package struct Subset: Hashable, Sendable {
    package var name: String
    /// The labels of its pods; nil where nobody says which they are.
    package var labels: [String: String]?

    package init(name: String, labels: [String: String]?) {
      self.name = name
      self.labels = labels
    }
  }

  /// A Service that gets a share of the route's requests.
  package struct Backend: Hashable, Sendable {
    package var service: NamespacedName
    package var port: PortReference
    /// Relative to the sum of the route's weights; 0 gets nothing.
    package var weight: Int
    /// The object that states this weight, and may be changed to shift it; nil where nothing can be shifted.
    package var weightSource: ObjectReference?
    /// Where in `weightSource` the weight stands as a field; nil for a canary's annotation.
    package var weightPlace: WeightPlace?
    /// The part of the Service's pods that gets the requests; nil for all of them.
    package var subset: Subset?
    /// Whether no port is stated, so that the only one of the Service is meant.
    package var takesOnlyPort = false

    /// What tells it from the other backends of a route: the Service, with its subset as `web@v2`.
    package var key: NamespacedName {
      subset.map { NamespacedName(service.namespace, "\(service.name)@\($0.name)") } ?? service
    }

    /// The Service, its subset and the port, as `web@v2:80`.
    package func label(of known: Service?) -> String {
      let number = known.flatMap(port(of:)).map { ":\($0.number)" } ?? ""
      return key.name + (takesOnlyPort ? number : ":\(port)")
    }

    /// The port as the Service has it, also where the only one is meant.
    package func port(of service: Service) -> Service.Port? {
      takesOnlyPort ? service.ports.count == 1 ? service.ports.first : nil : service.port(port)
    }

    package init(
      service: NamespacedName, port: PortReference, weight: Int = 100,
      weightSource: ObjectReference? = nil
    ) {
      self.service = service
      self.port = port
      self.weight = weight
      self.weightSource = weightSource
    }
  }

  package var id: ID
  /// UID of the declaring object.
  package var uid: String
  /// The class or controller that serves it: `nginx`; empty when no class is known.
  package var controller: String
  /// `spec.controller` of the class, `k8s.io/ingress-nginx`; empty when the class is not known.
  package var implementation = ""
  /// Whether the host is served over TLS as well.
  package var isTLS: Bool
  /// The Secret with the certificate; nil when TLS names none.
  package var tlsSecret: NamespacedName?
  /// Where requests go, with their weights; a canary comes last, and is here as well as in `canary`.
  package var backends: [Backend]
  /// The canary of the route: what sends requests to it besides its weight.
  package var canary: Canary?
  /// `metadata.creationTimestamp` of the source, for precedence.
  package var creationTimestamp: String
  /// The number of the rule that states it, where several routes may come of one rule; nil otherwise.
  package var rule: Int?
  /// What the rule asks for, does and is besides host, path and backends, where its adapter reads that.
  package var terms: RouteTerms?

  package init(
    id: ID, uid: String = "", controller: String = "", isTLS: Bool = false,
    tlsSecret: NamespacedName? = nil, backends: [Backend], creationTimestamp: String = ""
  ) {
    self.id = id
    self.uid = uid
    self.controller = controller
    self.isTLS = isTLS
    self.tlsSecret = tlsSecret
    self.backends = backends
    self.creationTimestamp = creationTimestamp
  }

  package var source: ObjectReference { id.source }
  package var host: String { id.host }
  package var path: String { id.path }
  package var pathType: PathType { id.pathType }
  /// Whether it is of the Gateway API, which is served by other controllers than Ingresses, and whose wildcards cover
  /// subdomains of subdomains too.
  var isOfGatewayAPI: Bool { GatewayAPI.routeKinds.contains(source.kind) }
  /// Whether its wildcards cover any number of labels.
  var hasDeepWildcards: Bool { isOfGatewayAPI || isOfIstio }
  /// Whether the first rule that matches answers, however long its path is.
  var isTriedInOrder: Bool { terms?.isTriedInOrder ?? false }
  /// Whether it claims its path for itself: which of two equal rules with terms is used is not for their age to say,
  /// unless they are tried in order or of Ingresses, and an alias counts only where nobody has the host.
  var isClaim: Bool {
    guard let terms else { return true }
    return isTriedInOrder || terms.nginx.map { $0.aliasOf == nil } ?? false
  }
  /// Routes of one number are tried in an order that they have in common.
  var family: Int { isTriedInOrder ? 2 : isOfGatewayAPI ? 1 : 0 }
  /// Whether it catches what no other path of its object matches (`spec.defaultBackend`).
  package var isDefault: Bool { id.path.isEmpty }

  /// Whether no other part leads to the Service of a backend: parts of one Service are counted together, so that what
  /// each of them gets is not known.
  package func isOnlyPart(_ backend: Backend) -> Bool {
    backends.count { $0.service == backend.service } == 1
  }

  /// The share of a backend by weight, 0…1; 0 when all weights are 0.
  package func share(of backend: Backend) -> Double {
    let sum = backends.reduce(0) { $0 + max(0, $1.weight) }
    return sum == 0 ? 0 : Double(max(0, backend.weight)) / Double(sum)
  }
}
