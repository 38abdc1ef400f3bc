import Actions
import Diagnosis
import Language
import Routing
package import Topology

/// What the user may do where he works, asked of the cluster before a change is offered.
extension ConsoleState {
  /// How long a review counts; rights change while one looks.
  static let rightsSeconds = 60.0

  /// A review of rights and when it was asked for.
  struct RightsReview: Sendable {
    var askedAt: Double
    /// nil until it is answered, and where the cluster does not say.
    var rights: Rights?
    /// Whether there was any answer.
    var isAnswered = false
  }

  /// What is known of the rights in a namespace; nil where nothing is.
  package func rights(in namespace: String) -> Rights? { reviews[namespace]?.rights }

  /// Takes in the answer to a review.
  mutating func note(_ rights: Rights?, in namespace: String) {
    var review = reviews[namespace] ?? RightsReview(askedAt: now)
    review.rights = rights ?? review.rights
    review.isAnswered = true
    reviews[namespace] = review
    refreshProposal()
  }

  /// Whether it is known what the user may do where a plan writes, as far as it can be known: until then nothing
  /// is sent, not even a dry run.
  func knowsRights(for plan: Plan) -> Bool {
    connection.kind != .live || reviews[plan.write.name.namespace]?.isAnswered == true
  }

  /// The reviews that are due: of the namespaces that are worked in, on real clusters.
  mutating func dueReviews() -> [Effect] {
    guard connection.kind == .live else { return [] }
    return workingNamespaces.sorted().compactMap { namespace in
      if let known = reviews[namespace], now - known.askedAt < Self.rightsSeconds { return nil }
      reviews[namespace, default: RightsReview(askedAt: now)].askedAt = now
      return .reviewRights(namespace: namespace)
    }
  }

  /// The next tick asks again: a refusal says that what was known is old.
  mutating func forgetRights(in namespace: String) { reviews[namespace]?.askedAt = -.infinity }

  /// The namespaces of the selected row and of the open dialog.
  private var workingNamespaces: Set<String> {
    var namespaces: Set<String> = []
    switch interface.lists[interface.screen]?.selection {
    case .service(let name), .backend(let name, _): namespaces.insert(name.namespace)
    case .route(let id): namespaces.insert(id.source.name.namespace)
    case .other where interface.screen == .trace:
      for backend in trace?.backends ?? [] { namespaces.insert(backend.service.namespace) }
      if let route = trace?.matched?.route { namespaces.insert(route.source.name.namespace) }
    case .host, .other, nil: if let namespace = interface.namespace { namespaces.insert(namespace) }
    }
    if case .dialog(let dialog) = interface.overlay, let proposal = try? dialog.form.proposal() {
      namespaces.insert(proposal.target.name.namespace)
    }
    return namespaces
  }
}
