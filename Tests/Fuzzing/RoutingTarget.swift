import Diagnosis
import Language
import Routing
import Topology

/// Routes of any objects: one object or one `host path` a line; and what is said of these objects.
struct RoutingTarget: FuzzTarget {
  let name = "routing"

  let corpus = [
    """
    {"kind":"Ingress","metadata":{"name":"a","namespace":"s"},"spec":{"ingressClassName":"nginx","tls":[{"hosts":["a.example.com"],"secretName":"t"}],"rules":[{"host":"a.example.com","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"w","port":{"number":80}}}},{"path":"/x/y","pathType":"Exact","backend":{"service":{"name":"w","port":{"name":"http"}}}}]}}]}}
    {"kind":"Ingress","metadata":{"name":"b","namespace":"s","annotations":{"nginx.ingress.kubernetes.io/canary":"true","nginx.ingress.kubernetes.io/canary-weight":"30"}},"spec":{"rules":[{"host":"a.example.com","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"v","port":{"number":80}}}}]}}]}}
    {"kind":"Ingress","metadata":{"name":"c","namespace":"s"},"spec":{"defaultBackend":{"service":{"name":"w","port":{"number":80}}},"rules":[{"host":"*.example.com","http":{"paths":[{"path":"/a/","pathType":"ImplementationSpecific","backend":{"resource":{"kind":"Bucket","name":"x"}}}]}}]}}
    {"kind":"IngressClass","metadata":{"name":"nginx"},"spec":{"controller":"k8s.io/ingress-nginx"}}
    {"kind":"Service","metadata":{"name":"w","namespace":"s"},"spec":{"selector":{"a":"b"},"ports":[{"name":"http","port":80}]}}
    {"kind":"Service","metadata":{"name":"v","namespace":"s"},"spec":{"type":"ExternalName","externalName":"v.s.svc.cluster.local"}}
    {"kind":"Pod","metadata":{"name":"p","namespace":"s","labels":{"a":"b"}},"spec":{"containers":[{"name":"c","ports":[{"containerPort":80}]}]},"status":{"phase":"Running","podIP":"10.0.0.1","conditions":[{"type":"Ready","status":"True"}]}}
    a.example.com /x/y?z
    b.example.com:80 /a
    A.EXAMPLE.COM. /
    """,
    """
    {"kind":"GatewayClass","metadata":{"name":"g"},"spec":{"controllerName":"example.com/g"}}
    {"kind":"Gateway","metadata":{"name":"g","namespace":"s"},"spec":{"gatewayClassName":"g","listeners":[{"name":"h","port":80,"protocol":"HTTP","hostname":"*.example.com","allowedRoutes":{"namespaces":{"from":"All"}}}]}}
    {"kind":"HTTPRoute","metadata":{"name":"r","namespace":"s"},"spec":{"parentRefs":[{"name":"g","sectionName":"h"}],"hostnames":["*.example.com"],"rules":[{"matches":[{"path":{"type":"PathPrefix","value":"/a"},"headers":[{"name":"x","value":"y"}]}],"filters":[{"type":"RequestMirror","requestMirror":{"backendRef":{"name":"w","port":80}}}],"backendRefs":[{"name":"w","port":80,"weight":9},{"name":"v","namespace":"t","port":80}]}]}}
    {"kind":"ReferenceGrant","metadata":{"name":"r","namespace":"t"},"spec":{"from":[{"group":"gateway.networking.k8s.io","kind":"HTTPRoute","namespace":"s"}],"to":[{"group":"","kind":"Service"}]}}
    {"kind":"NetworkPolicy","metadata":{"name":"n","namespace":"s"},"spec":{"podSelector":{},"policyTypes":["Ingress"],"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}}],"ports":[{"port":80,"endPort":90}]}]}}
    {"kind":"IngressRoute","metadata":{"name":"t","namespace":"s"},"spec":{"entryPoints":["web"],"routes":[{"match":"Host(`a.example.com`) && PathPrefix(`/b`)","kind":"Rule","services":[{"name":"w","port":80,"weight":1}]}]}}
    {"kind":"EndpointSlice","metadata":{"name":"w-1","namespace":"s","labels":{"kubernetes.io/service-name":"w"}},"addressType":"IPv4","ports":[{"name":"http","port":80}],"endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true},"targetRef":{"kind":"Pod","name":"p","namespace":"s"}}]}
    x.y.example.com /a/b
    a.example.com /b
    """,
    """
    {"apiVersion":"traefik.io/v1alpha1","kind":"IngressRoute","metadata":{"name":"t","namespace":"s"},"spec":{"routes":[{"match":"(Host(`a.example.com`) || HostRegexp(`^.+$`)) && !Header(`x`, `y`)","middlewares":[{"name":"m"}],"services":[{"name":"t","kind":"TraefikService"},{"name":"w","port":80,"weight":2}]},{"match":"Host(`a`,`b`) && Path(`/{id:[0-9]+}`)","syntax":"v2","priority":5,"services":[{"name":"w","port":80}]}]}}
    {"apiVersion":"traefik.io/v1alpha1","kind":"TraefikService","metadata":{"name":"t","namespace":"s"},"spec":{"weighted":{"services":[{"name":"w","port":80,"weight":3},{"name":"u","kind":"TraefikService"}]}}}
    {"apiVersion":"traefik.io/v1alpha1","kind":"TraefikService","metadata":{"name":"u","namespace":"s"},"spec":{"mirroring":{"name":"t","kind":"TraefikService","mirrors":[{"name":"w","port":80,"percent":10}]}}}
    {"apiVersion":"traefik.io/v1alpha1","kind":"Middleware","metadata":{"name":"m","namespace":"s"},"spec":{"replacePathRegex":{"regex":"^/(.*)","replacement":"/$1"},"redirectScheme":{"scheme":"https"}}}
    {"apiVersion":"traefik.io/v1alpha1","kind":"IngressRouteTCP","metadata":{"name":"c","namespace":"s"},"spec":{"tls":{"passthrough":true},"routes":[{"match":"HostSNI(`a.example.com`) && ALPN(`h2`)","services":[{"name":"w","port":80}]}]}}
    a.example.com /b
    """,
  ]

  let words = [
    "\"*.example.com\"", "\"\"", "\"host\":", "\"path\":", "\"/\"", "\"Exact\"", "\"Prefix\"", "*.",
    "..", "//", "%2F", "\"weight\":-1", "\"weight\":9223372036854775807", "null", "[]", "{}",
    "true",
    "\"canary\"", "\"port\":0", "\"port\":70000", "\"number\":1.5", "\n", "&& ", "!", "`", "||",
    "(", ")",
    "\"metadata\":{\"name\":\"a\",\"namespace\":\"s\"}", "\"deletionTimestamp\":\"x\"", "\\u001b",
  ]

  private static let kinds = Dictionary(
    (ResourceKind.known + [
      .ingressRoute, .gatewayClass, .gateway, .httpRoute, .grpcRoute, .referenceGrant,
      .backendTLSPolicy, .httpProxy, .certificateDelegation, .traefikService, .middleware,
      .ingressRouteTCP,
    ]).map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })

  func check(_ input: [UInt8]) throws {
    var inventory = Inventory()
    var requests: [(host: Substring, path: Substring)] = []
    for line in String(decoding: input, as: UTF8.self).split(separator: "\n") {
      if let object = try? JSONValue(parsing: String(line)) {
        guard let kind = Self.kinds[object["kind"].string ?? ""] else { continue }
        inventory.apply(.applied(Resource(object, kind: kind)))
      } else {
        let words = line.split(separator: " ", maxSplits: 1)
        if words.count == 2, requests.count < 8 { requests.append((words[0], words[1])) }
      }
    }
    let table = RoutingTable(inventory)
    for request in requests { try check(request.host, request.path, in: table) }
    try checkFaults(inventory, table, requests.map { "http://\($0.host)\($0.path)" })
  }

  private func check(_ host: Substring, _ path: Substring, in table: RoutingTable) throws {
    let route = table.match(host: host, path: path)
    let (name, plain) = (HostRules.normalized(host), PathRules.path(of: path))
    let fitting = table.routes.filter { route in
      !route.isDefault && covers(route, name)
        && PathRules.matches(route.path, route.pathType, path: plain)
    }
    guard let route else {
      try Violation.unless(fitting.isEmpty, "\(host)\(path) has a route and is not found")
      return
    }
    try Violation.unless(
      table.candidates(for: name).contains { $0.id == route.id }, "a match is no candidate")
    guard !route.isDefault else {
      try Violation.unless(fitting.isEmpty, "\(host)\(path) goes to a default")
      return
    }
    try Violation.unless(
      fitting.contains { $0.id == route.id }, "\(route.host)\(route.path) takes \(host)\(path)")
    // The precise host goes first, and in a host the longest path.
    let precise = fitting.filter { $0.host == name }
    try Violation.unless(precise.isEmpty || route.host == name, "a wildcard before \(name)")
    let rivals = fitting.filter {
      $0.host == route.host && isOfGatewayAPI($0) == isOfGatewayAPI(route)
    }
    let longest = rivals.map { PathRules.length($0.path, $0.pathType) }.max() ?? 0
    try Violation.unless(
      PathRules.length(route.path, route.pathType) == longest, "a shorter path than there is")
  }

  private func isOfGatewayAPI(_ route: Route) -> Bool {
    GatewayAPI.routeKinds.contains(route.source.kind)
  }

  private func covers(_ route: Route, _ host: String) -> Bool {
    if HostRules.host(route.host, covers: host) { return true }
    return isOfGatewayAPI(route) && route.host.hasPrefix("*.")
      && host.hasSuffix(route.host.dropFirst()) && host.count > route.host.count - 1
  }

  private func checkFaults(
    _ inventory: Inventory, _ table: RoutingTable, _ urls: [String]
  ) throws {
    let diagnosis = Diagnosis(inventory, routes: table, extent: .cluster, now: 1_800_000_000)
    for fault in diagnosis.faults {
      for text in [fault.says.english, fault.fix.english] {
        try Violation.unless(text == text.cleaned, "\(fault.id) is not cleaned")
        try Violation.unless(!text.isEmpty, "\(fault.id) says nothing")
      }
    }
    let world = TraceWorld(inventory, routes: table, diagnosis: diagnosis, now: 1_800_000_000)
    let services = inventory.serviceNames.prefix(4).map {
      TraceRequest(.service($0, nil), from: .inside)
    }
    for request in urls.compactMap({ try? TraceRequest([$0]) }) + services {
      let trace = Trace(request, in: world)
      try Violation.unless(!trace.hops.isEmpty, "a trace without hops")
      for hop in trace.hops {
        try Violation.unless(hop.says.english == hop.says.english.cleaned, "a hop is not cleaned")
      }
      let share = trace.backends.reduce(0) { $0 + $1.share }
      try Violation.unless(share < 1.000_1, "\(share) of the requests")
    }
  }
}
