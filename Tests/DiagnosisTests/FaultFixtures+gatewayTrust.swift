import TestSupport
import Topology

/// Certificates of Gateways, ReferenceGrants and BackendTLSPolicies.
extension FaultFixture {
  private static let certificate: JSONValue = [
    "tls.crt": .string(TestCertificate.shop), "tls.key": "x",
  ]
  private static func https(_ tls: String, hostname: String = "", name: String = "https") -> String
  {
    let host = hostname.isEmpty ? "" : #""hostname":"\#(hostname)","#
    return #"{"name":"\#(name)","port":443,"protocol":"HTTPS",\#(host)"tls":\#(tls)}"#
  }
  private static func http(_ more: String, name: String = "http") -> String {
    #"{"name":"\#(name)","port":80,"protocol":"HTTP"\#(more)}"#
  }

  static let gatewayTrust = gatewayCertificates + gatewayPolicies

  private static let gatewayCertificates: [FaultFixture] = [
    FaultFixture("listener-tls-missing-or-forbidden", "gateway/shop/edge") {
      $0.gateway(listeners: #"{"name":"https","port":443,"protocol":"HTTPS"}"#)
    } sound: {
      $0.gateway(
        listeners: #"{"name":"https","port":443,"protocol":"HTTPS"}"#,
        metadata: #"{"annotations":{"networking.gke.io/certmap":"certs"}}"#)
    },
    FaultFixture("listener-tls-missing-or-forbidden", "gateway/shop/edge") {
      $0.gateway(listeners: http(#","tls":{"certificateRefs":[{"name":"cert"}]}"#))
    } sound: {
      $0.gateway(
        listeners: #"{"name":"tls","port":443,"protocol":"TLS","tls":{"mode":"Passthrough"}}"#)
    },
    FaultFixture("listener-tls-missing-or-forbidden", "gateway/shop/edge") {
      $0.gateway(listeners: https("{}"))
    } sound: {
      $0.gateway(listeners: https(#"{"options":{"example.com/certificate":"x"}}"#))
    },
    FaultFixture("listener-cert-ref-invalid", "gateway/shop/edge") {
      $0.gateway(listeners: https(#"{"certificateRefs":[{"name":"cert"}]}"#))
    } sound: {
      $0.gateway(listeners: https(#"{"certificateRefs":[{"name":"cert"}]}"#))
      $0.secret("cert", certificate)
    },
    FaultFixture("listener-cert-ref-invalid", "gateway/shop/edge") {
      $0.gateway(listeners: https(#"{"certificateRefs":[{"name":"cert"}]}"#))
      $0.secret("cert", ["tls.crt": "nothing", "tls.key": "x"])
    } sound: {
      // Kinds of other groups are an implementation's.
      $0.gateway(
        listeners: https(
          #"{"certificateRefs":[{"group":"example.com","kind":"Vault","name":"cert"}]}"#))
    },
    FaultFixture("listener-cert-ref-not-permitted", "gateway/other/edge") {
      $0.otherGateway(https(#"{"certificateRefs":[{"name":"cert","namespace":"shop"}]}"#))
      $0.secret("cert", certificate)
      $0.grant(from: "HTTPRoute", to: "Secret")
    } sound: {
      $0.otherGateway(https(#"{"certificateRefs":[{"name":"cert","namespace":"shop"}]}"#))
      $0.secret("cert", certificate)
      $0.grant(from: "Gateway", to: "Secret", named: "cert")
    },
    FaultFixture("listener-ca-ref-invalid", "gateway/shop/edge") {
      $0.gateway(
        more:
          #","tls":{"frontend":{"default":{"validation":{"caCertificateRefs":[{"group":"","kind":"ConfigMap","name":"ca"}]}}}}"#
      )
      $0.configMap("ca", ["other": "x"])
    } sound: {
      $0.gateway(
        more:
          #","tls":{"frontend":{"default":{"validation":{"caCertificateRefs":[{"group":"","kind":"ConfigMap","name":"ca"}]}}}}"#
      )
      $0.configMap("ca", ["ca.crt": .string(TestCertificate.shop)])
    },
    FaultFixture("listener-ca-ref-invalid", "gateway/shop/edge") {
      $0.gateway(
        more:
          #","tls":{"frontend":{"default":{"validation":{"caCertificateRefs":[{"kind":"Service","name":"ca"}]}}}}"#
      )
    } sound: {
      // Without any ConfigMap nothing is known of them.
      $0.gateway(
        more:
          #","tls":{"frontend":{"default":{"validation":{"caCertificateRefs":[{"kind":"ConfigMap","name":"ca"}]}}}}"#
      )
    },
    FaultFixture("gateway-client-cert-ref-invalid", "gateway/shop/edge") {
      $0.gateway(more: #","tls":{"backend":{"clientCertificateRef":{"name":"cert"}}}"#)
    } sound: {
      $0.gateway(
        more: #","tls":{"backend":{"clientCertificateRef":{"name":"cert"}}}"#,
        status: SmallCluster.conditions([("ResolvedRefs", "True", "ResolvedRefs")]))
    },
    FaultFixture("listener-overlapping-tls", "gateway/shop/edge") {
      $0.gateway(
        listeners: https(#"{"certificateRefs":[{"name":"cert"}]}"#, hostname: "*.a.test") + ","
          + https(#"{"certificateRefs":[{"name":"cert"}]}"#, hostname: "b.a.test", name: "b"))
      $0.secret("cert", certificate)
    } sound: {
      $0.gateway(
        listeners: https(#"{"certificateRefs":[{"name":"cert"}]}"#, hostname: "*.a.test") + ","
          + https(#"{"certificateRefs":[{"name":"cert"}]}"#, hostname: "a.test", name: "b"))
      $0.secret("cert", certificate)
    },
  ]

  private static let gatewayPolicies: [FaultFixture] = [
    FaultFixture("reference-grant-dangling", "referencegrant/shop/grant") {
      $0.namespace("shop")
      $0.grant()
    } sound: {
      $0.namespace("shop")
      $0.namespace("other")
      $0.grant()
    },
    FaultFixture("reference-grant-dangling", "referencegrant/shop/grant") {
      $0.grant(named: "web")
    } sound: {
      $0.webPod()
      $0.grant(named: "web")
    },
    FaultFixture("backend-tls-policy-invalid", "backendtlspolicy/shop/tls") {
      $0.webPod()
      $0.policy(validation: #"{"hostname":"web.shop"}"#)
    } sound: {
      $0.webPod()
      $0.policy()
    },
    FaultFixture("backend-tls-policy-invalid", "backendtlspolicy/shop/tls") {
      $0.webPod()
      $0.policy("older", created: "2026-01-01T00:00:00Z")
      $0.policy(created: "2026-01-02T00:00:00Z")
    } sound: {
      $0.webPod()
      $0.policy("older", created: "2026-01-01T00:00:00Z")
      $0.policy(section: #","sectionName":"http""#, created: "2026-01-02T00:00:00Z")
    },
    FaultFixture("policy-target-not-found", "backendtlspolicy/shop/tls") {
      $0.policy()
    } sound: {
      $0.webPod()
      $0.policy(section: #","sectionName":"http""#)
    },
  ]
}

extension SmallCluster {
  /// A Gateway of namespace `other`.
  fileprivate mutating func otherGateway(_ listeners: String) {
    gatewayObject(
      "Gateway", "other", "edge", #"{"gatewayClassName":"edge","listeners":[\#(listeners)]}"#)
  }

  /// A ConfigMap of namespace `shop`.
  fileprivate mutating func configMap(_ name: String, _ data: JSONValue) {
    add(.configMap, ["metadata": ["name": .string(name), "namespace": "shop"], "data": data])
  }

  /// A BackendTLSPolicy about the Service `web`.
  fileprivate mutating func policy(
    _ name: String = "tls", section: String = "",
    validation: String = #"{"hostname":"web.shop","wellKnownCACertificates":"System"}"#,
    created: String = ""
  ) {
    gatewayObject(
      "BackendTLSPolicy", "shop", name,
      #"{"targetRefs":[{"group":"","kind":"Service","name":"web"\#(section)}],"validation":\#(validation)}"#,
      metadata: #"{"creationTimestamp":"\#(created)"}"#)
  }
}
