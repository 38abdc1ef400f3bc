import Diagnosis
import TestSupport
import Testing
import Topology

/// The field edits that faults offer, by what is broken; nothing where the value could only be guessed.
@Suite struct OfferedFieldTests {
  struct Offer: Sendable, CustomTestStringConvertible {
    let id: String
    let field: FieldEdit?
    let build: @Sendable (inout SmallCluster) -> Void

    init(
      _ id: String, _ field: FieldEdit?, _ build: @escaping @Sendable (inout SmallCluster) -> Void
    ) {
      (self.id, self.field, self.build) = (id, field, build)
    }

    var testDescription: String { "\(id): \(field?.pointer ?? "nothing")" }
  }

  private static let service = ObjectReference("Service", "shop", "web")
  private static let ingress = ObjectReference("Ingress", "shop", "web")
  private static let nginx = "nginx.ingress.kubernetes.io/"
  private static let secret = FieldEdit(
    ingress, field: "spec.tls[0].secretName", from: "cert", to: "good")

  private static func annotated(
    _ annotation: String, _ value: String
  ) -> @Sendable (inout SmallCluster) -> Void {
    {
      $0.nginx()
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 2, labels: ["app": "web"])
      $0.ingress("web", annotations: [annotation: value], "shop.local/ Prefix web:80")
    }
  }

  /// An Ingress with this certificate, and beside it Secrets with certificates that are good.
  private static func secured(
    _ certificate: String?, good names: String...
  ) -> @Sendable (inout SmallCluster) -> Void {
    {
      $0.nginx()
      if let certificate {
        $0.secret("cert", ["tls.crt": .string(certificate), "tls.key": ""])
      }
      for name in names {
        $0.secret(name, ["tls.crt": .string(TestCertificate.shop), "tls.key": ""])
      }
      $0.ingress(
        "web", "shop.local/ Prefix web:80",
        tls: [["hosts": ["shop.local"], "secretName": "cert"]])
    }
  }

  private static func pathType(_ path: String) -> @Sendable (inout SmallCluster) -> Void {
    {
      $0.nginx()
      $0.ingress("web", "shop.local\(path) ImplementationSpecific web:80")
    }
  }

  static let settings: [Offer] = [
    Offer(
      "itp-local-no-endpoint-on-node",
      FieldEdit(service, field: "spec.internalTrafficPolicy", from: "Local", to: "Cluster")
    ) {
      $0.service("web") { $0.internalTrafficPolicy = .local }
      $0.pods("web", 1, labels: ["app": "web"])
    },
    Offer(
      "etp-local-no-endpoint-on-node",
      FieldEdit(service, field: "spec.externalTrafficPolicy", from: "Local", to: "Cluster")
    ) {
      $0.service("web") { ($0.exposure, $0.externalTrafficPolicy) = (.nodePort, .local) }
      $0.pods("web", 1, labels: ["app": "web"])
    },
    Offer(
      "service-publish-not-ready",
      FieldEdit(service, field: "spec.publishNotReadyAddresses", from: true, to: false)
    ) { $0.service("web") { $0.publishesNotReadyAddresses = true } },
    Offer(
      "service-session-affinity-sticky",
      FieldEdit(service, field: "spec.sessionAffinity", from: "ClientIP", to: "None")
    ) { $0.service("web") { $0.affinitySeconds = 10_800 } },
    Offer(
      "endpointslice-port-name-mismatch",
      FieldEdit(
        ObjectReference("EndpointSlice", "shop", "web-1"), field: "ports[0].name", from: "sql",
        to: "http")
    ) {
      $0.service("web") { $0.selector = [:] }
      $0.add(
        .endpointSlice(
          EndpointSlice(
            metadata: Metadata(name: "web-1", namespace: "shop"), service: "web",
            ports: [EndpointSlice.Port(name: "sql", number: 5432)],
            endpoints: [Endpoint(addresses: ["10.9.0.1"])])))
    },
  ]

  static let documents: [Offer] = [
    Offer(
      "ingress-class-annotation-conflict",
      FieldEdit(dropping: "kubernetes.io/ingress.class", "other", from: ingress)
    ) {
      $0.nginx()
      $0.add(
        .ingress,
        [
          "metadata": [
            "name": "web", "namespace": "shop",
            "annotations": ["kubernetes.io/ingress.class": "other"],
          ], "spec": ["ingressClassName": "nginx"],
        ])
    },
    Offer(
      "ingress-annotation-removed-or-denied",
      FieldEdit(dropping: nginx + "add-base-url", "true", from: ingress),
      annotated(nginx + "add-base-url", "true")),
    // Another annotation has taken its place, and with which value is for people to say.
    Offer(
      "ingress-annotation-removed-or-denied", nil, annotated(nginx + "secure-backends", "true")),
    Offer(
      "ingress-implementation-specific-ambiguous",
      FieldEdit(
        ingress, field: "spec.rules[0].http.paths[0].pathType", from: "ImplementationSpecific",
        to: "Prefix"), pathType("/shop")),
    Offer("ingress-implementation-specific-ambiguous", nil, pathType("/shop(/|$)")),
    Offer("ingress-tls-secret-missing", secret, secured(nil, good: "good")),
    Offer("ingress-tls-secret-malformed", secret, secured("AAAA", good: "good")),
    Offer("ingress-tls-cert-expired", secret, secured(TestCertificate.expired, good: "good")),
    Offer("ingress-tls-cert-wrong-host", secret, secured(TestCertificate.other, good: "good")),
    // Which of two is meant cannot be known, and none is there to be meant.
    Offer("ingress-tls-cert-expired", nil, secured(TestCertificate.expired, good: "good", "best")),
    Offer("ingress-tls-secret-missing", nil, secured(nil)),
  ]

  @Test(arguments: settings + documents)
  func `a fault offers the field that mends it, and nothing where that would be a guess`(
    _ offer: Offer
  ) throws {
    let diagnosis = FaultFixture.diagnosis(offer.build)
    let fault = try #require(diagnosis.faults.first { $0.id == offer.id })
    #expect(fault.remedy == offer.field.map { .setField($0) })
  }

  @Test(arguments: [
    ("netpol-uses-service-port", "/spec/ingress/0/ports/0/port", JSONValue.integer(8080)),
    (
      "probe-named-port-missing",
      "/spec/template/spec/containers/0/readinessProbe/tcpSocket/port", "http"
    ),
  ])
  func `of the fixtures the first with the fault offers this value`(
    _ id: String, _ pointer: String, _ value: JSONValue
  ) throws {
    let fixture = try #require(FaultFixture.all.first { $0.id == id })
    let fault = FaultFixture.diagnosis(fixture.broken).faults.first { $0.id == id }
    guard case .setField(let edit)? = fault?.remedy else {
      Issue.record("\(id) offers \(String(describing: fault?.remedy))")
      return
    }
    #expect(edit.pointer == pointer)
    #expect(edit.new == value)
  }

  @Test func `a pod that its own annotation makes fail is released, another one is not`() {
    for value in ["false", nil] {
      let diagnosis = FaultFixture.diagnosis { cluster in
        FaultFixture.shop(&cluster)
        var pod = Pod(
          metadata: Metadata(name: "odd", namespace: "shop", labels: ["app": "web"]),
          node: "node-1", addresses: ["10.1.0.9"], phase: "Running", isReady: false,
          ports: [Pod.ContainerPort(name: "http", number: 8080)])
        if let value { pod.metadata.annotations["demo/ready"] = value }
        cluster.pod(pod)
      }
      let name = NamespacedName("shop", "odd")
      let fault = diagnosis.faults.first { $0.object == ObjectReference("Pod", name) }
      #expect(fault?.id == "pod-not-ready-probe")
      #expect(
        fault?.remedy == value.map { _ in .release(name, annotation: "demo/ready") })
    }
  }

  @Test func `the steps of a field are escaped in its pointer`() {
    let edit = FieldEdit(dropping: "a.b/c~d", "x", from: Self.ingress)
    #expect(edit.pointer == "/metadata/annotations/a.b~1c~0d")
    #expect(edit.inverse.inverse == edit)
  }
}
