import Routing
import TestSupport
import Testing
import Topology

/// What controllers wrote of objects, as they report it.
@Suite struct ReportedStatusTests {
  private func statuses(_ kind: ResourceKind, _ status: JSONValue) -> [String] {
    let object: JSONValue = [
      "metadata": ["name": "a", "namespace": "shop", "generation": 3], "status": status,
    ]
    return ReportedStatus.all(of: GenericResource(kind: kind, object: object)).map { reported in
      let words = reported.statements.map { statement in
        [
          statement.type, statement.status, statement.reason, statement.message,
          statement.isStale ? "stale" : "",
        ].filter { !$0.isEmpty }.joined(separator: " ")
      }
      return "\(reported.controller)|\(reported.parent)|\(words.joined(separator: ", "))"
    }
  }

  @Test func `each parent of a route of the Gateway API has its own`() {
    let parents: JSONValue = [
      [
        "controllerName": "example.net/c", "parentRef": ["name": "door", "sectionName": "http"],
        "conditions": [
          ["type": "Accepted", "status": "True", "reason": "Accepted", "observedGeneration": 3],
          [
            "type": "ResolvedRefs", "status": "False", "reason": "BackendNotFound",
            "message": "no Service gone", "observedGeneration": 2,
          ],
        ],
      ],
      ["controllerName": "other", "parentRef": ["name": "gate", "namespace": "infra"]],
    ]
    #expect(
      statuses(.httpRoute, ["parents": parents]) == [
        "example.net/c|shop/door#http|Accepted True Accepted, "
          + "ResolvedRefs False BackendNotFound no Service gone stale"
      ])
  }

  @Test func `a status in words comes first, an address last`() {
    #expect(
      statuses(
        .httpProxy,
        [
          "currentStatus": "invalid", "description": "1 error",
          "conditions": [["type": "Valid", "status": "False", "reason": "ErrorPresent"]],
        ]) == ["||invalid 1 error, Valid False ErrorPresent"])
    #expect(
      statuses(
        .ingress, ["loadBalancer": ["ingress": [["ip": "192.0.2.7"], ["hostname": "a.test"]]]])
        == ["||192.0.2.7, a.test"])
  }

  @Test(arguments: [
    JSONValue.null, [], "x", ["conditions": "x", "parents": 3], ["conditions": [1, .null]],
    ["parents": [["conditions": [[:]]]], "loadBalancer": "x"],
  ])
  func `what is of another shape says nothing, or as much as is there`(_ status: JSONValue) {
    #expect(statuses(.httpRoute, status).allSatisfy { $0.hasSuffix("|") })
  }
}
