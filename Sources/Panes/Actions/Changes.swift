import Actions
import Language
import Routing
import Screen
import State
import Topology

/// The bindings that open a preview; each screen takes those that fit its rows.
enum Changes {
  /// `S`: how many pods the workload of the selection runs.
  static let scale = Binding(
    .character("S"), label: "scale", sentence: "scale the workload, preview first"
  ) { context in
    guard let workload = Subject(context).workload else { return [] }
    return [.propose(.scale(workload.reference, replicas: workload.replicas))]
  }.changing {
    Subject($0).workload == nil ? localized("no workload runs behind this row") : nil
  } writing: {
    Subject($0).workload.map { write(.jsonPatch, $0.kind.resource, $0.metadata.key, "scale") }
  }

  /// `E`: which labels the Service asks for.
  static let selector = Binding(
    .character("E"), label: "selector", sentence: "edit the selector with live preview"
  ) { context in
    guard let service = Subject(context).service else { return [] }
    return [.propose(.selector(service.metadata.key, service.selector))]
  }.changing { context in
    guard let service = Subject(context).service else {
      return localized("this row has no Service")
    }
    return service.exposure == .externalName
      ? localized("an ExternalName Service has no selector: it names \(service.externalName)") : nil
  } writing: {
    Subject($0).service.map { write(.jsonPatch, .service, $0.metadata.key) }
  }

  /// `W`: how a route divides its requests.
  static let weights = Binding(
    .character("W"), label: "weights", sentence: "shift the weights of the route, preview first"
  ) { context in
    guard let route = route(of: context) else { return [] }
    return [.propose(.weights(route.id, weights(of: route)))]
  }.changing { context in
    guard let route = route(of: context) else {
      return localized("no weighted route belongs to this row")
    }
    return route.backends.contains { $0.weightSource != nil }
      ? nil : localized("the route has one backend: a canary Ingress would give it weights")
  } writing: {
    // However the weights are written, the right that it needs is the same.
    route(of: $0)?.backends.compactMap(\.weightSource).first.flatMap { source in
      RouteAdapters.kinds.first { $0.keptName == source.kind }.map {
        write(.jsonPatch, $0, source.name)
      }
    }
  }

  /// `X`: delete a pod.
  static let delete = Binding(
    .character("X"), label: "delete", sentence: "delete the pod, preview first"
  ) { context in
    Subject(context).pod.map { [.propose(.deletePod($0.metadata.key))] } ?? []
  }.changing { context in
    if Subject(context).pod == nil { return localized("only pods can be deleted here") }
    return context.interface.options.isDeleteAllowed
      ? nil : localized("deleting is off: `:set delete on` allows it")
  } writing: {
    Subject($0).pod.map { write(.delete, .pod, $0.metadata.key) }
  }

  /// `R`: a rolling restart of the workload.
  static let restart = Binding(
    .character("R"), label: "restart", sentence: "restart the workload pod by pod, preview first"
  ) { context in
    Subject(context).workload.map { [.propose(.restart($0.reference))] } ?? []
  }.changing {
    Subject($0).workload == nil ? localized("no workload runs behind this row") : nil
  } writing: {
    Subject($0).workload.map { write(.strategicPatch, $0.kind.resource, $0.metadata.key) }
  }

  /// `I`: make a pod of the playground slow, failing, unready or deaf.
  static let inject = Binding(
    .character("I"), label: "inject", sentence: "make the pod slow, failing, unready or deaf"
  ) { [.open(.menu(Menus.inject($0), selected: 0))] }
  .changing { context in
    guard context.isPlayground else {
      return localized("faults can only be injected in the playground")
    }
    return Subject(context).pod == nil ? localized("select a pod first (4 Backends)") : nil
  }

  /// The write that a change would be, as far as rights depend on it.
  private static func write(
    _ verb: WriteRequest.Verb, _ kind: ResourceKind, _ name: NamespacedName,
    _ subresource: String? = nil
  ) -> WriteRequest {
    WriteRequest(verb, kind, name, subresource: subresource, body: .null)
  }

  /// The weighted route of the selection: itself, or the one that its Service is part of.
  private static func route(of context: PaneContext) -> Route? {
    let subject = Subject(context)
    if let route = subject.route { return route }
    guard let service = subject.service else { return nil }
    let routes = context.state.routing.routes(to: service.metadata.key)
    return routes.first { $0.backends.count > 1 } ?? routes.first
  }

  private static func weights(of route: Route) -> [NamespacedName: Int] {
    route.backends.reduce(into: [:]) { $0[$1.key, default: 0] += $1.weight }
  }
}
