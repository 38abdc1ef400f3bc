import Language
import Routing
import Topology

/// What is peculiar to the annotations of ingress-nginx.
extension TraceWalk {
  /// What annotations change besides the path.
  func nginxNotes(on route: Route) -> [Message] {
    guard let terms = route.terms, let nginx = terms.nginx else { return [] }
    var notes: [Message] = []
    if let host = nginx.aliasOf { notes.append("\(route.host) is an alias of \(host).") }
    if let backend = world.standIn(for: route), let own = route.backends.first {
      notes.append(
        "Nobody behind \(own.service.name) answers, so \(backend.service.name) does, the default "
          + "backend.")
    }
    if let host = terms.host { notes.append("The Service gets the host \(host).") }
    if let spoken = nginx.backendProtocol {
      notes.append("ingress-nginx speaks \(spoken) to the pods.")
    }
    if route.usesClusterIP(in: inventory) {
      notes.append("It goes to the cluster IP, and the nodes choose the pod.")
    } else if nginx.hasAffinity {
      notes.append(
        route.canary != nil && nginx.keepsCanary
          ? "A cookie keeps clients at the pod that they got first, of the canary or not."
          : "A cookie keeps clients at the pod that they got first.")
    }
    return notes
  }
}
