import TestSupport
import Topology

/// Routes of the Gateway API.
extension FaultFixture {
  static let gatewayRoutes = gatewayParents + gatewayBackends + gatewayRules

  private static func allowed(_ namespaces: String) -> String {
    #"{"name":"http","port":80,"protocol":"HTTP","allowedRoutes":{"namespaces":\#(namespaces)}}"#
  }

  private static let otherParent = #"{"name":"edge","namespace":"shop"}"#
  private static let otherBackend =
    #"{"backendRefs":[{"name":"web","namespace":"shop","port":80}]}"#

  private static let gatewayParents: [FaultFixture] = [
    FaultFixture("route-parent-not-found", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(parent: #"{"name":"egde"}"#)
    } sound: {
      $0.edge()
      $0.httpRoute()
    },
    FaultFixture("route-parent-not-found", "httproute/other/web") {
      // The namespace of a parent is the route's own unless it says another.
      $0.edge(listener: allowed(#"{"from":"All"}"#))
      $0.httpRoute(parent: #"{"name":"edge"}"#, rules: otherBackend, namespace: "other")
      $0.grant()
    } sound: {
      $0.edge(listener: allowed(#"{"from":"All"}"#))
      $0.httpRoute(parent: otherParent, rules: otherBackend, namespace: "other")
      $0.grant()
    },
    FaultFixture("route-parent-not-found", "httproute/shop/web") {
      $0.webPod()
      $0.httpRoute(parent: #"{"group":"","kind":"Service","name":"wbe"}"#)
    } sound: {
      $0.webPod()
      $0.httpRoute(
        parent:
          #"{"group":"","kind":"Service","name":"web"},{"group":"example.com","kind":"Mesh","name":"x"}"#
      )
    },
    FaultFixture("route-parent-section-or-port-mismatch", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(parent: #"{"name":"edge","sectionName":"https"}"#)
    } sound: {
      $0.edge()
      $0.httpRoute(parent: #"{"name":"edge","sectionName":"http","port":80}"#)
    },
    FaultFixture("route-parent-section-or-port-mismatch", "httproute/shop/web") {
      // Both have to fit the same listener.
      $0.edge(
        listener:
          #"{"name":"a","port":80,"protocol":"HTTP"},{"name":"b","port":81,"protocol":"HTTP"}"#)
      $0.httpRoute(parent: #"{"name":"edge","sectionName":"a","port":81}"#)
    } sound: {
      $0.edge(
        listener:
          #"{"name":"a","port":80,"protocol":"HTTP"},{"name":"b","port":81,"protocol":"HTTP"}"#)
      $0.httpRoute(parent: #"{"name":"edge","port":81}"#)
    },
    FaultFixture("route-not-allowed-by-listener", "httproute/other/web") {
      $0.edge()
      $0.httpRoute(parent: otherParent, rules: otherBackend, namespace: "other")
      $0.grant()
    } sound: {
      // Any one listener suffices.
      $0.edge(
        listener: #"{"name":"own","port":81,"protocol":"HTTP"},"# + allowed(#"{"from":"All"}"#))
      $0.httpRoute(parent: otherParent, rules: otherBackend, namespace: "other")
      $0.grant()
    },
    FaultFixture("route-not-allowed-by-listener", "httproute/other/web") {
      // The labels are those of the namespace, not of the route.
      $0.edge(listener: allowed(#"{"from":"Selector","selector":{"matchLabels":{"edge":"yes"}}}"#))
      $0.namespace("other", labels: ["edge": "no"])
      $0.httpRoute(
        parent: otherParent, rules: otherBackend, namespace: "other",
        metadata: #"{"labels":{"edge":"yes"}}"#)
      $0.grant()
    } sound: {
      $0.edge(listener: allowed(#"{"from":"Selector","selector":{"matchLabels":{"edge":"yes"}}}"#))
      $0.namespace("other", labels: ["edge": "yes"])
      $0.httpRoute(parent: otherParent, rules: otherBackend, namespace: "other")
      $0.grant()
    },
    FaultFixture("route-not-allowed-by-listener", "httproute/shop/web") {
      $0.edge(listener: #"{"name":"tcp","port":80,"protocol":"TCP"}"#)
      $0.httpRoute()
    } sound: {
      $0.edge(
        listener:
          #"{"name":"http","port":80,"protocol":"HTTP","allowedRoutes":{"kinds":[{"kind":"HTTPRoute"}]}}"#
      )
      $0.httpRoute()
    },
    FaultFixture("route-not-allowed-by-listener", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(
        status: SmallCluster.parentStatus([("Accepted", "False", "NotAllowedByListeners")]))
    } sound: {
      // The controller's word is the last one.
      $0.edge(
        listener:
          #"{"name":"http","port":80,"protocol":"HTTP","allowedRoutes":{"namespaces":{"from":"None"}}}"#
      )
      $0.httpRoute(status: SmallCluster.parentStatus([("Accepted", "True", "Accepted")]))
    },
    FaultFixture("route-hostname-no-intersection", "httproute/shop/web") {
      // A wildcard stands for one label or more, never for none.
      $0.edge(listener: #"{"name":"http","port":80,"protocol":"HTTP","hostname":"*.a.test"}"#)
      $0.httpRoute(more: #","hostnames":["a.test","b.test"]"#)
    } sound: {
      $0.edge(listener: #"{"name":"http","port":80,"protocol":"HTTP","hostname":"*.a.test"}"#)
      $0.httpRoute(more: #","hostnames":["b.test","x.y.a.test"]"#)
    },
    FaultFixture("route-match-invalid", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(status: SmallCluster.parentStatus([("Accepted", "False", "TooManyRoutes")]))
    } sound: {
      $0.edge()
      $0.httpRoute(
        status: SmallCluster.parentStatus([("Accepted", "False", "TooManyRoutes")]),
        metadata: #"{"generation":3}"#)
    },
    FaultFixture("route-no-status", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(metadata: #"{"uid":"u","creationTimestamp":"2026-05-31T23:59:00Z"}"#)
    } sound: {
      // A controller may take a minute.
      $0.edge()
      $0.httpRoute(metadata: #"{"uid":"u","creationTimestamp":"2026-05-31T23:59:01Z"}"#)
    },
    FaultFixture("route-partially-invalid", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(
        status: SmallCluster.parentStatus([
          ("Accepted", "True", "Accepted"), ("PartiallyInvalid", "True", "UnsupportedValue"),
        ]))
    } sound: {
      // What is wrong with the rule is said already.
      $0.edge()
      $0.httpRoute(
        rules: #"{"matches":[{"method":"get"}],"backendRefs":[{"name":"web","port":80}]}"#,
        status: SmallCluster.parentStatus([
          ("Accepted", "True", "Accepted"), ("PartiallyInvalid", "True", "UnsupportedValue"),
        ]))
    },
  ]

  private static let gatewayBackends: [FaultFixture] = [
    FaultFixture("route-backend-not-found", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(rules: #"{"backendRefs":[{"name":"wbe","port":80}]}"#)
    } sound: {
      $0.edge()
      $0.httpRoute()
    },
    FaultFixture("route-backend-not-found", "httproute/shop/web") {
      // The namespace of the backend is not the route's.
      $0.edge()
      $0.httpRoute(
        rules: #"{"backendRefs":[{"kind":"Service","name":"web","namespace":"other","port":80}]}"#)
      $0.gatewayObject(
        "ReferenceGrant", "other", "grant",
        #"{"from":[{"group":"gateway.networking.k8s.io","kind":"HTTPRoute","namespace":"shop"}],"to":[{"group":"","kind":"Service"}]}"#
      )
    } sound: {
      $0.edge(listener: allowed(#"{"from":"All"}"#))
      $0.httpRoute(parent: otherParent, rules: otherBackend, namespace: "other")
      $0.grant()
    },
    FaultFixture("route-backend-not-found", "tcproute/shop/db") {
      $0.tcpRoute(#"{"name":"db","port":80}"#)
    } sound: {
      $0.webPod()
      $0.tcpRoute(#"{"name":"web","port":80}"#)
    },
    FaultFixture("route-backend-port-missing", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(rules: #"{"backendRefs":[{"name":"web","port":8080}]}"#)
    } sound: {
      $0.edge()
      $0.httpRoute()
    },
    FaultFixture("route-backend-port-missing", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(rules: #"{"backendRefs":[{"name":"web"}]}"#)
    } sound: {
      // Kinds of implementations may need no port.
      $0.edge()
      $0.httpRoute(
        rules: #"{"backendRefs":[{"group":"example.com","kind":"Bucket","name":"web"}]}"#)
    },
    FaultFixture("route-backend-ref-not-permitted", "httproute/other/web") {
      $0.edge(listener: allowed(#"{"from":"All"}"#))
      $0.httpRoute(parent: otherParent, rules: otherBackend, namespace: "other")
      // Both halves have to be in one grant.
      $0.grant("a", named: "api")
      $0.grant("b", from: "GRPCRoute", named: "web")
      $0.service("api", selector: ["app": "web"])
    } sound: {
      $0.edge(listener: allowed(#"{"from":"All"}"#))
      $0.httpRoute(parent: otherParent, rules: otherBackend, namespace: "other")
      $0.grant(named: "web")
    },
    FaultFixture("route-backend-kind-unsupported", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(
        rules: #"{"backendRefs":[{"group":"apps","kind":"Deployment","name":"web","port":80}]}"#)
    } sound: {
      $0.edge()
      $0.httpRoute(rules: #"{"backendRefs":[{"group":"","name":"web","port":80}]}"#)
    },
    FaultFixture("route-backend-protocol-unsupported", "httproute/shop/dns") {
      $0.edge()
      $0.dnsService()
      $0.httpRoute("dns", rules: #"{"backendRefs":[{"name":"dns","port":53}]}"#)
    } sound: {
      $0.dnsService()
      $0.gatewayObject(
        "UDPRoute", "shop", "dns", #"{"rules":[{"backendRefs":[{"name":"dns","port":53}]}]}"#,
        version: "v1alpha2")
    },
    FaultFixture("route-backend-no-endpoints", "httproute/shop/web") {
      $0.gatewayClass()
      $0.gateway()
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 1, ready: 0, labels: ["app": "web"])
      $0.httpRoute()
    } sound: {
      // Nobody is sent there.
      $0.edge()
      $0.service("next", selector: ["app": "next"])
      $0.httpRoute(
        rules: #"{"backendRefs":[{"name":"web","port":80},{"name":"next","port":80,"weight":0}]}"#)
    },
  ]

  private static let gatewayRules: [FaultFixture] = [
    FaultFixture("route-backend-weights", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(rules: #"{"backendRefs":[{"name":"web","port":80,"weight":0}]}"#)
    } sound: {
      $0.edge()
      $0.httpRoute(
        rules: #"{"backendRefs":[{"name":"web","port":80,"weight":0},{"name":"web","port":80}]}"#)
    },
    FaultFixture("route-no-backend-no-filter", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(rules: #"{"matches":[{"path":{"value":"/a"}}]}"#)
    } sound: {
      $0.edge()
      $0.httpRoute(
        rules: #"{"filters":[{"type":"RequestRedirect","requestRedirect":{"scheme":"https"}}]}"#)
    },
    FaultFixture("route-no-backend-no-filter", "httproute/shop/web") {
      // The API gives a route without rules one that matches everything.
      $0.edge()
      $0.httpRoute(rules: "")
    } sound: {
      // A mesh sends these to the Service itself.
      $0.webPod()
      $0.httpRoute(parent: #"{"group":"","kind":"Service","name":"web"}"#, rules: "{}")
    },
    FaultFixture("route-filters-incompatible", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(
        rules:
          #"{"filters":[{"type":"RequestRedirect","requestRedirect":{}},{"type":"URLRewrite","urlRewrite":{}}]}"#
      )
    } sound: {
      $0.edge()
      $0.httpRoute(
        rules:
          #"{"filters":[{"type":"RequestMirror","requestMirror":{"backendRef":{"name":"web","port":80}}},{"type":"RequestMirror","requestMirror":{"backendRef":{"name":"web","port":80}}}],"backendRefs":[{"name":"web","port":80}]}"#
      )
    },
    FaultFixture("route-filters-incompatible", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(
        rules:
          #"{"matches":[{"path":{"type":"Exact","value":"/a"}}],"filters":[{"type":"URLRewrite","urlRewrite":{"path":{"type":"ReplacePrefixMatch","replacePrefixMatch":"/"}}}],"backendRefs":[{"name":"web","port":80}]}"#
      )
    } sound: {
      $0.edge()
      $0.httpRoute(
        rules:
          #"{"matches":[{"path":{"value":"/a"}}],"filters":[{"type":"URLRewrite","urlRewrite":{"path":{"type":"ReplacePrefixMatch","replacePrefixMatch":"/"}}}],"backendRefs":[{"name":"web","port":80}]}"#
      )
    },
    FaultFixture("route-match-invalid", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(
        rules: #"{"matches":[{"path":{"value":"a"}}],"backendRefs":[{"name":"web","port":80}]}"#)
    } sound: {
      $0.edge()
      $0.httpRoute(
        rules:
          #"{"matches":[{"path":{"type":"RegularExpression","value":"/(?P<id>[[:alpha:]]+)/[^)]*"}}],"backendRefs":[{"name":"web","port":80}]}"#
      )
    },
    FaultFixture("route-match-invalid", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(
        rules:
          #"{"matches":[{"headers":[{"type":"RegularExpression","name":"a","value":"(b"}]}],"backendRefs":[{"name":"web","port":80}]}"#
      )
    } sound: {
      $0.edge()
      $0.httpRoute(
        rules:
          #"{"matches":[{"method":"GET","headers":[{"name":"a","value":"(b"}]}],"backendRefs":[{"name":"web","port":80}]}"#
      )
    },
    FaultFixture("route-match-invalid", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(more: #","hostnames":["10.0.0.1"]"#)
    } sound: {
      $0.edge()
      $0.httpRoute(more: #","hostnames":["*.a.test"]"#)
    },
    FaultFixture("route-rule-shadowed", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute("older", metadata: #"{"creationTimestamp":"2026-01-01T00:00:00Z"}"#)
      $0.httpRoute(
        rules:
          #"{"matches":[{"path":{"type":"PathPrefix","value":"/"}}],"backendRefs":[{"name":"web","port":80}]}"#,
        metadata: #"{"creationTimestamp":"2026-01-02T00:00:00Z"}"#)
    } sound: {
      // A redirect of one listener beside the route of another one.
      $0.edge(
        listener:
          #"{"name":"a","port":80,"protocol":"HTTP"},{"name":"b","port":81,"protocol":"HTTP"}"#)
      $0.httpRoute("older", parent: #"{"name":"edge","sectionName":"a"}"#)
      $0.httpRoute(parent: #"{"name":"edge","sectionName":"b"}"#)
    },
    FaultFixture("route-rule-shadowed", "httproute/shop/web") {
      $0.edge()
      $0.httpRoute(
        rules:
          #"{"matches":[{"path":{"value":"/a"}}],"backendRefs":[{"name":"web","port":80}]},{"matches":[{"path":{"value":"/a/"}}],"backendRefs":[{"name":"web","port":80}]}"#
      )
    } sound: {
      $0.edge()
      $0.httpRoute(
        rules:
          #"{"matches":[{"path":{"value":"/a"}}],"backendRefs":[{"name":"web","port":80}]},{"matches":[{"path":{"value":"/a"},"method":"GET"}],"backendRefs":[{"name":"web","port":80}]}"#
      )
    },
  ]
}

extension SmallCluster {
  /// A TCPRoute of the Gateway `edge` that leads to one backend.
  fileprivate mutating func tcpRoute(_ backend: String) {
    gatewayClass()
    gateway(listeners: #"{"name":"tcp","port":5432,"protocol":"TCP"}"#)
    gatewayObject(
      "TCPRoute", "shop", "db",
      #"{"parentRefs":[{"name":"edge"}],"rules":[{"backendRefs":[\#(backend)]}]}"#,
      version: "v1alpha2")
  }

  /// A Service of a UDP port with an endpoint.
  fileprivate mutating func dnsService() {
    service(
      Service(
        metadata: Metadata(name: "dns", namespace: "shop"), clusterIP: "10.0.0.9",
        ports: [Service.Port(name: "dns", number: 53, target: .number(53), transport: .udp)],
        selector: ["app": "web"]))
    pods("dns", 1, labels: ["app": "web"])
  }
}
