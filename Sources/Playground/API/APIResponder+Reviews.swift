import Hummingbird
import Topology

extension APIResponder {
  /// Answers what a client asks about itself: with the token everything is allowed.
  func reviewAnswer(_ request: Request, _ target: RequestTarget) async throws -> Response? {
    guard request.method == .post, let path = ResourcePath(target.path),
      ["authorization.k8s.io", "authentication.k8s.io"].contains(path.group)
    else { return nil }
    var review = try await Self.object(in: request)
    switch path.plural {
    case "selfsubjectaccessreviews", "subjectaccessreviews", "localsubjectaccessreviews":
      review["status"] = ["allowed": true]
    case "selfsubjectrulesreviews":
      review["status"] = [
        "incomplete": false,
        "resourceRules": [["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]]],
        "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]],
      ]
    case "selfsubjectreviews":
      review["status"] = [
        "userInfo": ["username": "playground", "groups": ["system:masters"]]
      ]
    default: throw Self.unknownResource
    }
    return Self.json(review, code: 201)
  }
}
