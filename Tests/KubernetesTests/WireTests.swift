import NIOCore
import Testing
import Topology

@testable import Kubernetes

/// What goes over the wire, byte by byte and body by body.
@Suite struct WireTests {
  @Test(arguments: [1, 2, 3, 7, 1000])
  func `lines are the same however they are cut into pieces`(_ size: Int) throws {
    let bytes = Array("one\n\ntwo two\nthree\nrest".utf8)
    var splitter = LineSplitter()
    var lines: [String] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      let piece = ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)])
      lines += try splitter.lines(after: piece).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(lines == ["one", "two two", "three"])
  }

  @Test func `a line without end is refused`() throws {
    var splitter = LineSplitter(limit: 8)
    _ = try splitter.lines(after: ByteBuffer(string: "12345678"))
    #expect(throws: ClientError.self) { try splitter.lines(after: ByteBuffer(string: "9")) }
  }

  @Test func `an error inside a watch is its status`() {
    let line =
      #"{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}"#
    #expect(
      throws: ClientError.refused(APIStatus(code: 410, reason: "Expired", message: "too old"))
    ) {
      try WatchEvent(line: Array(line.utf8), ObjectDecoder(.service))
    }
  }

  @Test func `a merge patch carries the version that it was planned for`() {
    let write = WriteRequest(
      .mergePatch, .deployment, NamespacedName("shop", "web"), subresource: "scale",
      body: ["spec": ["replicas": 6]], resourceVersion: "42")
    #expect(
      KubernetesClient.guarded(write)
        == ["metadata": ["resourceVersion": "42"], "spec": ["replicas": 6]])
    #expect(
      KubernetesClient.path(write.kind, write.name, write.subresource)
        == "/apis/apps/v1/namespaces/shop/deployments/web/scale")
  }

  @Test func `a JSON patch carries its version as its first operation`() {
    let write = WriteRequest(
      .jsonPatch, .service, NamespacedName("shop", "web"), body: .array([]), resourceVersion: "42")
    #expect(
      KubernetesClient.guarded(write).text
        == #"[{"op":"replace","path":"/metadata/resourceVersion","value":"42"}]"#)
  }

  @Test func `a deletion carries its precondition`() {
    let write = WriteRequest(
      .delete, .pod, NamespacedName("shop", "web"), body: ["gracePeriodSeconds": 0],
      resourceVersion: "42")
    #expect(
      KubernetesClient.deletion(write) == [
        "apiVersion": "v1", "kind": "DeleteOptions", "gracePeriodSeconds": 0,
        "preconditions": ["resourceVersion": "42"],
      ])
  }

  @Test func `names cannot leave their place in the path`() {
    #expect(
      KubernetesClient.path(.pod, NamespacedName("a", "../b?c=d%"), nil)
        == "/api/v1/namespaces/a/pods/..%2Fb%3Fc%3Dd%25")
  }

  @Test func `a status is read with its causes`() {
    let status = APIStatus(
      [
        "code": 422, "reason": "Invalid", "message": "no",
        "details": [
          "retryAfterSeconds": 3,
          "causes": [
            ["reason": "FieldValueRequired", "field": "spec.ports", "message": "required"]
          ],
        ],
      ], code: 400)
    #expect(status.code == 422)
    #expect(status.retryAfter == 3)
    #expect(
      status.causes == [
        APIStatus.Cause(reason: "FieldValueRequired", field: "spec.ports", message: "required")
      ])
  }

  @Test func `an old server's Ingress is found where it serves it`() {
    let list: JSONValue = [
      "groupVersion": "extensions/v1beta1",
      "resources": [
        ["name": "ingresses", "kind": "Ingress", "namespaced": true],
        ["name": "ingresses/status", "kind": "Ingress", "namespaced": true],
      ],
    ]
    let discovery = Discovery(kinds: Discovery.kinds(in: list))
    #expect(discovery.served(.ingress)?.apiVersion == "extensions/v1beta1")
    #expect(discovery.served(.service) == nil)
  }

  @Test func `aggregated discovery names every kind of every fresh version`() {
    let list: JSONValue = [
      "kind": "APIGroupDiscoveryList",
      "items": [
        [
          "metadata": ["name": "gateway.networking.k8s.io"],
          "versions": [
            [
              "version": "v1", "freshness": "Current",
              "resources": [
                [
                  "resource": "httproutes", "responseKind": ["kind": "HTTPRoute"],
                  "scope": "Namespaced",
                ],
                [
                  "resource": "gatewayclasses", "responseKind": ["kind": "GatewayClass"],
                  "scope": "Cluster",
                ],
              ],
            ],
            ["version": "v1beta1", "freshness": "Stale", "resources": [["resource": "x"]]],
          ],
        ]
      ],
    ]
    let kinds = Discovery.kinds(inAggregated: list)
    #expect(
      kinds.map { $0.path() } == [
        "/apis/gateway.networking.k8s.io/v1/httproutes",
        "/apis/gateway.networking.k8s.io/v1/gatewayclasses",
      ])
    #expect(kinds.map(\.isNamespaced) == [true, false])
  }

  @Test func `what is asked for is what the server has, in its versions`() {
    let old = Discovery(kinds: [
      .service,
      ResourceKind(
        group: "discovery.k8s.io", version: "v1beta1", kind: "EndpointSlice",
        plural: "endpointslices"),
      .pod, .node, .namespace,
    ])
    let queries = ClusterKinds.queries(namespace: "shop", discovery: old)
    #expect(
      queries.map { $0.kind.path(namespace: $0.namespace) } == [
        "/api/v1/namespaces/shop/services",
        "/apis/discovery.k8s.io/v1beta1/namespaces/shop/endpointslices",
        "/api/v1/namespaces/shop/pods", "/api/v1/nodes", "/api/v1/namespaces",
        "/api/v1/namespaces/shop/secrets",
      ])
  }
}
