import Testing
import Topology

/// What a review of rights allows.
@Suite struct RightsTests {
  private static let review: JSONValue = [
    "incomplete": false,
    "resourceRules": [
      ["verbs": ["get", "list"], "apiGroups": [""], "resources": ["*"]],
      ["verbs": ["patch"], "apiGroups": ["apps"], "resources": ["deployments/scale"]],
      [
        "verbs": ["*"], "apiGroups": ["*"], "resources": ["services"], "resourceNames": ["web"],
      ],
      ["verbs": ["patch"], "apiGroups": ["apps"], "resources": ["*/status"]],
    ],
  ]

  private func write(
    _ verb: WriteRequest.Verb, _ kind: ResourceKind, _ name: String, _ subresource: String? = nil
  ) -> WriteRequest {
    WriteRequest(
      verb, kind, NamespacedName("shop", name), subresource: subresource, body: .null)
  }

  @Test func `a verb, a group, a resource and a name must all be granted by one rule`() {
    let rights = Rights(review: Self.review)
    #expect(rights.allows("get", .pod, name: "a") == true)
    #expect(rights.allows("get", .deployment, name: "a") == false)
    #expect(rights.allows(write(.jsonPatch, .deployment, "a", "scale")) == true)
    #expect(rights.allows(write(.jsonPatch, .deployment, "a")) == false)
    #expect(rights.allows(write(.mergePatch, .deployment, "a", "status")) == true)
    #expect(rights.allows(write(.mergePatch, .service, "web")) == true)
    #expect(rights.allows(write(.mergePatch, .service, "api")) == false)
    #expect(rights.allows(write(.delete, .pod, "a")) == false)
  }

  @Test func `what an incomplete review does not name is not known`() {
    var rights = Rights(review: Self.review)
    rights.isIncomplete = true
    #expect(rights.allows(write(.delete, .pod, "a")) == nil)
    #expect(rights.allows("get", .pod, name: "a") == true)
  }
}
