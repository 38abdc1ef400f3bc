import Language
import Routing
import Topology

/// Which object a word of the command line means.
extension ConsoleState {
  /// A Service: `shop/web`, or `web` in the namespace on show or wherever it is the only one.
  func service(_ word: String) throws(CommandProblem) -> NamespacedName {
    try name(word, "service", shown.serviceNames)
  }

  /// A pod by its name.
  func pod(_ word: String) throws(CommandProblem) -> NamespacedName {
    let parts = word.split(separator: "/").map(String.init)
    if parts.count == 2 {
      let name = NamespacedName(parts[0], parts[1])
      if inventory.pod(name) != nil { return name }
    }
    let spaces = interface.namespace.map { [$0] } ?? inventory.namespaceNames
    let found = spaces.map { NamespacedName($0, word) }.filter { inventory.pod($0) != nil }
    guard let first = found.first else {
      throw CommandProblem(localized("no pod \"\(word.cleaned)\"; tab completes its name"))
    }
    return first
  }

  /// A workload: `deployment/web`, `deployment/shop/web`, `web`.
  func workload(_ word: String) throws(CommandProblem) -> ObjectReference {
    var parts = word.split(separator: "/").map(String.init)
    var kinds: [Workload.Kind] = [.deployment, .statefulSet, .daemonSet, .replicaSet]
    if let first = parts.first, parts.count > 1, let kind = Self.kinds[first.lowercased()] {
      kinds = [kind]
      parts.removeFirst()
    }
    let text = parts.joined(separator: "/")
    let all = inventory.sortedWorkloads.filter {
      kinds.contains($0.kind) && (kinds.count == 1 || $0.metadata.owner == nil)
    }
    let name = try name(text, "workload", all.map(\.metadata.key))
    guard let found = all.first(where: { $0.metadata.key == name }) else {
      throw CommandProblem(localized("no workload \"\(text.cleaned)\""))
    }
    return found.reference
  }

  private static let kinds: [String: Workload.Kind] = [
    "deployment": .deployment, "deployments": .deployment, "deploy": .deployment,
    "statefulset": .statefulSet, "statefulsets": .statefulSet, "sts": .statefulSet,
    "daemonset": .daemonSet, "ds": .daemonSet, "replicaset": .replicaSet, "rs": .replicaSet,
  ]

  private func name(
    _ word: String, _ what: String, _ all: [NamespacedName]
  ) throws(CommandProblem) -> NamespacedName {
    let parts = word.split(separator: "/").map(String.init)
    let exact = all.filter { $0.description == word }
    if let first = exact.first { return first }
    let found = parts.count == 1 ? all.filter { $0.name == word } : []
    if let here = found.first(where: { $0.namespace == interface.namespace }) { return here }
    if found.count == 1, let only = found.first { return only }
    if found.count > 1 {
      let names = found.prefix(4).map(\.description).joined(separator: ", ")
      throw CommandProblem(
        localized("\(found.count) \(what)s are called \(word.cleaned): \(names)"))
    }
    let near = Spelling.nearest(to: parts.last ?? word, in: Set(all.map(\.name)))
    let hint = near.map { localized("; did you mean \($0.cleaned)?") } ?? ""
    throw CommandProblem(localized("no \(what) \"\(word.cleaned)\"\(hint)"))
  }

  /// A route: `shop.local/api`, `/api`, or a host; with weights, the first that has some.
  func routeID(_ word: String, weighted: Bool = false) -> Route.ID? {
    let routes = routing.routes.filter { !weighted || $0.backends.count > 1 }
    let text = word.hasPrefix("/") ? word : word.lowercased()
    return routes.first { $0.host + $0.path == text }?.id
      ?? routes.first { $0.path == text }?.id ?? routes.first { $0.host == text }?.id
  }

  /// What is said where a word names no route.
  func noRoute(_ word: String) -> CommandProblem {
    let names = routing.routes.prefix(200).flatMap { [$0.host + $0.path, $0.path] }
    if let id = routeID(word), routing.route(id)?.backends.count == 1 {
      return CommandProblem(
        localized(
          "the route \(word.cleaned) has one backend: a canary Ingress would give it weights"))
    }
    let hint =
      Spelling.nearest(to: word, in: names).map { localized("; did you mean \($0.cleaned)?") } ?? ""
    return CommandProblem(localized("no route \"\(word.cleaned)\"\(hint)"))
  }
}
