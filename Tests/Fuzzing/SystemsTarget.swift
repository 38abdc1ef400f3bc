import Diagnosis
import Language
import Routing
import Topology

/// Objects of ingress-nginx, Istio, Linkerd, of all policies and of network plugins: one object or one `host path` a line.
struct SystemsTarget: FuzzTarget {
  let name = "systems"

  private static let cluster = """
    {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"s","labels":{"istio-injection":"enabled"},"annotations":{"linkerd.io/inject":"enabled","config.linkerd.io/default-inbound-policy":"deny"}}}
    {"apiVersion":"v1","kind":"Service","metadata":{"name":"w","namespace":"s"},"spec":{"clusterIP":"10.1.0.1","selector":{"a":"b"},"ports":[{"name":"http","port":80}]}}
    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"s","labels":{"a":"b"}},"spec":{"containers":[{"name":"c","ports":[{"name":"http","containerPort":80}]}]},"status":{"phase":"Running","podIP":"10.0.0.1","conditions":[{"type":"Ready","status":"True"}]}}
    {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"w-1","namespace":"s","labels":{"kubernetes.io/service-name":"w"}},"addressType":"IPv4","ports":[{"name":"http","port":80}],"endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true},"targetRef":{"kind":"Pod","name":"p","namespace":"s"}}]}

    """

  let corpus = [
    """
    {"apiVersion":"networking.istio.io/v1","kind":"Gateway","metadata":{"name":"g","namespace":"s"},"spec":{"selector":{"a":"b"},"servers":[{"port":{"number":80,"protocol":"HTTP"},"hosts":["*.example.com","s/b"],"tls":{"httpsRedirect":true}}]}}
    {"apiVersion":"networking.istio.io/v1","kind":"VirtualService","metadata":{"name":"v","namespace":"s"},"spec":{"hosts":["a.example.com"],"gateways":["g","mesh"],"http":[{"match":[{"uri":{"prefix":"/a"},"headers":{"x":{"regex":"b.*"}}}],"rewrite":{"uri":"/c"},"route":[{"destination":{"host":"w","subset":"v1"},"weight":90},{"destination":{"host":"w.s.svc.cluster.local","subset":"v2"},"weight":10}],"mirror":{"host":"w"},"mirrorPercentage":{"value":5}},{"delegate":{"name":"d"}},{"redirect":{"uri":"/x","redirectCode":308}}]}}
    {"apiVersion":"networking.istio.io/v1","kind":"VirtualService","metadata":{"name":"d","namespace":"s"},"spec":{"http":[{"directResponse":{"status":204}}]}}
    {"apiVersion":"networking.istio.io/v1","kind":"DestinationRule","metadata":{"name":"r","namespace":"s"},"spec":{"host":"w","subsets":[{"name":"v1","labels":{"a":"b"}}]}}
    {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"e","namespace":"s"},"spec":{"hosts":["x.example.net"],"ports":[{"number":443,"protocol":"TLS"}]}}
    {"apiVersion":"security.istio.io/v1","kind":"AuthorizationPolicy","metadata":{"name":"z","namespace":"s"},"spec":{"action":"DENY","rules":[{"from":[{"source":{"principals":["cluster.local/ns/s/sa/*"],"ipBlocks":["10.0.0.0/8"]}}],"to":[{"operation":{"paths":["/a*"]}}],"when":[{"key":"request.headers[x]","values":["y"]}]}]}}
    {"apiVersion":"security.istio.io/v1","kind":"PeerAuthentication","metadata":{"name":"m","namespace":"s"},"spec":{"mtls":{"mode":"STRICT"},"portLevelMtls":{"80":{"mode":"PERMISSIVE"}}}}
    a.example.com /a?b
    """,
    """
    {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"r","namespace":"s"},"spec":{"parentRefs":[{"group":"","kind":"Service","name":"w","port":80}],"rules":[{"matches":[{"path":{"value":"/a"}}],"backendRefs":[{"name":"w","port":80,"weight":3},{"name":"x","port":80}]}]},"status":{"parents":[{"controllerName":"linkerd.io/policy-controller","parentRef":{"name":"w"},"conditions":[{"type":"Accepted","status":"True","observedGeneration":2}]}]}}
    {"apiVersion":"linkerd.io/v1alpha2","kind":"ServiceProfile","metadata":{"name":"w.s.svc.cluster.local","namespace":"s"},"spec":{"dstOverrides":[{"authority":"w.s.svc.cluster.local:80","weight":"900m"}]}}
    {"apiVersion":"split.smi-spec.io/v1alpha2","kind":"TrafficSplit","metadata":{"name":"t","namespace":"s"},"spec":{"service":"w","backends":[{"service":"w","weight":1}]}}
    {"apiVersion":"policy.linkerd.io/v1beta3","kind":"Server","metadata":{"name":"w","namespace":"s"},"spec":{"podSelector":{"matchLabels":{"a":"b"}},"port":"http","accessPolicy":"all-authenticated"}}
    {"apiVersion":"policy.linkerd.io/v1alpha1","kind":"AuthorizationPolicy","metadata":{"name":"a","namespace":"s"},"spec":{"targetRef":{"kind":"Server","name":"w"},"requiredAuthenticationRefs":[{"kind":"MeshTLSAuthentication","name":"m"},{"kind":"NetworkAuthentication","name":"n"}]}}
    {"apiVersion":"policy.linkerd.io/v1alpha1","kind":"MeshTLSAuthentication","metadata":{"name":"m","namespace":"s"},"spec":{"identities":["*.s.serviceaccount.identity.linkerd.cluster.local"],"identityRefs":[{"kind":"ServiceAccount","name":"c"}]}}
    {"apiVersion":"policy.linkerd.io/v1alpha1","kind":"NetworkAuthentication","metadata":{"name":"n","namespace":"s"},"spec":{"networks":[{"cidr":"10.0.0.0/8","except":["10.1.0.1"]}]}}
    {"apiVersion":"policy.linkerd.io/v1beta1","kind":"ServerAuthorization","metadata":{"name":"o","namespace":"s"},"spec":{"server":{"selector":{"matchLabels":{"a":"b"}}},"client":{"meshTLS":{"serviceAccounts":[{"name":"c"}]}}}}
    w.s.svc.cluster.local /a/b
    """,
    """
    {"apiVersion":"networking.k8s.io/v1","kind":"IngressClass","metadata":{"name":"nginx"},"spec":{"controller":"k8s.io/ingress-nginx"}}
    {"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"i","namespace":"s","annotations":{"nginx.ingress.kubernetes.io/use-regex":"true","nginx.ingress.kubernetes.io/rewrite-target":"/$2","nginx.ingress.kubernetes.io/server-alias":"b.example.com,~^c","nginx.ingress.kubernetes.io/permanent-redirect":"https://d/","nginx.ingress.kubernetes.io/default-backend":"w","nginx.ingress.kubernetes.io/app-root":"/r","nginx.ingress.kubernetes.io/force-ssl-redirect":"true"}},"spec":{"ingressClassName":"nginx","rules":[{"host":"a.example.com","http":{"paths":[{"path":"/a(/|$)(.*)","pathType":"ImplementationSpecific","backend":{"service":{"name":"w","port":{"number":80}}}}]}}]}}
    b.example.com /a/b
    a.example.com /
    """,
    """
    {"apiVersion":"projectcalico.org/v3","kind":"GlobalNetworkPolicy","metadata":{"name":"default.g"},"spec":{"tier":"default","order":10,"selector":"a == 'b' && has(c)","types":["Ingress"],"ingress":[{"action":"Deny","protocol":"TCP","source":{"nets":["10.0.0.0/8"],"notSelector":"all()"},"destination":{"ports":[80,"90:99"]}},{"action":"Pass"}]}}
    {"apiVersion":"cilium.io/v2","kind":"CiliumNetworkPolicy","metadata":{"name":"c","namespace":"s"},"spec":{"endpointSelector":{"matchLabels":{"a":"b"}},"ingress":[{"fromEntities":["world"],"toPorts":[{"ports":[{"port":"80","protocol":"TCP"}],"rules":{"http":[{"method":"GET","path":"/a.*"}]}}]}],"ingressDeny":[{"fromCIDR":["10.2.0.0/16"]}]}}
    {"apiVersion":"policy.networking.k8s.io/v1alpha1","kind":"AdminNetworkPolicy","metadata":{"name":"n"},"spec":{"priority":5,"subject":{"namespaces":{}},"ingress":[{"action":"Deny","from":[{"pods":{"namespaceSelector":{},"podSelector":{}}}],"ports":[{"portNumber":{"port":80,"protocol":"TCP"}}]}]}}
    {"apiVersion":"crd.projectcalico.org/v1","kind":"IPPool","metadata":{"name":"p"},"spec":{"cidr":"10.0.0.0/16","ipipMode":"Always","vxlanMode":"Never","nodeSelector":"all()"}}
    {"apiVersion":"crd.projectcalico.org/v1","kind":"BGPPeer","metadata":{"name":"b"},"spec":{"peerIP":"192.0.2.1:179","asNumber":"64512"}}
    {"apiVersion":"cilium.io/v2","kind":"CiliumNode","metadata":{"name":"n"},"spec":{"ipam":{"podCIDRs":["10.0.1.0/24"]}}}
    {"apiVersion":"metallb.io/v1beta1","kind":"IPAddressPool","metadata":{"name":"l","namespace":"m"},"spec":{"addresses":["192.0.2.1-192.0.2.9"]}}
    {"apiVersion":"v1","kind":"Service","metadata":{"name":"l","namespace":"s","annotations":{"service.beta.kubernetes.io/aws-load-balancer-type":"nlb"}},"spec":{"type":"LoadBalancer","loadBalancerClass":"service.k8s.aws/nlb","ports":[{"port":80}]}}
    w.s.svc.cluster.local /a
    """,
  ].map { cluster + $0 }

  let words = [
    "\"weight\":-1", "\"weight\":9223372036854775807", "\"\"", "\"*\"", "null", "[]", "{}", "true",
    "1e99", "\"a\":", "\n", "/", "..", "%2F", "$1", "(.*)", "0.0.0.0/0", "::/0", "/33", "-1",
    "\"priority\":", "\"generation\":", "\\u001b", "\u{202E}",
  ]

  private static let kinds = Dictionary(
    (RouteAdapters.kinds + PolicySystems.kinds + ResourceKind.known).map {
      ("\($0.apiVersion) \($0.kind)", $0)
    }, uniquingKeysWith: { first, _ in first })

  /// The kind of an object; one that nobody reads as a kind of its own is kept as it is.
  private static func kind(of object: JSONValue) -> ResourceKind? {
    guard let version = object["apiVersion"].string, let name = object["kind"].string else {
      return nil
    }
    if let known = kinds["\(version) \(name)"] { return known }
    let parts = version.split(separator: "/").map(String.init)
    guard parts.count == 2 else { return nil }
    return ResourceKind(
      group: parts[0], version: parts[1], kind: name, plural: "\(name.lowercased())s")
  }

  func check(_ input: [UInt8]) throws {
    var inventory = Inventory()
    var urls: [String] = []
    for line in String(decoding: input, as: UTF8.self).split(separator: "\n") {
      if let object = try? JSONValue(parsing: String(line)) {
        guard let kind = Self.kind(of: object) else { continue }
        let resource = Resource(object, kind: kind)
        inventory.apply(.applied(resource))
        if case .generic(let generic) = resource { _ = ReportedStatus.all(of: generic) }
      } else if urls.count < 4 {
        urls.append("http://" + line.split(separator: " ").joined())
      }
    }
    try check(ClusterNetwork(inventory, unreadable: []))
    try check(inventory, urls)
  }

  private func check(_ network: ClusterNetwork) throws {
    for text in network.balancers.flatMap({ $0.pending + $0.remarks }) {
      try Violation.unless(text.english == text.english.cleaned, "a load balancer is not cleaned")
    }
  }

  private func check(_ inventory: Inventory, _ urls: [String]) throws {
    let table = RoutingTable(inventory)
    for route in table.routes {
      let share = route.backends.reduce(0) { $0 + route.share(of: $1) }
      try Violation.unless(share < 1.000_1, "\(share) of the requests of \(route.source)")
    }
    let diagnosis = Diagnosis(inventory, routes: table, extent: .manifests, now: 1_800_000_000)
    for text in diagnosis.faults.flatMap({ [$0.says.english, $0.fix.english] }) {
      try Violation.unless(text == text.cleaned && !text.isEmpty, "a fault is not cleaned")
    }
    let world = TraceWorld(inventory, routes: table, diagnosis: diagnosis, now: 1_800_000_000)
    for url in urls {
      for source in [nil, "pod/s/p"] {
        guard let request = try? TraceRequest([url], from: source) else { continue }
        let trace = Trace(request, in: world)
        try Violation.unless(!trace.hops.isEmpty, "a trace without hops")
        for hop in trace.hops {
          let says = hop.says.english
          try Violation.unless(says == says.cleaned, "a hop is not cleaned: \(says)")
        }
        let share = trace.backends.reduce(0) { $0 + $1.share }
        try Violation.unless(share < 1.000_1, "\(share) of the requests to \(url)")
      }
    }
  }
}
