import Foundation
import Playground
import TestSupport
import Testing
import Topology

/// The two kubectls that users have: Debian's and today's.
@Suite(.realTime) struct APIKubectlTests {
  /// A kubectl bound to one playground.
  struct Kubectl {
    let path: String
    let home: String

    init(_ name: String, _ server: APIServer) throws {
      path = Program.peer(name)
      try #require(
        FileManager.default.isExecutableFile(atPath: path),
        "\(name) is missing: run Tests/peers \(name)")
      home =
        FileManager.default.temporaryDirectory
        .appending(path: "sluice-\(name)-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(
        atPath: home, withIntermediateDirectories: true)
      try server.access.write(to: "\(home)/kubeconfig")
    }

    /// Runs a command that must succeed and returns what it printed.
    func callAsFunction(_ arguments: String..., input: JSONValue? = nil) async throws -> String {
      let outcome = try await run(arguments, input: input)
      #expect(outcome.status == 0, "kubectl \(arguments): \(outcome.errors)")
      return outcome.output
    }

    /// Runs a command that must fail and returns its complaint.
    func refusal(_ arguments: String..., input: JSONValue? = nil) async throws -> String {
      let outcome = try await run(arguments, input: input)
      #expect(outcome.status != 0, "kubectl \(arguments) was accepted: \(outcome.output)")
      return outcome.errors
    }

    private func run(
      _ arguments: [String], input: JSONValue?
    ) async throws -> Program.Outcome {
      try await Program.run(
        path, arguments, environment: ["KUBECONFIG": "\(home)/kubeconfig", "HOME": home],
        input: input?.text ?? "")
    }

    func remove() { try? FileManager.default.removeItem(atPath: home) }
  }

  private func with(
    _ name: String, _ body: (Kubectl, APIFixture) async throws -> Void
  ) async throws {
    try await APIFixture.run(bookmarkInterval: 0.2) { api in
      let kubectl = try Kubectl(name, api.server)
      defer { kubectl.remove() }
      try await body(kubectl, api)
    }
  }

  private static let peers = ["kubectl-old", "kubectl-new"]

  @Test(arguments: peers)
  func `kubectl applies, reads and deletes`(_ peer: String) async throws {
    try await with(peer) { kubectl, api in
      let all: JSONValue = [
        "apiVersion": "v1", "kind": "List",
        "items": [
          APIManifests.deployment("web"), APIManifests.service("web"),
          APIManifests.ingress("web"),
        ],
      ]
      let created = try await kubectl("apply", "-f", "-", input: all)
      #expect(created.contains("deployment.apps/web created"))
      let again = try await kubectl("apply", "-f", "-", input: all)
      #expect(again.contains("service/web unchanged"))
      _ = try await kubectl(
        "apply", "-f", "-", input: APIManifests.deployment("web", image: "web:2"))
      let image = "{.spec.template.spec.containers[*].image}"
      #expect(try await kubectl("get", "deploy", "web", "-o", "jsonpath=\(image)") == "web:2")
      let wide = try await kubectl("get", "deploy,svc,ing", "-o", "wide")
      #expect(wide.contains("SELECTOR"))
      #expect(wide.contains("80:30080/TCP"))
      #expect(wide.contains("shop.example"))
      let gone = try await kubectl("delete", "deploy/web", "svc/web", "ing/web")
      #expect(gone.contains("deployment.apps \"web\" deleted"))
      #expect(try await kubectl.refusal("get", "svc", "web").contains("(NotFound)"))
    }
  }

  @Test(arguments: peers)
  func `kubectl scales, labels and patches in all three ways`(_ peer: String) async throws {
    try await with(peer) { kubectl, api in
      for object in [
        APIManifests.deployment("web"), APIManifests.service("web"), APIManifests.ingress("web"),
      ] {
        _ = try await kubectl("create", "-f", "-", input: object)
      }
      #expect(try await kubectl("scale", "deploy/web", "--replicas=5").contains("scaled"))
      _ = try await kubectl("label", "svc", "web", "tier=front")
      _ = try await kubectl("label", "ing", "web", "tier=front")
      _ = try await kubectl("annotate", "deploy", "web", "note=a b")
      let strategic =
        #"{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"web:3"}]}}}}"#
      _ = try await kubectl("patch", "deploy", "web", "-p", strategic)
      let merge = #"{"spec":{"selector":{"app":"other"}}}"#
      _ = try await kubectl("patch", "svc", "web", "--type=merge", "-p", merge)
      let operations =
        #"[{"op":"test","path":"/spec/rules/0/host","value":"shop.example"},"#
        + #"{"op":"replace","path":"/spec/rules/0/host","value":"new.example"}]"#
      _ = try await kubectl("patch", "ing", "web", "--type=json", "-p", operations)
      let deployment = try #require(await api.store.get(.deployment, "default", "web"))
      #expect(deployment["spec"]["replicas"] == 5)
      #expect(deployment["metadata"]["annotations"]["note"] == "a b")
      let container = deployment[["spec", "template", "spec"]]["containers"].array[0]
      #expect(container["image"] == "web:3")
      #expect(container["ports"].array.count == 1)
      let service = try #require(await api.store.get(.service, "default", "web"))
      #expect(service["spec"]["selector"] == ["app": "other"])
      #expect(service["metadata"]["labels"] == ["tier": "front"])
      let ingress = try #require(await api.store.get(.ingress, "default", "web"))
      #expect(ingress["spec"]["rules"].array[0]["host"] == "new.example")
      #expect(try await kubectl("get", "svc", "-l", "tier=front", "-o", "name") == "service/web\n")
    }
  }

  @Test(arguments: peers)
  func `kubectl watches what changes`(_ peer: String) async throws {
    try await with(peer) { kubectl, api in
      _ = try await api.store.create(APIManifests.service("first"), .service)
      async let seen = kubectl(
        "get", "svc", "--watch", "--request-timeout=4s", "-o", "name")
      let deadline = Date().addingTimeInterval(10)
      while await !api.store.isWatched(.service), Date() < deadline {
        try await Task.sleep(for: .milliseconds(10))
      }
      var second = APIManifests.service("second")
      second["spec"]["ports"] = [["port": 81]]
      _ = try await api.store.create(second, .service)
      _ = try await api.store.delete(.service, NamespacedName("default", "first"))
      let lines = try await seen.split(separator: "\n")
      #expect(lines == ["service/first", "service/second", "service/first"])
    }
  }

  @Test(arguments: peers)
  func `kubectl shows refusals and dry runs`(_ peer: String) async throws {
    try await with(peer) { kubectl, api in
      var bad = APIManifests.service("web")
      bad["spec"]["ports"] = .null
      let refused = try await kubectl.refusal("apply", "-f", "-", input: bad)
      #expect(refused.contains("The Service \"web\" is invalid: spec.ports: Required value"))
      let missing = try await kubectl.refusal(
        "apply", "-n", "nowhere", "-f", "-", input: APIManifests.service("web"))
      #expect(missing.contains("namespaces \"nowhere\" not found"))
      _ = try await kubectl(
        "apply", "--dry-run=server", "-f", "-", input: APIManifests.service("web"))
      #expect(await api.store.list(.service).isEmpty)
      var typo = APIManifests.deployment("typo")
      typo["spec"]["replicas"] = "3"
      let mistyped = try await kubectl.refusal(
        "apply", "--validate=false", "-f", "-", input: typo)
      #expect(mistyped.contains("cannot unmarshal string into Go struct field"))
      #expect(try await kubectl("auth", "can-i", "delete", "pods") == "yes\n")
      #expect(try await kubectl("api-resources").contains("extensions/v1beta1"))
    }
  }

  @Test(arguments: peers)
  func `kubectl creates with typed objects`(_ peer: String) async throws {
    try await with(peer) { kubectl, api in
      _ = try await kubectl("create", "namespace", "shop")
      _ = try await kubectl(
        "create", "deployment", "web", "--image=nginx:1", "--replicas=2", "--port=8080", "-n",
        "shop")
      _ = try await kubectl("expose", "deploy", "web", "--port=80", "-n", "shop")
      _ = try await kubectl("create", "configmap", "c", "--from-literal=a=b")
      _ = try await kubectl("create", "secret", "generic", "s", "--from-literal=a=b")
      _ = try await kubectl("create", "ingress", "i", "--rule=a.example/x*=web:80")
      _ = try await kubectl("create", "service", "nodeport", "n", "--tcp=80:http")
      let deployment = try #require(await api.store.get(.deployment, "shop", "web"))
      #expect(deployment["spec"]["replicas"] == 2)
      let container = deployment[["spec", "template", "spec"]]["containers"].array[0]
      #expect(container["ports"].array[0]["containerPort"] == 8080)
      #expect(await api.store.get(.service, "shop", "web")?["spec"]["selector"] == ["app": "web"])
      #expect(await api.store.get(.configMap, "default", "c")?["data"] == ["a": "b"])
      #expect(await api.store.get(.secret, "default", "s")?["data"] == ["a": "Yg=="])
      let rule = await api.store.get(.ingress, "default", "i")?["spec"]["rules"].array[0]
      #expect(rule?["host"] == "a.example")
      #expect(rule?["http"]["paths"].array[0]["pathType"] == "Prefix")
      let port = await api.store.get(.service, "default", "n")?["spec"]["ports"].array[0]
      #expect(port?["targetPort"] == "http")
    }
  }
}
