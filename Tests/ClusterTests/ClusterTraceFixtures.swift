import Topology

/// What is sent through Traefik: applications that answer with their names, Ingresses of every form in two
/// namespaces, and the hosts and paths that are asked for.
struct ClusterTraceFixtures {
  /// Two namespaces; the name of the first one is part of every host and of every path without host.
  let first: String
  let second: String

  /// Asks for one path of one host.
  struct Request: Hashable, CustomStringConvertible {
    let host: String
    let path: String
    var description: String { "\(host)\(path)" }
  }

  /// The answers, and with them the names of the Services that have pods.
  static let applications = [
    "one", "two", "three", "exact", "wild", "bare", "rest", "named", "node", "headless", "half",
    "published", "several",
  ]

  private static func deployment(
    _ name: String, app: String? = nil, isReady: Bool = true, node: String? = nil
  ) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: \(name)}
    spec:
      selector: {matchLabels: {app: \(app ?? name), part: \(name)}}
      template:
        metadata:
          labels: {app: \(app ?? name), part: \(name)}
          annotations: {demo/body: \(app ?? name), demo/ready: "\(isReady)"}
        spec:
          nodeSelector: {\(node.map { "kubernetes.io/hostname: \($0)" } ?? "")}
          containers:
          - name: main
            image: none
            ports: [{name: http, containerPort: 8080}, {name: admin, containerPort: 8081}]
            readinessProbe: {httpGet: {path: /readyz, port: http}}
    ---

    """
  }

  private static func service(
    _ name: String, _ spec: String = "", app: String? = nil,
    ports: String = "{port: 80, targetPort: http}"
  ) -> String {
    """
    apiVersion: v1
    kind: Service
    metadata: {name: \(name)}
    spec: {selector: {app: \(app ?? name)}, ports: [\(ports)]\(spec.isEmpty ? "" : ", \(spec)")}
    ---

    """
  }

  /// The applications of the first namespace and their Services.
  static let manifests =
    (applications.map { deployment($0, isReady: $0 != "published") }
    + [
      deployment("half-b", app: "half", isReady: false), deployment("unready", isReady: false),
    ]
    + ["one", "two", "three", "exact", "wild", "bare", "rest", "half", "unready"].map {
      service($0)
    }
    + [
      service("named", ports: "{name: web, port: 8000, targetPort: http}"),
      service("node", "type: NodePort"),
      service("headless", "clusterIP: None", ports: "{port: 8080, targetPort: http}"),
      service("published", "publishNotReadyAddresses: true"),
      service(
        "several",
        ports: "{name: web, port: 80, targetPort: http}, {name: admin, port: 81, targetPort: admin}"
      ),
      service("empty", app: "nobody"),
      service("unnamed", app: "one", ports: "{port: 80, targetPort: nothing}"),
      service("udp", app: "one", ports: "{port: 53, targetPort: 5353, protocol: UDP}"),
      """
      apiVersion: v1
      kind: Service
      metadata: {name: alias}
      spec: {type: ExternalName, externalName: one.test, ports: [{port: 80}]}

      """,
    ]).joined()

  /// The applications of the second namespace.
  static let secondManifests =
    ["four", "five"].map { deployment($0) + service($0) }.joined()

  /// Services of kube-proxy's, by how they are reached.
  static let doors =
    (["near", "far"].map { deployment($0, node: $0 == "near" ? "node1" : "node2") }
    + [
      service("plain", "type: NodePort", app: "near"), service("inner", app: "near"),
      service("none", "type: NodePort", app: "nobody"), service("inner-none", app: "nobody"),
      service("local", "type: NodePort, externalTrafficPolicy: Local", app: "near"),
      service("elsewhere", "type: NodePort, externalTrafficPolicy: Local", app: "far"),
    ]).joined()

  private func host(_ name: String) -> String {
    name.isEmpty ? "" : "\(name).\(first).test"
  }

  /// One Ingress; rules are `HOST/PATH TYPE SERVICE[:PORT]`, a host as its first label.
  private func ingress(
    _ name: String, _ rules: [String], class className: String? = "traefik",
    annotations: [String: String] = [:], more: String = ""
  ) -> String {
    let notes = annotations.map { "\($0.key): \"\($0.value)\"" }.joined(separator: ", ")
    let list = rules.map { text -> String in
      let words = text.split(separator: " ").map(String.init)
      let slash = words[0].firstIndex(of: "/") ?? words[0].endIndex
      let target = words[2].split(separator: ":").map(String.init)
      let port = target.count == 1 ? "80" : target[1]
      let host = host(String(words[0][..<slash]))
      return """
          - \(host.isEmpty ? "" : "host: \"\(host)\"\n    ")http:
              paths:
              - path: "\(words[0][slash...])"
                pathType: \(words[1])
                backend:
                  service: {name: \(target[0]), port: {\(Int(port) == nil ? "name" : "number"): \(port)}}

        """
    }.joined()
    return """
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: \(name), annotations: {\(notes)}}
      spec:
        \(className.map { "ingressClassName: \($0)" } ?? "")
        \(more)
        \(list.isEmpty ? "" : "rules:\n\(list)")
      ---

      """
  }

  private static let router = "traefik.ingress.kubernetes.io/router."
  private static let classAnnotation = "kubernetes.io/ingress.class"

  /// Everything in the first namespace but what answers every request.
  var ingresses: String {
    let all = [
      ingress(
        "shop",
        [
          "shop/ Prefix one", "shop/api Prefix two", "shop/api/v1 Prefix three",
          "shop/api/v1/healthy Exact exact", "shop/api Exact exact",
          "shop/a-long-exact-path Exact exact", "shop/slash/ Prefix two",
          "shop/impl ImplementationSpecific three", "shop/re.+[a] ImplementationSpecific three",
          "shop/exact/ Exact exact",
        ]),
      ingress("same-a", ["same/ Prefix one", "same/both Prefix one"]),
      ingress("same-b", ["same/ Prefix two", "same/both Prefix one"]),
      ingress("wild", ["*.wild/ Prefix wild", "*.wild/deep Exact exact"]),
      ingress(
        "tame",
        ["a.wild/ Prefix one", "a-host-of-many-letters-in-a-row.wild/ Prefix two"]),
      ingress("broken", ["broken/ Prefix one"] + Self.broken.map { "broken\($0)" }),
      ingress("lost", Self.broken.map { "lost\($0)" }),
      ingress(
        "ports",
        [
          "ports/named Prefix named:web", "ports/number Prefix named:8000",
          "ports/node Prefix node", "ports/headless Prefix headless:8080",
          "ports/half Prefix half", "ports/published Prefix published",
          "ports/admin Prefix several:admin", "ports/81 Prefix several:81",
          "ports/udp Prefix udp:53",
        ]),
      ingress("twice", ["twice/ Prefix one", "twice/ Prefix two", "twice/x Prefix three"]),
      ingress(
        "everywhere",
        ["/\(first) Prefix bare", "/\(first)/a-path-longer-than-any-host-of-them Exact exact"]),
      ingress(
        "beside", ["beside/a Prefix one"],
        more: "defaultBackend: {service: {name: two, port: {number: 80}}}"),
      ingress("heavy", ["heavy/ Prefix one"], annotations: ["\(Self.router)priority": "1000"]),
      ingress("light", ["heavy/a-path Prefix two"]),
      ingress(
        "matcher", ["matcher/a ImplementationSpecific one", "matcher/b Prefix two"],
        annotations: ["\(Self.router)pathmatcher": "Path"]),
      ingress("classless", ["classless/ Prefix one"], class: nil),
      ingress(
        "legacy", ["legacy/ Prefix one"], class: nil,
        annotations: [Self.classAnnotation: "traefik"]),
      ingress(
        "stranger", ["stranger/ Prefix one"], class: nil,
        annotations: [Self.classAnnotation: "stranger-\(first)"]),
      ingress("nowhere", ["nowhere/ Prefix one"], class: "nowhere-\(first)"),
      ingress("foreign", ["foreign/ Prefix one"], class: "foreign-\(first)"),
    ]
    return all.joined() + old + routes
  }

  /// Rules whose Services do not answer.
  private static let broken = [
    "/missing Prefix missing", "/empty Prefix empty", "/unready Prefix unready",
    "/number Prefix one:81", "/name Prefix one:web", "/alias Prefix alias",
    "/unnamed Prefix unnamed", "/missing/x Exact two",
  ]

  /// Ingresses of extensions/v1beta1: rules without a path, and without anything.
  private var old: String {
    """
    apiVersion: extensions/v1beta1
    kind: Ingress
    metadata: {name: old, annotations: {\(Self.classAnnotation): traefik}}
    spec:
      rules:
      - host: \(host("old"))
        http:
          paths:
          - {backend: {serviceName: one, servicePort: 80}}
          - {path: /api, backend: {serviceName: named, servicePort: web}}
          - {path: /api/exact, pathType: Exact, backend: {serviceName: exact, servicePort: 80}}
      - http:
          paths: [{backend: {serviceName: three, servicePort: 80}}]
    ---

    """
  }

  private var routes: String {
    """
    apiVersion: traefik.io/v1alpha1
    kind: IngressRoute
    metadata: {name: route}
    spec:
      routes:
      - {kind: Rule, match: 'Host(`\(host("heavy"))`) && PathPrefix(`/route`)', services: [{name: three, port: 80}], priority: 2000}
      - {kind: Rule, match: 'Host(`\(host("shop"))`) && PathPrefix(`/api/v1/route`)', services: [{name: exact, port: 80}]}
    ---

    """
  }

  /// What the second namespace adds to hosts of the first.
  var secondIngresses: String {
    ingress("shop", ["shop/api/four Prefix four", "second/ Prefix five", "second/four Exact four"])
  }

  /// An Ingress without rules, which answers what nothing else does.
  var everything: String {
    ingress("rest", [], more: "defaultBackend: {service: {name: rest, port: {number: 80}}}")
  }

  /// A class of a controller that nobody runs.
  var foreignClass: String {
    """
    apiVersion: networking.k8s.io/v1
    kind: IngressClass
    metadata: {name: foreign-\(first)}
    spec: {controller: projectcontour.io/projectcontour/contour}

    """
  }

  /// Every host with every path that may concern it.
  ///
  /// None of them has two slashes in a row: Traefik 3.0, which this cluster has, does not clean paths before it routes,
  /// as later ones do, whose way the trace takes (TraefikAgreementTests).
  var requests: [Request] {
    let paths = [
      "/", "/api", "/api/", "/apiary", "/api/v1", "/api/v1/healthy", "/API", "/%61pi", "/x",
      "/\(first)", "/\(first)/a-path-longer-than-any-host-of-them",
    ]
    let own: [String: [String]] = [
      "shop": [
        "/api/v1/healthy/x", "/api/v12", "/a-long-exact-path", "/a-long-exact-path/x", "/slash",
        "/slash/", "/slash/x", "/impl", "/implicit", "/re.+[a]", "/reaa", "/exact", "/exact/",
        "/api/four", "/api/v1/route", "/api?x=/api/v1",
      ],
      "same": ["/both"], "a.wild": ["/deep"], "b.wild": ["/deep", "/deep/x"],
      "a-host-of-many-letters-in-a-row.wild": ["/deep"], "a.b.wild": [],
      "wild": [], "beside": ["/a"], "heavy": ["/a-path", "/route", "/route/x"],
      "matcher": ["/a", "/a/x", "/b", "/b/x"], "twice": ["/x/y"], "classless": [], "legacy": [],
      "stranger": [], "nowhere": [], "foreign": [], "old": ["/api/exact", "/api/exact/x"],
      "second": ["/four"], "unheard": [], "SHOP": [],
      "ports": [
        "/named", "/number", "/node", "/headless", "/half", "/published", "/admin", "/81", "/udp",
      ],
      "broken": Self.brokenPaths, "lost": Self.brokenPaths,
    ]
    return own.sorted { $0.key < $1.key }.flatMap { name, more in
      (paths + more).map { Request(host: host(name), path: $0) }
    }
  }

  private static let brokenPaths = [
    "/missing", "/missing/x", "/missing/x/y", "/empty", "/unready", "/unready/x", "/number",
    "/name", "/alias", "/unnamed",
  ]
}
