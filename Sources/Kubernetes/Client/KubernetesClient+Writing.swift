import NIOHTTP1
package import Topology

extension KubernetesClient {
  /// Makes one write and returns the object afterwards (for a deletion, the server's answer).
  ///
  /// With `isDryRun` the server checks everything and stores nothing. A stale `resourceVersion` is a
  /// refusal with code 409.
  package func perform(
    _ write: WriteRequest, isDryRun: Bool = false
  ) async throws(ClientError) -> JSONValue {
    let query = [("dryRun", isDryRun ? "All" : ""), ("fieldManager", "sluice")]
    let path = Self.path(write.kind, write.name, write.subresource)
    switch write.verb {
    case .create:
      let collection = write.kind.path(
        namespace: write.name.namespace.isEmpty ? nil : Self.escaped(write.name.namespace))
      return try await send(.POST, collection, query: query, body: write.body)
    case .mergePatch:
      return try await send(
        .PATCH, path, query: query, body: Self.guarded(write),
        contentType: "application/merge-patch+json")
    case .strategicPatch:
      return try await send(
        .PATCH, path, query: query, body: Self.guarded(write),
        contentType: "application/strategic-merge-patch+json")
    case .jsonPatch:
      return try await send(
        .PATCH, path, query: query, body: Self.guarded(write),
        contentType: "application/json-patch+json")
    case .delete:
      return try await send(.DELETE, path, query: [query[0]], body: Self.deletion(write))
    }
  }

  /// The body with the precondition that the object still has the version that the plan was made for.
  static func guarded(_ write: WriteRequest) -> JSONValue {
    guard let version = write.resourceVersion, !version.isEmpty else { return write.body }
    if case .array(let operations) = write.body {
      let test: JSONValue = [
        "op": "replace", "path": "/metadata/resourceVersion", "value": .string(version),
      ]
      return .array([test] + operations)
    }
    var body = write.body
    body[["metadata", "resourceVersion"]] = .string(version)
    return body
  }

  /// The options of a deletion with their preconditions.
  static func deletion(_ write: WriteRequest) -> JSONValue {
    var options = write.body
    options["apiVersion"] = "v1"
    options["kind"] = "DeleteOptions"
    if let version = write.resourceVersion, !version.isEmpty {
      options[["preconditions", "resourceVersion"]] = .string(version)
    }
    return options
  }

  /// Whether the user may do something with a kind in a namespace, or (nil) in all.
  package func allows(
    _ verb: String, _ kind: ResourceKind, in namespace: String?
  ) async throws(ClientError) -> Bool {
    let review = try await send(
      .POST, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
      body: [
        "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
        "spec": [
          "resourceAttributes": [
            "verb": .string(verb), "group": .string(kind.group),
            "resource": .string(kind.plural), "namespace": .string(namespace ?? ""),
          ]
        ],
      ])
    return review["status"]["allowed"].bool ?? false
  }

  /// What the user may do in a namespace, by a `SelfSubjectRulesReview`; nothing is changed by it.
  package func rights(in namespace: String) async throws(ClientError) -> Rights {
    let review = try await send(
      .POST, "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
      body: [
        "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview",
        "spec": ["namespace": .string(namespace)],
      ])
    return Rights(review: review["status"])
  }
}
