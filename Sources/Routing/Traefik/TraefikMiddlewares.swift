package import Topology

/// The middlewares that a rule of Traefik names, with those of chains in their place.
package struct TraefikMiddlewares: Sendable {
  /// One of them, as its object states it.
  struct Step {
    let reference: TraefikReference
    let spec: JSONValue
  }

  /// Why one of them cannot be used, so that Traefik does not serve the rule.
  package struct Gap: Hashable, Sendable {
    /// Whether it leads back to itself, else it is missing.
    package let isCycle: Bool
    package let reference: TraefikReference
    /// The chain that names it; nil for the rule itself.
    package let chain: NamespacedName?
  }

  private(set) var steps: [Step] = []
  package private(set) var gaps: [Gap] = []
  /// The first one that another provider than the cluster's objects has.
  private(set) var elsewhere: TraefikReference?
  private let inventory: Inventory
  private var visits = 0

  private static let mostNested = 16
  private static let mostVisits = 256
  private static let annotation = "traefik.ingress.kubernetes.io/router.middlewares"

  /// Those of a route.
  package init(of route: Route, _ inventory: Inventory) {
    let own =
      route.terms?.traefik?.middlewares
      ?? inventory.object(route.source.kind, route.source.name).map(Self.references(ofIngress:))
      ?? []
    self.init(own, inventory)
  }

  /// Those of a list that an object states.
  package init(_ references: [TraefikReference], _ inventory: Inventory) {
    self.inventory = inventory
    for reference in references { follow(reference, on: [], from: reference) }
  }

  /// What the annotation of an Ingress names.
  package static func references(ofIngress ingress: GenericResource) -> [TraefikReference] {
    guard ingress.kind.kind == ResourceKind.ingress.kind else { return [] }
    let text = ingress.metadata.annotations[annotation] ?? ""
    return text.split(separator: ",").map { part in
      let key = part.trimming(while: \.isWhitespace)
      return TraefikReference(
        key: key, name: NamespacedName(ingress.metadata.namespace, key),
        field: "metadata.annotations['\(annotation)']")
    }.filter { $0.key?.isEmpty == false }
  }

  private mutating func follow(
    _ reference: TraefikReference, on way: [NamespacedName], from first: TraefikReference
  ) {
    visits += 1
    guard visits <= Self.mostVisits else { return }
    guard !reference.isElsewhere else {
      elsewhere = elsewhere ?? first
      return
    }
    func gap(isCycle: Bool) -> Gap {
      var named = reference
      named.field = first.field
      return Gap(isCycle: isCycle, reference: named, chain: way.last)
    }
    guard let object = object(of: reference) else {
      // Without a provider a name of an annotation means no object of the cluster.
      gaps.append(gap(isCycle: false))
      return
    }
    let name = object.metadata.key
    guard !way.contains(name), way.count < Self.mostNested else {
      gaps.append(gap(isCycle: true))
      return
    }
    let spec = object.object["spec"]
    guard spec["chain"] != .null else {
      steps.append(Step(reference: reference, spec: spec))
      return
    }
    let inner = TraefikAdapter.references(
      in: spec["chain"]["middlewares"], of: object, at: "spec.chain.middlewares")
    for next in inner { follow(next, on: way + [name], from: first) }
  }

  private func object(of reference: TraefikReference) -> GenericResource? {
    let kind = ResourceKind.middleware.kind
    guard let key = reference.key else { return inventory.object(kind, reference.name) }
    let name = key.prefix { $0 != "@" }
    // Where the namespace ends is not to be seen: each dash may be the place.
    guard key.hasSuffix("@kubernetescrd"), name.utf8.count <= 512 else { return nil }
    for dash in name.indices where name[dash] == "-" {
      let found = inventory.object(
        kind, NamespacedName(String(name[..<dash]), String(name[name.index(after: dash)...])))
      if let found { return found }
    }
    return nil
  }
}

extension Substring {
  fileprivate func trimming(while isDropped: (Character) -> Bool) -> String {
    var text = drop(while: isDropped)
    while let last = text.last, isDropped(last) { text = text.dropLast() }
    return String(text)
  }
}
