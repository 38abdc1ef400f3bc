import Routing
import Testing
import Topology

@Suite struct IngressVersionsTests {
  /// The course's own manifest.
  private let old: JSONValue = [
    "apiVersion": "extensions/v1beta1", "kind": "Ingress", "metadata": ["name": "osones"],
    "spec": [
      "backend": ["serviceName": "fallback", "servicePort": "http"],
      "rules": [
        [
          "host": "blog.osones.com",
          "http": [
            "paths": [
              ["path": "/", "backend": ["serviceName": "osones-nodeport", "servicePort": 80]]
            ]
          ],
        ], ["host": "empty.osones.com"],
      ],
    ],
  ]

  @Test(arguments: IngressVersions.deprecated)
  func `a deprecated version becomes the current one and comes back`(_ version: String) {
    var old = old
    old["apiVersion"] = .string(version)
    let current = IngressVersions.toCurrent(old)
    #expect(current["apiVersion"] == "networking.k8s.io/v1")
    #expect(
      current["spec"]["defaultBackend"]
        == ["service": ["name": "fallback", "port": ["name": "http"]]])
    #expect(current["spec"]["backend"].isNull)
    let path = current["spec"]["rules"].array[0]["http"]["paths"].array[0]
    #expect(path["pathType"] == "ImplementationSpecific")
    #expect(path["backend"] == ["service": ["name": "osones-nodeport", "port": ["number": 80]]])
    #expect(current["spec"]["rules"].array[1] == ["host": "empty.osones.com"])
    let back = IngressVersions.toDeprecated(current, version: version)
    var expected = old
    var rules = old["spec"]["rules"].array
    rules[0][["http", "paths"]] = [
      [
        "path": "/", "pathType": "ImplementationSpecific",
        "backend": ["serviceName": "osones-nodeport", "servicePort": 80],
      ]
    ]
    expected[["spec", "rules"]] = .array(rules)
    #expect(back == expected)
  }

  @Test func `the current version and other kinds stay as they are`() {
    let current = IngressVersions.toCurrent(old)
    #expect(IngressVersions.toCurrent(current, recording: true) == current)
    let other: JSONValue = ["apiVersion": "extensions/v1beta1", "kind": "Deployment"]
    #expect(IngressVersions.toCurrent(other) == other)
    #expect(IngressVersions.toDeprecated(other, version: "extensions/v1beta1") == other)
  }

  @Test func `the written version is recorded when asked for`() {
    let current = IngressVersions.toCurrent(old, recording: true)
    #expect(
      current["metadata"]["annotations"]
        == [IngressVersions.writtenVersionAnnotation: "extensions/v1beta1"])
  }

  @Test func `a class only changes its version`() {
    let old: JSONValue = [
      "apiVersion": "networking.k8s.io/v1beta1", "kind": "IngressClass",
      "spec": ["controller": "k8s.io/ingress-nginx"],
    ]
    var expected = old
    expected["apiVersion"] = "networking.k8s.io/v1"
    #expect(IngressVersions.toCurrent(old) == expected)
  }

  @Test func `broken backends neither vanish nor crash`() {
    let broken: JSONValue = [
      "apiVersion": "extensions/v1beta1", "kind": "Ingress",
      "spec": ["rules": [["http": ["paths": [["backend": "text"], [:], "path"]]], "rule"]],
    ]
    let paths = IngressVersions.toCurrent(broken)["spec"]["rules"].array[0]["http"]["paths"].array
    #expect(paths.count == 3)
    #expect(paths[0]["backend"] == "text")
  }
}
