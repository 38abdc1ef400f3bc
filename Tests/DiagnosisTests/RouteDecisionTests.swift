import Diagnosis
import Routing
import Testing
import Topology

/// What is decided about requests, as values.
@Suite struct RouteDecisionTests {
  private static func object(_ kind: ResourceKind, _ name: String, _ spec: JSONValue) -> Resource {
    Resource(
      [
        "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind),
        "metadata": ["name": .string(name), "namespace": "shop"], "spec": spec,
      ], kind: kind)
  }

  private static func world(_ objects: [Resource]) -> TraceWorld {
    let inventory = Inventory(objects)
    let routes = RoutingTable(inventory)
    return TraceWorld(
      inventory, routes: routes,
      diagnosis: Diagnosis(inventory, routes: routes, extent: .playground))
  }

  private static func request(
    _ host: String, _ path: String, query: String = "", isSecure: Bool = false, port: Int? = nil
  ) -> GatewayRequest {
    GatewayRequest(
      method: "GET", host: host, path: path, query: query, isSecure: isSecure, port: port)
  }

  private static let services: JSONValue = [["name": "web", "port": 80]]

  @Test func `a redirect of an HTTPProxy states its parts`() {
    func location(
      _ policy: JSONValue, _ path: String, query: String = "", port: Int? = nil
    ) -> String? {
      let proxy = Self.object(
        .httpProxy, "web",
        [
          "virtualhost": ["fqdn": "a.test"],
          "routes": [["conditions": [["prefix": "/old"]], "requestRedirectPolicy": policy]],
        ])
      let decision = RouteDecision(
        Self.request("a.test", path, query: query, port: port), in: Self.world([proxy]))
      return decision.answer?.location
    }
    #expect(location(["scheme": "https"], "/old/x", query: "a=b") == "https://a.test/old/x?a=b")
    #expect(location(["hostname": "b.test"], "/old", port: 8080) == "http://b.test/old")
    #expect(location(["port": 8443], "/old", port: 8080) == "http://a.test:8443/old")
    #expect(location(["path": "/new"], "/old/x", port: 8080) == "http://a.test:8080/new")
    #expect(location(["prefix": "/new"], "/old/x") == "http://a.test/new/x")
    #expect(location(["prefix": "/"], "/old/x") == "http://a.test/x")
  }

  @Test func `plain requests for a host with TLS are led to https, unless a rule lets them pass`() {
    let secret = Resource(
      [
        "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
        "metadata": ["name": "c", "namespace": "shop"],
        "data": ["tls.crt": "", "tls.key": ""],
      ], kind: .secret)
    let proxy = Self.object(
      .httpProxy, "web",
      [
        "virtualhost": ["fqdn": "a.test", "tls": ["passthrough": true]],
        "routes": [
          ["services": Self.services],
          [
            "conditions": [["prefix": "/open"]], "permitInsecure": true,
            "services": Self.services,
          ],
        ],
      ])
    let world = Self.world([secret, proxy])
    let plain = RouteDecision(Self.request("a.test", "/x"), in: world)
    #expect(plain.answer == RouteAnswer(301, location: "https://a.test/x"))
    #expect(RouteDecision(Self.request("a.test", "/open"), in: world).answer == nil)
    #expect(RouteDecision(Self.request("a.test", "/x", isSecure: true), in: world).answer == nil)
  }

  @Test func `a gateway of Istio that leads to https does so before it looks at the rules`() {
    let gateway = Self.object(
      .istioGateway, "door",
      [
        "servers": [
          [
            "port": ["number": 80, "protocol": "HTTP"], "hosts": ["*"],
            "tls": ["httpsRedirect": true],
          ],
          [
            "port": ["number": 443, "protocol": "HTTPS"], "hosts": ["*"],
            "tls": ["mode": "SIMPLE", "credentialName": "c"],
          ],
        ]
      ])
    let service = Self.object(
      .virtualService, "web",
      [
        "hosts": ["a.test"], "gateways": ["door"],
        "http": [
          [
            "match": [["uri": ["prefix": "/in"]]],
            "rewrite": ["uri": "/out", "authority": "b.test"],
            "headers": ["request": ["set": ["x-a": "1"], "remove": ["x-b"]]],
            "route": [["destination": ["host": "web"]]],
          ]
        ],
      ])
    let world = Self.world([gateway, service])
    let plain = RouteDecision(Self.request("a.test", "/none"), in: world)
    #expect(plain.answer == RouteAnswer(301, location: "https://a.test/none"))
    let secure = RouteDecision(Self.request("a.test", "/in/x", isSecure: true), in: world)
    #expect(secure.answer == nil && secure.action?.path == "/out/x")
    #expect(secure.action?.host == "b.test" && secure.action?.headers.removed == ["x-b"])
    let missed = RouteDecision(Self.request("a.test", "/x", isSecure: true), in: world)
    #expect(missed.route == nil && missed.answer == RouteAnswer(404))
  }

  @Test func `of two systems that have a host the more specific rule decides`() {
    let proxy = Self.object(
      .httpProxy, "web",
      [
        "virtualhost": ["fqdn": "a.test"],
        "routes": [["conditions": [["prefix": "/deep/path"]], "services": Self.services]],
      ])
    let route = Self.object(
      .ingressRoute, "web",
      [
        "routes": [
          ["match": "Host(`a.test`)", "services": Self.services],
          ["match": "Host(`a.test`) && PathPrefix(`/deep/path/more`)", "services": Self.services],
        ]
      ])
    var traefik = route
    if case .generic(var object) = traefik {
      object.object["apiVersion"] = "traefik.io/v1alpha1"
      traefik = .generic(object)
    }
    let service = Resource(
      [
        "apiVersion": "v1", "kind": "Service",
        "metadata": ["name": "web", "namespace": "shop"],
        "spec": ["type": "ExternalName", "externalName": "localhost", "ports": [["port": 80]]],
      ], kind: .service)
    let world = Self.world([proxy, traefik, service])
    func kind(_ path: String) -> String? {
      RouteDecision(Self.request("a.test", path), in: world).route?.source.kind
    }
    #expect(kind("/deep/path") == "HTTPProxy")
    #expect(kind("/deep") == "IngressRoute")
  }

  @Test func `a decision among five thousand routes does not look at those of other hosts`() {
    let objects = (0..<1250).flatMap { number -> [Resource] in
      let host = JSONValue.string("h\(number).test")
      return [
        Self.object(
          .httpProxy, "p\(number)",
          [
            "virtualhost": ["fqdn": host],
            "routes": [
              ["services": Self.services],
              ["conditions": [["prefix": "/a"]], "services": Self.services],
              ["conditions": [["prefix": "/b"]], "services": Self.services],
              ["conditions": [["exact": "/c"]], "services": Self.services],
            ],
          ])
      ]
    }
    let world = Self.world(objects)
    #expect(world.routes.routes.count == 5000)
    let clock = ContinuousClock()
    let taken = clock.measure {
      for number in 0..<1000 {
        let decision = RouteDecision(Self.request("h\(number).test", "/b/x"), in: world)
        #expect(decision.route?.path == "/b")
      }
    }
    print("a decision among 5000 routes: \(taken / 1000)")
    // Without optimization, and on a machine that does much else; with it it takes a fiftieth.
    #expect(taken / 1000 < .milliseconds(2))
  }
}
