import Foundation
import Testing
import Topology

@testable import Kubernetes

/// What is read from good manifests.
@Suite struct ManifestReaderTests {
  @Test func `the course's three manifests load unchanged`() {
    let set = ManifestReader().read([Fixture.path("course")])
    #expect(set.problems == [])
    #expect(
      set.manifests.map { "\($0.reference) \(($0.source.file as NSString).lastPathComponent)" } == [
        "service/default/frontend frontend.yaml", "service/prod/my-service my-service.yaml",
        "ingress/default/osones osones.yaml",
      ])
    let ingress = set.manifests[2].object
    #expect(ingress["apiVersion"] == "networking.k8s.io/v1")
    let path = ingress["spec"]["rules"].array[0]["http"]["paths"].array[0]
    #expect(path["backend"] == ["service": ["name": "osones-nodeport", "port": ["number": 80]]])
  }

  @Test func `a folder is read with its folders, lists and three Ingress versions`() {
    let set = ManifestReader().read([Fixture.path("shop")])
    #expect(set.problems == [])
    let kinds = Dictionary(grouping: set.manifests, by: \.kind.kind).mapValues(\.count)
    #expect(
      kinds == [
        "Namespace": 1, "Deployment": 4, "Service": 13, "StatefulSet": 1, "DaemonSet": 1,
        "EndpointSlice": 1, "Endpoints": 1, "Pod": 4, "Ingress": 4, "Secret": 1,
      ])
  }

  @Test func `an item of a list knows its own line`() throws {
    let set = ManifestReader().read([Fixture.path("shop/02-api.yaml")])
    #expect(set.manifests.map(\.source.line) == [5, 18, 31, 37])
    #expect(set.manifests[2].line(of: "spec.selector") == 35)
    #expect(set.manifests[2].line(of: "spec.ports[0].nodePort") == 36)
  }

  @Test func `standard input is read for a dash`() {
    let reader = ManifestReader(
      namespace: "shop",
      standardInput: {
        Array("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {clusterIP: None}".utf8)
      })
    let set = reader.read(["-", "-"])
    #expect(set.problems == [])
    #expect(set.manifests.map(\.reference.description) == ["service/shop/a"])
    #expect(set.manifests.first?.source.description == "standard input:1")
  }

  @Test(arguments: [
    ("yes", JSONValue.bool(true)), ("off", .bool(false)), ("'yes'", "yes"), ("\"80\"", "80"),
    ("80", 80), ("010", 8), ("0x1F", 31), ("1_000", 1000), ("-3", -3), ("1.5", .number(1.5)),
    ("1e3", .number(1000)), ("1.2.3", "1.2.3"), ("~", .null), ("null", .null), ("", .null),
    ("2001-01-01", "2001-01-01"), ("9223372036854775807", .integer(.max)), ("v1", "v1"),
    ("!!str 80", "80"), (".inf", ".inf"), ("0o17", 15), ("08", .number(8)), ("-", "-"),
  ])
  func `scalars are typed as Kubernetes types them`(_ text: String, _ value: JSONValue) {
    let stream = YAMLStream("a: {b: [\(text == "-" ? "'-'" : text)]}\nc: 1")
    let read = stream.entries.first?.value["a"]["b"].array.first ?? .null
    #expect(read == value)
  }

  @Test func `keys that look like other things are text`() {
    let stream = YAMLStream("on: a\n1: b\nx: y")
    #expect(stream.entries.first?.value == ["true": "a", "1": "b", "x": true])
  }

  @Test func `anchors, aliases and merges are resolved`() {
    let stream = YAMLStream("base: &b {a: 1, c: 2}\nown: {<<: *b, c: 3}")
    #expect(stream.entries.first?.value["own"] == ["a": 1, "c": 3])
  }

  @Test func `documents are told apart by their markers only`() {
    let text =
      "%YAML 1.1\n---\na: 1\n--- # two\nb: |\n  x\n  ---\n---\n# nothing\n...\n---\nc: ---x\n"
    #expect(YAMLStream.documents(of: text).map(\.line) == [2, 4, 11])
    #expect(
      YAMLStream(text).entries.map(\.value) == [["a": 1], ["b": "x\n---\n"], ["c": "---x"]])
  }

  @Test func `JSON that YAML cannot express is read as JSON`() {
    let text =
      #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"x": "\ud83d\ude00"}}"#
    let set = ManifestReader().read(text: text, file: "a.json")
    #expect(set.problems == [])
    #expect(set.manifests.first?.object["data"]["x"] == "😀")
  }

  @Test func `a kind that a definition among the manifests brings is known`() {
    let text = """
      apiVersion: example.com/v1
      kind: Cart
      metadata: {name: one}
      ---
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: carts.example.com}
      spec:
        group: example.com
        scope: Cluster
        names: {kind: Cart, plural: carts}
        versions: [{name: v1, served: true, storage: true}]
      """
    let set = ManifestReader().read(text: text, file: "a.yaml")
    #expect(set.problems == [])
    #expect(set.manifests.first?.reference.description == "cart/one")
    #expect(set.manifests.first?.kind.path() == "/apis/example.com/v1/carts")
  }

  @Test(arguments: [
    ("v1", "GatewayClass", "/apis/gateway.networking.k8s.io/v1/gatewayclasses"),
    ("v1", "Gateway", "/apis/gateway.networking.k8s.io/v1/gateways"),
    ("v1beta1", "HTTPRoute", "/apis/gateway.networking.k8s.io/v1beta1/httproutes"),
    ("v1alpha2", "TLSRoute", "/apis/gateway.networking.k8s.io/v1alpha2/tlsroutes"),
    ("v1beta1", "ReferenceGrant", "/apis/gateway.networking.k8s.io/v1beta1/referencegrants"),
    ("v1alpha3", "BackendTLSPolicy", "/apis/gateway.networking.k8s.io/v1alpha3/backendtlspolicies"),
  ])
  func `the kinds of the Gateway API are known without their definitions`(
    version: String, kind: String, path: String
  ) {
    let text = """
      apiVersion: gateway.networking.k8s.io/\(version)
      kind: \(kind)
      metadata: {name: edge}
      """
    let set = ManifestReader().read(text: text, file: "a.yaml")
    #expect(set.problems == [])
    #expect(set.manifests.first?.kind.path() == path)
    #expect(set.manifests.first?.kind.isNamespaced == (kind != "GatewayClass"))
  }

  @Test func `manifests may state a Gateway of Istio and one of the Gateway API with one name`() {
    let text = ["gateway.networking.k8s.io/v1", "networking.istio.io/v1"].map {
      "apiVersion: \($0)\nkind: Gateway\nmetadata: {name: public, namespace: shop}\n"
    }.joined(separator: "---\n")
    let set = ManifestReader().read(text: text, file: "a.yaml")
    #expect(set.problems == [])
    #expect(
      set.manifests.map(\.reference.description) == [
        "gateway/shop/public", "gateway.networking.istio.io/shop/public",
      ])
    #expect(set.manifests.last?.kind.path() == "/apis/networking.istio.io/v1/gateways")
  }
}
