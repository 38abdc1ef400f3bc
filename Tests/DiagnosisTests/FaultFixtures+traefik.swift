import TestSupport
import Topology

/// The rules of Traefik.
extension FaultFixture {
  static let traefikRoutes = traefikRules + traefikServices + traefikMiddlewares

  private static let edge = "ingressroute/shop/edge"
  private static let rule = "ingressroute-empty-match"
  private static let service = "ingressroute-service-broken"
  private static let reference = "ingressroute-ref-broken"

  private static let traefikRules: [FaultFixture] = [
    FaultFixture(rule, edge) {
      $0.traefikRoute(match: "")
    } sound: {
      $0.traefikRoute()
    },
    FaultFixture(rule, edge) {
      $0.traefikRoute(match: "Host(`shop.local`) && Path(`api`)")
    } sound: {
      $0.traefikRoute(match: "Host(`shop.local`) && (Path(`/api`) || !Method(`GET`))")
    },
    // Of v2, and nothing says so.
    FaultFixture(rule, edge) {
      $0.traefikRoute(match: "Host(`shop.local`, `shop.test`)")
    } sound: {
      $0.traefikRoute(match: "Host(`shop.local`, `shop.test`)", more: #","syntax":"v2""#)
    },
    // Deeper than is followed, which is no fault.
    FaultFixture(rule, edge) {
      $0.traefikRoute(match: "(Host(`shop.local`)")
    } sound: {
      let deep = String(repeating: "(", count: 500)
      $0.traefikRoute(match: deep + "Host(`a`)" + String(repeating: ")", count: 500))
    },
    FaultFixture(rule, "ingressroutetcp/shop/db") {
      $0.traefikConnection(match: "HostSNI(`db.local`)")
    } sound: {
      $0.traefikConnection(match: "HostSNI(`*`)")
      $0.traefikConnection("tls", match: "HostSNI(`db.local`)", tls: #"{"passthrough":true}"#)
    },
  ]

  private static let traefikServices: [FaultFixture] = [
    FaultFixture(service, edge) {
      $0.traefikRoute(services: #"{"name":"wbe","port":80}"#)
    } sound: {
      $0.traefikRoute(services: #"{"name":"web","port":"http"}"#)
    },
    FaultFixture(service, edge) {
      $0.traefikRoute(services: #"{"name":"web","port":8080}"#)
    } sound: {
      $0.traefikRoute(services: #"{"name":"web","port":80},{"name":"web","port":80}"#)
    },
    FaultFixture(service, edge) {
      $0.traefikRoute(services: #"{"name":"web"}"#)
    } sound: {
      $0.traefikRoute(services: #"{"name":"api@internal","kind":"TraefikService"}"#)
    },
    FaultFixture(service, edge) {
      $0.traefikRoute(services: split)
    } sound: {
      $0.traefikRoute(services: split)
      $0.traefik(
        .traefikService, "split", #"{"weighted":{"services":[{"name":"web","port":80}]}}"#)
    },
    FaultFixture(service, edge) {
      $0.traefikRoute(services: split)
      $0.traefik(.traefikService, "split", #"{"weighted":{"services":[\#(split)]}}"#)
    } sound: {
      // One may be reached in two ways.
      $0.traefikRoute(services: "\(split),\(split)")
      $0.traefik(
        .traefikService, "split",
        #"{"mirroring":{"name":"web","port":80,"mirrors":[{"name":"web","port":80,"percent":5}]}}"#)
    },
    FaultFixture(service, edge) {
      $0.traefikRoute(services: split)
      $0.traefik(
        .traefikService, "split", #"{"weighted":{"services":[{"name":"gone","port":80}]}}"#)
    } sound: {
      $0.traefikRoute(services: split)
      $0.traefik(
        .traefikService, "split",
        #"{"failover":{"service":{"name":"web","port":80},"fallback":{"name":"web","port":80}}}"#)
    },
    FaultFixture(service, "ingressroutetcp/shop/db") {
      $0.traefikConnection(services: #"{"name":"gone","port":80}"#)
    } sound: {
      $0.traefikConnection()
    },
  ]

  private static let split = #"{"name":"split","kind":"TraefikService"}"#

  private static let traefikMiddlewares: [FaultFixture] = [
    FaultFixture(reference, edge) {
      $0.traefikRoute(middlewares: #"{"name":"stirp"}"#)
      $0.traefik(.middleware, "strip", "{}")
    } sound: {
      $0.traefikRoute(middlewares: #"{"name":"strip"},{"name":"auth@file"}"#)
      $0.traefik(.middleware, "strip", "{}")
    },
    FaultFixture(reference, edge) {
      $0.traefikRoute(middlewares: #"{"name":"both"}"#)
      $0.traefik(.middleware, "both", #"{"chain":{"middlewares":[{"name":"both"}]}}"#)
    } sound: {
      $0.traefikRoute(middlewares: #"{"name":"both"}"#)
      $0.traefik(.middleware, "both", #"{"chain":{"middlewares":[{"name":"strip"}]}}"#)
      $0.traefik(.middleware, "strip", "{}")
    },
    FaultFixture(reference, edge) {
      $0.traefikRoute(middlewares: #"{"name":"both"}"#)
      $0.traefik(.middleware, "both", #"{"chain":{"middlewares":[{"name":"gone"}]}}"#)
    } sound: {
      $0.traefikRoute(middlewares: #"{"name":"both"}"#)
      $0.traefik(.middleware, "both", #"{"chain":{"middlewares":[]}}"#)
    },
    FaultFixture(reference, edge) {
      $0.traefikRoute(middlewares: #"{"name":"strip","namespace":"edge"}"#)
      $0.traefik(.middleware, "strip", "{}", namespace: "edge")
    } sound: {
      $0.traefikRoute(middlewares: #"{"name":"strip","namespace":"shop"}"#)
      $0.traefik(.middleware, "strip", "{}")
    },
    FaultFixture(reference, "ingress/shop/web") {
      $0.traefikIngress(middlewares: "shop-stirp@kubernetescrd")
      $0.traefik(.middleware, "strip", "{}")
    } sound: {
      $0.traefikIngress(middlewares: "shop-strip@kubernetescrd, auth@file")
      $0.traefik(.middleware, "strip", "{}")
    },
  ]
}

extension SmallCluster {
  /// Adds an object of Traefik's.
  mutating func traefik(
    _ kind: ResourceKind, _ name: String, _ spec: String, namespace: String = "shop"
  ) {
    let object = #"""
      {"apiVersion":"traefik.io/v1alpha1",
       "metadata":{"name":"\#(name)","namespace":"\#(namespace)"},"spec":\#(spec)}
      """#
    // What cannot be read is a text, so that a test with a slip in it fails.
    add(kind, (try? JSONValue(parsing: object)) ?? .string(object))
  }

  /// Adds the IngressRoute `edge` with one rule, and the Service `web`.
  mutating func traefikRoute(
    match: String = "Host(`shop.local`)", services: String = #"{"name":"web","port":80}"#,
    middlewares: String = "", more: String = ""
  ) {
    traefik(
      .ingressRoute, "edge",
      #"{"routes":[{"match":"\#(match)","services":[\#(services)],"middlewares":[\#(middlewares)]\#(more)}]}"#
    )
    webPod()
  }

  /// Adds an IngressRouteTCP with one rule, and the Service `web`.
  mutating func traefikConnection(
    _ name: String = "db", match: String = "HostSNI(`*`)",
    services: String = #"{"name":"web","port":80}"#, tls: String = "null"
  ) {
    traefik(
      .ingressRouteTCP, name,
      #"{"tls":\#(tls),"routes":[{"match":"\#(match)","services":[\#(services)]}]}"#)
    traefik(.ingressRoute, "none", #"{"routes":[]}"#)
    if name == "db" { webPod() }
  }

  /// Adds an Ingress that Traefik serves, with middlewares.
  fileprivate mutating func traefikIngress(middlewares: String) {
    ingressClass("traefik", "traefik.io/ingress-controller")
    controller("traefik", in: "traefik")
    ingress(
      "web",
      annotations: [
        "kubernetes.io/ingress.class": "traefik",
        "traefik.ingress.kubernetes.io/router.middlewares": middlewares,
      ], "shop.local/ Prefix web:80")
    webPod()
  }
}
