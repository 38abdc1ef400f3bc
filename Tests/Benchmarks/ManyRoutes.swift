import Routing
import Topology

/// A cluster with as many routes of five systems, two on each host: the same one in every run.
struct ManyRoutes {
  /// A kind of objects that routes come from.
  enum Family: String, CaseIterable {
    case ingress, proxy, traefik, istio, gateway
  }

  /// How many routes all families together have.
  let count: Int

  /// How many hosts a family has.
  private var hosts: Int { count / 2 / Family.allCases.count }

  /// All objects of the cluster.
  func inventory() throws -> Inventory {
    var inventory = Inventory()
    for resource in try Self.doors() { inventory.apply(.applied(resource)) }
    for family in Family.allCases {
      for index in 0..<hosts {
        for resource in try resources(family, index) { inventory.apply(.applied(resource)) }
      }
    }
    return inventory
  }

  /// Requests that reach all families in turn, one in twenty of them a host that nobody has.
  func requests(_ number: Int) -> [GatewayRequest] {
    let paths = ["/", "/api/v2/orders/17", "/cart/checkout?step=2", "/api"]
    return (0..<number).map { index in
      let family = Family.allCases[index % Family.allCases.count]
      let other = (index &* 7919) % hosts
      let place = isExpression(other) ? other + 1 : other
      let host = index % 20 == 19 ? "nobody-\(index).test" : host(family, place)
      return GatewayRequest(
        method: index % 7 == 0 ? "POST" : "GET", host: host,
        path: String(paths[index / 5 % paths.count].prefix { $0 != "?" }),
        headers: [
          ("user-agent", "curl/8.5.0"), ("accept", "*/*"), ("x-beta", index % 3 == 0 ? "1" : "0"),
        ])
    }
  }

  /// Requests to hosts whose paths are regular expressions, which are not among `requests`.
  func expressionRequests(_ number: Int) -> [GatewayRequest] {
    let places = (0..<hosts).filter(isExpression)
    return (0..<number).map { index in
      let place = places[index % places.count]
      return GatewayRequest(method: "GET", host: host(.ingress, place), path: "/api/v2/orders/17")
    }
  }

  private func host(_ family: Family, _ index: Int) -> String {
    index % 50 == 7
      ? "one.app-\(index).\(family.rawValue).test" : "app-\(index).\(family.rawValue).test"
  }

  /// What an object says for its host: some have a wildcard.
  private func pattern(_ family: Family, _ index: Int) -> String {
    guard index % 50 == 7, family != .proxy, family != .traefik else { return host(family, index) }
    return "*.app-\(index).\(family.rawValue).test"
  }

  private func resources(_ family: Family, _ index: Int) throws -> [Resource] {
    let (namespace, name) = ("team-\(index % 40)", "\(family.rawValue)-\(index)")
    var resources = try ["v1", "v2"].flatMap { version in
      try Self.service("\(name)-\(version)", namespace, index)
    }
    resources.append(try object(family, index, name, namespace))
    return resources
  }

  private static func service(
    _ name: String, _ namespace: String, _ index: Int
  ) throws -> [Resource] {
    let service = try JSONValue(
      parsing: """
        {"metadata":{"name":"\(name)","namespace":"\(namespace)"},
         "spec":{"selector":{"app":"\(name)"},"ports":[{"name":"http","port":80,"targetPort":8080}]}}
        """)
    let slice = try JSONValue(
      parsing: """
        {"metadata":{"name":"\(name)-x","namespace":"\(namespace)",
          "labels":{"kubernetes.io/service-name":"\(name)"}},
         "addressType":"IPv4","ports":[{"name":"http","port":8080,"protocol":"TCP"}],
         "endpoints":[{"addresses":["10.1.\(index >> 8).\(index & 255)"],"conditions":{"ready":true}}]}
        """)
    return [.service(Service(service)), .endpointSlice(EndpointSlice(slice))]
  }

  private static func generic(
    _ kind: ResourceKind, _ name: String, _ namespace: String, _ spec: String,
    annotations: String = "{}"
  ) throws -> Resource {
    let object = try JSONValue(
      parsing: """
        {"apiVersion":"\(kind.apiVersion)","kind":"\(kind.kind)",
         "metadata":{"name":"\(name)","namespace":"\(namespace)","uid":"\(kind.kind)-\(name)",
           "creationTimestamp":"2026-01-02T03:04:05Z","annotations":\(annotations)},
         "spec":\(spec)}
        """)
    return .generic(GenericResource(kind: kind, object: object))
  }

  /// The class and the gateways that all routes are served at.
  private static func doors() throws -> [Resource] {
    [
      try generic(.ingressClass, "nginx", "", #"{"controller":"k8s.io/ingress-nginx"}"#),
      try generic(.gatewayClass, "edge", "", #"{"controllerName":"example.net/controller"}"#),
      try generic(
        .gateway, "door", "doors",
        #"{"gatewayClassName":"edge","listeners":[{"name":"http","port":80,"protocol":"HTTP","#
          + #""allowedRoutes":{"namespaces":{"from":"All"}}}]}"#),
      try generic(
        .istioGateway, "door", "doors",
        #"{"servers":[{"port":{"number":80,"name":"http","protocol":"HTTP"},"hosts":["*"]}]}"#),
    ]
  }
}

extension ManyRoutes {
  private func object(
    _ family: Family, _ index: Int, _ name: String, _ namespace: String
  ) throws -> Resource {
    let host = pattern(family, index)
    let both =
      #"{"name":"\#(name)-v1","port":80,"weight":90},{"name":"\#(name)-v2","port":80,"weight":10}"#
    switch family {
    case .ingress:
      let target = isExpression(index) ? "/$2" : "/"
      return try Self.generic(
        .ingress, name, namespace, ingress(host, name, isExpression(index) ? "(/|$)(.*)" : ""),
        annotations: index % 3 == 0 || isExpression(index)
          ? #"{"nginx.ingress.kubernetes.io/rewrite-target":"\#(target)"}"# : "{}")
    case .proxy:
      return try Self.generic(
        .httpProxy, name, namespace,
        #"{"virtualhost":{"fqdn":"\#(host)"},"routes":["#
          + #"{"conditions":[{"prefix":"/"}],"services":[\#(both)]},"#
          + #"{"conditions":[{"prefix":"/api"},{"header":{"name":"x-beta","exact":"1"}}],"#
          + #""services":[{"name":"\#(name)-v2","port":80}]}]}"#)
    case .traefik:
      return try Self.generic(
        .ingressRoute, name, namespace,
        #"{"routes":[{"kind":"Rule","match":"Host(`\#(host)`)","services":[\#(both)]},"#
          + #"{"kind":"Rule","match":"Host(`\#(host)`) && PathPrefix(`/api`)","#
          + #""services":[{"name":"\#(name)-v2","port":80}]}]}"#)
    case .istio:
      return try Self.generic(
        .virtualService, name, namespace,
        #"{"hosts":["\#(host)"],"gateways":["doors/door"],"http":["#
          + #"{"match":[{"uri":{"prefix":"/api"}}],"route":[{"destination":{"host":"\#(name)-v2"}}]},"#
          + #"{"route":[{"destination":{"host":"\#(name)-v1"},"weight":90},"#
          + #"{"destination":{"host":"\#(name)-v2"},"weight":10}]}]}"#)
    case .gateway:
      return try Self.generic(
        .httpRoute, name, namespace,
        #"{"parentRefs":[{"name":"door","namespace":"doors"}],"hostnames":["\#(host)"],"rules":["#
          + #"{"backendRefs":[\#(both)]},{"matches":[{"path":{"type":"PathPrefix","value":"/api"}}],"#
          + #""backendRefs":[{"name":"\#(name)-v2","port":80}]}]}"#)
    }
  }

  /// Whether an Ingress has a regular expression for its path.
  private func isExpression(_ index: Int) -> Bool { index % 30 == 4 }

  private func ingress(_ host: String, _ name: String, _ end: String) -> String {
    let type = end.isEmpty ? "Prefix" : "ImplementationSpecific"
    let paths = [("/", "v1"), ("/api\(end)", "v2")].map { path, version in
      #"{"path":"\#(path)","pathType":"\#(type)","backend":{"service":"#
        + #"{"name":"\#(name)-\#(version)","port":{"number":80}}}}"#
    }
    return #"{"ingressClassName":"nginx","rules":[{"host":"\#(host)","http":{"paths":["#
      + paths.joined(separator: ",") + "]}}]}"
  }
}
