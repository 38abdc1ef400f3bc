import Foundation
import NIOHTTP1
import Playground
import TestSupport
import Testing
import Topology

@Suite(.realTime) struct APIServerTests {
  private let maps = "/api/v1/namespaces/default/configmaps"

  private func map(_ name: String, _ labels: [String: String] = [:]) -> JSONValue {
    [
      "apiVersion": "v1", "kind": "ConfigMap",
      "metadata": ["name": .string(name), "labels": JSONValue(labels)],
    ]
  }

  private func service(_ name: String) -> JSONValue {
    [
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name)],
      "spec": ["selector": ["app": "web"], "ports": [["port": 80]]],
    ]
  }

  private func names(_ list: JSONValue) -> [String] {
    list["items"].array.compactMap { $0["metadata"]["name"].string }
  }

  @Test func `only the token opens the API`() async throws {
    try await APIFixture.run { api in
      let refused = try await api.send(.GET, maps, headers: ["Authorization": "Bearer wrong"])
      #expect(refused.code == 401)
      #expect(refused.body["reason"] == "Unauthorized")
      #expect(
        try await api.send(.GET, "/version", headers: ["Authorization": ""]).code == 200)
      #expect(try await api.send(.GET, maps).body["kind"] == "ConfigMapList")
      let review = try await api.send(
        .POST, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        ["kind": "SelfSubjectAccessReview"])
      #expect(review.body["status"]["allowed"] == true)
    }
  }

  @Test func `errors are Status objects`() async throws {
    try await APIFixture.run { api in
      let missing = try await api.send(.GET, "\(maps)/none")
      #expect(missing.code == 404)
      #expect(missing.body["message"] == "configmaps \"none\" not found")
      #expect(try await api.send(.GET, "/apis/none/v1/things").code == 404)
      _ = try await api.send(.POST, maps, map("a"))
      let twice = try await api.send(.POST, maps, map("a"))
      #expect(twice.code == 409)
      #expect(twice.body["reason"] == "AlreadyExists")
      let wrong = try await api.send(.POST, maps, service("x"))
      #expect(wrong.code == 400)
      let invalid = try await api.send(
        .POST, "/api/v1/namespaces/default/services",
        ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "x"]])
      #expect(invalid.code == 422)
      #expect(invalid.body["details"]["causes"].array[0]["field"] == "spec.ports")
      let large = try await api.send(
        .POST, maps, ["kind": .string(String(repeating: "x", count: 3 << 20))])
      #expect(large.code == 413)
      #expect(try await api.send(.POST, maps, nil, headers: ["Content-Type": "text/x"]).code == 415)
      #expect(try await api.send(.GET, "\(maps)?labelSelector=a%20b").code == 400)
      #expect(try await api.send(.GET, "\(maps)?fieldSelector=spec.x%3D1").code == 400)
    }
  }

  @Test func `lists come in pages that stay one picture, and expire`() async throws {
    try await APIFixture.run(historyLimit: 8) { api in
      for name in ["a", "b", "c", "d", "e"] { _ = try await api.send(.POST, maps, map(name)) }
      let first = try await api.send(.GET, "\(maps)?limit=2")
      #expect(names(first.body) == ["a", "b"])
      #expect(first.body["metadata"]["remainingItemCount"] == 3)
      let token = first.body["metadata"]["continue"].string ?? ""
      let escaped =
        token.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      _ = try await api.send(.DELETE, "\(maps)/d")
      let second = try await api.send(.GET, "\(maps)?limit=2&continue=\(escaped)")
      #expect(names(second.body) == ["c", "d"])
      #expect(
        second.body["metadata"]["resourceVersion"] == first.body["metadata"]["resourceVersion"])
      for name in 0..<20 { _ = try await api.send(.POST, maps, map("x\(name)")) }
      let expired = try await api.send(.GET, "\(maps)?limit=2&continue=\(escaped)")
      #expect(expired.code == 410)
      #expect(expired.body["reason"] == "Expired")
      let onward =
        expired.body["metadata"]["continue"].string?
        .addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      let rest = try await api.send(.GET, "\(maps)?limit=2&continue=\(onward)")
      #expect(names(rest.body) == ["c", "e"])
    }
  }

  @Test func `selectors choose by label and field`() async throws {
    try await APIFixture.run { api in
      _ = try await api.send(.POST, maps, map("a", ["app": "x"]))
      _ = try await api.send(.POST, maps, map("b", ["app": "y"]))
      let labelled = try await api.send(.GET, "\(maps)?labelSelector=app%20in%20(y,z)")
      #expect(names(labelled.body) == ["b"])
      let named = try await api.send(.GET, "/api/v1/configmaps?fieldSelector=metadata.name!%3Da")
      #expect(names(named.body) == ["b"])
    }
  }

  @Test func `a watch turns selector changes into additions and deletions`() async throws {
    try await APIFixture.run { api in
      let events = try await api.watch(
        "\(maps)?watch=1&labelSelector=app%3Dx&resourceVersion=0", count: 3
      ) {
        _ = try await api.send(.POST, maps, map("a", ["app": "y"]))
        for value in ["x", "x", "z"] {
          _ = try await api.send(
            .PATCH, "\(maps)/a",
            ["metadata": ["labels": ["app": .string(value)]], "data": ["v": .string(value)]],
            headers: ["Content-Type": "application/merge-patch+json"])
        }
        _ = try await api.send(.POST, maps, map("b", ["app": "x"]))
        _ = try await api.send(.DELETE, "\(maps)/b")
      }
      #expect(events.map { $0["type"] }.prefix(3) == ["ADDED", "DELETED", "ADDED"])
      #expect(events[1]["object"]["metadata"]["labels"] == ["app": "x"])
    }
  }

  @Test func `a watch sends bookmarks and ends with its time`() async throws {
    try await APIFixture.run(bookmarkInterval: 0.05) { api in
      _ = try await api.send(.POST, maps, map("a"))
      let events = try await api.watch(
        "\(maps)?watch=1&resourceVersion=4&allowWatchBookmarks=true&timeoutSeconds=1")
      #expect(events.first?["type"] == "ADDED")
      #expect(events.last?["type"] == "BOOKMARK")
      #expect(events.last?["object"]["metadata"] == ["resourceVersion": "5"])
    }
  }

  @Test func `a streaming list ends its initial events with a mark`() async throws {
    try await APIFixture.run { api in
      _ = try await api.send(.POST, maps, map("a"))
      let events = try await api.watch(
        "\(maps)?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
          + "&allowWatchBookmarks=true", count: 2)
      #expect(events.map { $0["type"] } == ["ADDED", "BOOKMARK"])
      #expect(
        events[1]["object"]["metadata"]["annotations"] == ["k8s.io/initial-events-end": "true"])
    }
  }

  @Test func `a watch from a forgotten version says so in the stream`() async throws {
    try await APIFixture.run(historyLimit: 2) { api in
      for name in ["a", "b", "c", "d", "e"] { _ = try await api.send(.POST, maps, map(name)) }
      let events = try await api.watch("\(maps)?watch=1&resourceVersion=4")
      #expect(events.count == 1)
      #expect(events[0]["type"] == "ERROR")
      #expect(events[0]["object"]["code"] == 410)
    }
  }

  @Test func `a workload is scaled through its Scale`() async throws {
    try await APIFixture.run { api in
      let path = "/apis/apps/v1/namespaces/default/deployments"
      let created = try await api.send(.POST, path, APIManifests.deployment("web"))
      #expect(created.code == 201)
      var scale = try await api.send(.GET, "\(path)/web/scale").body
      #expect(scale["kind"] == "Scale")
      #expect(scale["status"]["selector"] == "app=web")
      scale["spec"]["replicas"] = 6
      #expect(try await api.send(.PUT, "\(path)/web/scale", scale).body["spec"]["replicas"] == 6)
      #expect(try await api.send(.PUT, "\(path)/web/scale", scale).code == 409)
      let patched = try await api.send(
        .PATCH, "\(path)/web/scale", ["spec": ["replicas": 2]],
        headers: ["Content-Type": "application/merge-patch+json"])
      #expect(patched.body["spec"]["replicas"] == 2)
      #expect(try await api.send(.GET, "\(path)/web").body["spec"]["replicas"] == 2)
      scale["spec"]["replicas"] = -1
      scale["metadata"]["resourceVersion"] = .null
      #expect(try await api.send(.PUT, "\(path)/web/scale", scale).code == 422)
    }
  }

  @Test func `nothing is stored by a dry run`() async throws {
    try await APIFixture.run { api in
      let path = "/api/v1/namespaces/default/services"
      #expect(try await api.send(.POST, "\(path)?dryRun=All", service("web")).code == 201)
      #expect(try await api.send(.GET, "\(path)/web").code == 404)
      _ = try await api.send(.POST, path, service("web"))
      #expect(try await api.send(.DELETE, "\(path)/web?dryRun=All").code == 200)
      let kept = try await api.send(.GET, "\(path)/web").body
      let patched = try await api.send(
        .PATCH, "\(path)/web?dryRun=All", ["spec": ["type": "NodePort"]],
        headers: ["Content-Type": "application/strategic-merge-patch+json"])
      #expect(patched.body["spec"]["type"] == "NodePort")
      #expect(try await api.send(.GET, "\(path)/web").body == kept)
    }
  }

  @Test func `a collection is deleted by selector`() async throws {
    try await APIFixture.run { api in
      _ = try await api.send(.POST, maps, map("a", ["app": "x"]))
      _ = try await api.send(.POST, maps, map("b"))
      let gone = try await api.send(.DELETE, "\(maps)?labelSelector=app")
      #expect(names(gone.body) == ["a"])
      #expect(names(try await api.send(.GET, maps).body) == ["b"])
    }
  }

  @Test func `a table has the columns that kubectl prints`() async throws {
    try await APIFixture.run { api in
      _ = try await api.send(.POST, "/api/v1/namespaces/default/services", service("web"))
      let accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
      let table = try await api.send(
        .GET, "/api/v1/services", headers: ["Accept": accept]
      ).body
      #expect(
        table["columnDefinitions"].array.filter { $0["priority"] == 0 }.map { $0["name"] } == [
          "Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age",
        ])
      let cells = table["rows"].array[0]["cells"].array
      #expect(cells[0] == "web")
      #expect(cells[4] == "80/TCP")
      #expect(table["rows"].array[0]["object"]["kind"] == "PartialObjectMetadata")
    }
  }

  @Test func `an old Ingress version is served beside the new one`() async throws {
    try await APIFixture.run { api in
      let old = "/apis/extensions/v1beta1/namespaces/default/ingresses"
      let created = try await api.send(.POST, old, APIManifests.oldIngress("osones"))
      #expect(created.code == 201)
      #expect(created.body["apiVersion"] == "extensions/v1beta1")
      let new = try await api.send(
        .GET, "/apis/networking.k8s.io/v1/namespaces/default/ingresses/osones")
      let path = new.body["spec"]["rules"].array[0]["http"]["paths"].array[0]
      #expect(path["backend"]["service"]["name"] == "osones-nodeport")
      let groups = try await api.send(.GET, "/apis").body["groups"].array.map { $0["name"] }
      #expect(groups.contains("extensions") && groups.contains("apps"))
    }
  }

  @Test func `the port is free after the stop and taken before`() async throws {
    try await APIFixture.run { api in
      let authority = try CertificateAuthority(now: Date().timeIntervalSince1970)
      let port = QuietPort.free()
      let first = try await APIServer.start(
        api.store, authority: authority, APIServer.Configuration(port: port))
      let error = await #expect(throws: ListenFailure.self) {
        try await APIServer.start(
          api.store, authority: authority, APIServer.Configuration(port: port))
      }
      #expect(error?.description.contains("cannot listen on 127.0.0.1:\(port)") == true)
      await first.stop()
      let next = try await APIServer.start(
        api.store, authority: authority, APIServer.Configuration(port: port))
      #expect(next.port == port)
      await next.stop()
    }
  }

  @Test func `the kubeconfig is for its owner only`() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "sluice-access-\(ProcessInfo.processInfo.processIdentifier)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let access = AccessFile(server: "https://127.0.0.1:1", authorityPEM: "PEM", token: "t")
    try access.write(to: path)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("current-context: playground"))
    #expect(text.contains("certificate-authority-data: UEVN"))
    #expect(throws: AccessFile.WriteFailure.self) { try access.write(to: "/nowhere/at/all") }
  }
}
