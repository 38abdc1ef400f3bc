import TestSupport
import Topology

/// Contour's HTTPProxies.
extension FaultFixture {
  static let contour =
    contourHosts + contourIncludes + contourServices + contourCertificates + contourStatus

  private static let shop = "httpproxy/shop/shop"

  private static let contourHosts: [FaultFixture] = [
    FaultFixture("httpproxy-fqdn-missing-or-duplicate", shop) {
      $0.proxy(more: #""virtualhost":{}"#)
    } sound: {
      $0.proxy()
    },
    FaultFixture("httpproxy-fqdn-missing-or-duplicate", shop, count: 2) {
      $0.proxy()
      $0.proxy("other", more: #""virtualhost":{"fqdn":"SHOP.local"}"#, namespace: "other")
    } sound: {
      $0.proxy()
      $0.proxy("other", more: #""virtualhost":{"fqdn":"*.local"}"#)
      // Another class is another Contour's.
      $0.proxy(
        "third", more: #""virtualhost":{"fqdn":"shop.local"},"ingressClassName":"inner""#)
    },
    FaultFixture("httpproxy-nothing-defined", shop) {
      $0.proxy(routes: "")
    } sound: {
      $0.proxy(routes: "", more: #""virtualhost":{"fqdn":"shop.local"},"includes":[{"name":"c"}]"#)
      $0.proxy("c", more: #""includes":[]"#)
    },
    FaultFixture("httpproxy-nothing-defined", shop) {
      $0.proxy(routes: #"{"conditions":[{"prefix":"/a"}]}"#)
    } sound: {
      $0.proxy(routes: #"{"directResponsePolicy":{"statusCode":200}}"#)
    },
    FaultFixture("httpproxy-nothing-defined", shop) {
      $0.proxy(
        routes:
          #"{"services":[{"name":"web","port":80}],"requestRedirectPolicy":{"hostname":"a"}}"#)
    } sound: {
      $0.proxy(routes: #"{"requestRedirectPolicy":{"hostname":"a"}}"#)
    },
    FaultFixture("httpproxy-nothing-defined", shop) {
      $0.proxy(
        more:
          #""virtualhost":{"fqdn":"shop.local"},"tcpproxy":{"services":[{"name":"web","port":80}]}"#
      )
    } sound: {
      $0.proxy(
        more:
          #""virtualhost":{"fqdn":"shop.local","tls":{"passthrough":true}},"tcpproxy":{"services":[{"name":"web","port":80}]}"#
      )
    },
    FaultFixture("httpproxy-policy-invalid", shop) {
      $0.proxy(
        routes:
          #"{"conditions":[{"prefix":"/a"},{"exact":"/b"}],"services":[{"name":"web","port":80}]}"#)
    } sound: {
      $0.proxy(
        routes:
          #"{"conditions":[{"prefix":"/a"},{"header":{"name":"x","present":true}}],"services":[{"name":"web","port":80}]}"#
      )
    },
    FaultFixture("httpproxy-policy-invalid", shop) {
      $0.proxy(
        routes: #"{"conditions":[{"prefix":"a"}],"services":[{"name":"web","port":80}]}"#)
    } sound: {
      $0.proxy(routes: #"{"conditions":[{"regex":"/a+"}],"services":[{"name":"web","port":80}]}"#)
    },
  ]

  private static let contourIncludes: [FaultFixture] = [
    FaultFixture("httpproxy-orphaned", "httpproxy/shop/child") {
      $0.proxy()
      $0.proxy("child", more: "")
    } sound: {
      $0.root(including: #"{"name":"child"}"#)
      $0.proxy("child", more: "")
    },
    // One orphan includes another.
    FaultFixture("httpproxy-orphaned", "httpproxy/shop/child", count: 2) {
      $0.proxy("lost", more: #""includes":[{"name":"child"}]"#)
      $0.proxy("child", more: "")
    } sound: {
      $0.root(including: #"{"name":"lost"}"#)
      $0.proxy("lost", more: #""includes":[{"name":"child"}]"#)
      $0.proxy("child", more: "")
    },
    FaultFixture("httpproxy-include-broken", shop) {
      $0.root(including: #"{"name":"chidl","conditions":[{"prefix":"/a"}]}"#)
      $0.proxy("child", more: "")
    } sound: {
      $0.root(including: #"{"name":"child","conditions":[{"prefix":"/a"}]}"#)
      $0.proxy("child", more: "")
    },
    FaultFixture("httpproxy-include-broken", shop) {
      $0.root(including: #"{"name":"child"}"#)
      $0.proxy("child", more: "", namespace: "other")
    } sound: {
      $0.root(including: #"{"name":"child","namespace":"other"}"#)
      $0.proxy("child", routes: "", more: "", namespace: "other")
    },
    FaultFixture("httpproxy-include-broken", shop) {
      $0.root(including: #"{"name":"child"}"#)
      $0.proxy("child", more: #""virtualhost":{"fqdn":"other.local"}"#)
    } sound: {
      $0.root(including: #"{"name":"child"}"#)
      $0.proxy("child", more: "")
    },
    FaultFixture("httpproxy-include-broken", "httpproxy/shop/two") {
      $0.root(including: #"{"name":"one"}"#)
      $0.proxy("one", more: #""includes":[{"name":"two"}]"#)
      $0.proxy("two", more: #""includes":[{"name":"one"}]"#)
    } sound: {
      // One may be reached in two ways.
      $0.root(including: #"{"name":"one"},{"name":"two","conditions":[{"prefix":"/b"}]}"#)
      $0.proxy("one", more: #""includes":[{"name":"two","conditions":[{"prefix":"/a"}]}]"#)
      $0.proxy("two", more: "")
    },
    FaultFixture("httpproxy-include-broken", shop) {
      $0.root(including: #"{"name":"child","conditions":[{"exact":"/a"}]},{"name":"child"}"#)
      $0.proxy("child", more: "")
    } sound: {
      $0.root(including: #"{"name":"child","conditions":[{"prefix":"/a"}]},{"name":"child"}"#)
      $0.proxy("child", more: "")
    },
    FaultFixture("httpproxy-include-broken", shop) {
      $0.root(
        including:
          #"{"name":"a","conditions":[{"prefix":"/a"}]},{"name":"b","conditions":[{"prefix":"/a"}]}"#
      )
      $0.proxy("a", more: "")
      $0.proxy("b", more: #""virtualhost":{"fqdn":"b.local"}"#)
    } sound: {
      // Without any condition Contour takes both.
      $0.root(including: #"{"name":"a"},{"name":"b"}"#)
      $0.proxy("a", more: "")
      $0.proxy("b", more: "")
    },
  ]

  private static let contourServices: [FaultFixture] = [
    FaultFixture("httpproxy-service-unresolved", shop) {
      $0.proxy(routes: #"{"services":[{"name":"wbe","port":80}]}"#)
    } sound: {
      $0.proxy(routes: #"{"services":[{"name":"web","port":80}]}"#)
    },
    FaultFixture("httpproxy-service-unresolved", shop) {
      $0.proxy(routes: #"{"services":[{"name":"web","port":8080}]}"#)
    } sound: {
      $0.proxy(routes: #"{"services":[{"name":"web","port":80,"weight":0}]}"#)
    },
    FaultFixture("httpproxy-service-unresolved", shop) {
      $0.proxy(
        routes: #"{"services":[{"name":"web","port":80},{"name":"gone","port":80,"mirror":true}]}"#
      )
    } sound: {
      $0.proxy(
        routes: #"{"services":[{"name":"web","port":80},{"name":"web","port":80,"mirror":true}]}"#)
    },
    // A Service is looked for in the namespace of the HTTPProxy that states the rule.
    FaultFixture("httpproxy-service-unresolved", "httpproxy/other/child") {
      $0.root(including: #"{"name":"child","namespace":"other"}"#)
      $0.proxy("child", more: "", namespace: "other")
    } sound: {
      $0.root(including: #"{"name":"child"}"#)
      $0.proxy("child", more: "")
    },
  ]

  private static let certificate: JSONValue = [
    "tls.crt": .string(TestCertificate.shop), "tls.key": "x",
  ]

  private static let contourCertificates: [FaultFixture] = [
    FaultFixture("httpproxy-tls-invalid", shop) {
      $0.proxy(tls: #"{"secretName":"cert"}"#)
    } sound: {
      $0.proxy(tls: #"{"secretName":"cert"}"#)
      $0.secret("cert", certificate)
    },
    FaultFixture("httpproxy-tls-invalid", shop) {
      $0.proxy(tls: #"{"secretName":"cert"}"#)
      $0.secret("cert", ["tls.crt": "x", "tls.key": "x"])
    } sound: {
      $0.proxy(tls: #"{"secretName":"shop/cert"}"#)
      $0.secret("cert", certificate)
    },
    FaultFixture("httpproxy-tls-invalid", shop) {
      $0.proxy(tls: "{}")
    } sound: {
      $0.proxy(tls: #"{"passthrough":true}"#)
    },
    FaultFixture("httpproxy-tls-invalid", shop) {
      $0.proxy(tls: #"{"passthrough":true,"secretName":"cert"}"#)
      $0.secret("cert", certificate)
    } sound: {
      $0.proxy(tls: #"{"secretName":"cert"}"#)
      $0.secret("cert", certificate)
    },
    FaultFixture("httpproxy-tls-invalid", "httpproxy/other/shop") {
      $0.proxy(routes: "{}", tls: #"{"secretName":"shop/cert"}"#, namespace: "other")
      $0.secret("cert", certificate)
      $0.delegation(of: "cert", to: #"["*","third"]"#)
    } sound: {
      $0.proxy(
        routes: #"{"directResponsePolicy":{"statusCode":200}}"#,
        tls: #"{"secretName":"shop/cert"}"#,
        namespace: "other")
      $0.secret("cert", certificate)
      $0.delegation(of: "cert", to: #"["other"]"#)
    },
  ]

  private static let contourStatus: [FaultFixture] = [
    FaultFixture("httpproxy-policy-invalid", shop) {
      $0.proxy(status: invalid("RouteError", "TimeoutPolicyNotValid"))
    } sound: {
      $0.proxy(status: #"{"currentStatus":"valid","description":"Valid HTTPProxy"}"#)
    },
    FaultFixture("contour-listener-missing", shop) {
      $0.proxy(status: invalid("ListenerError", "ErrorIdentifyingListener"))
    } sound: {
      // Contour has not yet looked at what is there now.
      $0.proxy(status: invalid("ListenerError", "ErrorIdentifyingListener", observed: 1))
    },
    FaultFixture("httpproxy-tls-invalid", shop) {
      $0.proxy(status: invalid("TLSError", "FallbackNotPresent"))
    } sound: {
      $0.proxy()
    },
  ]

  private static func invalid(_ type: String, _ reason: String, observed: Int = 2) -> String {
    #"{"currentStatus":"invalid","conditions":[{"type":"Valid","status":"False","observedGeneration":\#(observed),"errors":[{"type":"\#(type)","reason":"\#(reason)","message":"as told."}]}]}"#
  }
}

extension SmallCluster {
  /// Adds an HTTPProxy, and the Service `web` of namespace `shop` with a pod; `more` takes the place of its virtual
  /// host, `tls` adds to it.
  mutating func proxy(
    _ name: String = "shop", routes: String = #"{"services":[{"name":"web","port":80}]}"#,
    tls: String? = nil, more: String? = nil, namespace: String = "shop", status: String = "{}"
  ) {
    let host =
      tls.map { #""virtualhost":{"fqdn":"shop.local","tls":\#($0)}"# }
      ?? #""virtualhost":{"fqdn":"shop.local"}"#
    let parts = [more ?? host, #""routes":[\#(routes)]"#].filter { !$0.isEmpty }
    contourObject(.httpProxy, namespace, name, "{\(parts.joined(separator: ","))}", status)
    if name == "shop" { webPod() }
  }

  /// Adds the root `shop` that includes these, and has no rule of its own.
  mutating func root(including includes: String) {
    proxy(
      routes: "", more: #""virtualhost":{"fqdn":"shop.local"},"includes":[\#(includes)]"#)
  }

  /// Adds a permission of namespace `shop` to use a Secret.
  fileprivate mutating func delegation(of secret: String, to namespaces: String) {
    contourObject(
      .certificateDelegation, "shop", "certs",
      #"{"delegations":[{"secretName":"\#(secret)","targetNamespaces":\#(namespaces)}]}"#, "{}")
  }

  private mutating func contourObject(
    _ kind: ResourceKind, _ namespace: String, _ name: String, _ spec: String, _ status: String
  ) {
    let object = #"""
      {"metadata":{"name":"\#(name)","namespace":"\#(namespace)","generation":2},
       "spec":\#(spec),"status":\#(status)}
      """#
    // What cannot be read is a text, so that a test with a slip in it fails.
    add(kind, (try? JSONValue(parsing: object)) ?? .string(object))
  }
}
