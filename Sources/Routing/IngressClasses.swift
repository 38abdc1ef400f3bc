package import Topology

/// The IngressClasses of a cluster, and which of them serves an Ingress.
package struct IngressClasses: Sendable {
  /// What became of the question which class serves an Ingress.
  package enum Resolution: Hashable, Sendable {
    /// A class object of this name, run by this controller (`k8s.io/ingress-nginx`).
    case found(name: String, implementation: String)
    /// `spec.ingressClassName` names a class that does not exist.
    case missing(name: String)
    /// Only the legacy annotation names a class, and there is no class object of that name.
    case legacy(name: String)
    /// No class is named and none is the default.
    case none

    /// The name of the class, or empty.
    package var name: String {
      switch self {
      case .found(let name, _), .missing(let name), .legacy(let name): name
      case .none: ""
      }
    }
  }

  /// The annotation that named a class before `spec.ingressClassName` was introduced.
  package static let legacyAnnotation = "kubernetes.io/ingress.class"
  /// The annotation that makes a class the default one.
  package static let defaultAnnotation = "ingressclass.kubernetes.io/is-default-class"

  /// The names of the default classes; more than one is an error of the cluster's owner.
  package let defaults: [String]
  private let implementations: [String: String]

  /// Reads the class objects of an inventory.
  package init(_ inventory: Inventory) {
    let classes = inventory.objects(ResourceKind.ingressClass.kind)
    implementations = Dictionary(
      classes.map { ($0.metadata.name, $0.object["spec"]["controller"].string ?? "") },
      uniquingKeysWith: { first, _ in first })
    // The API server takes the newest default when there are several.
    defaults =
      classes
      .filter { $0.metadata.annotations[Self.defaultAnnotation] == "true" }
      .sorted {
        $0.metadata.creationTimestamp == $1.metadata.creationTimestamp
          ? $0.metadata.name < $1.metadata.name
          : $0.metadata.creationTimestamp > $1.metadata.creationTimestamp
      }
      .map(\.metadata.name)
  }

  /// The names of all classes, sorted.
  package var names: [String] { implementations.keys.sorted() }

  /// Whether a class is Traefik's, which serves Ingresses without class as well.
  package var hasTraefik: Bool { implementations.values.contains(TraefikContest.controller) }

  /// `spec.controller` of a class; nil where there is no such class.
  func implementation(ofClass name: String) -> String? { implementations[name] }

  /// The controller strings of the classes with a name of whose objects something holds.
  package func implementations(where isMeant: (String) -> Bool) -> Set<String> {
    Set(implementations.filter { isMeant($0.key) }.values)
  }

  /// The controller string of the program that serves an Ingress; empty where none is known.
  ///
  /// Traefik takes up what names no class, or its own name in the annotation (`shouldProcessIngress`).
  package func implementation(of ingress: GenericResource) -> String {
    switch resolution(of: ingress) {
    case .found(_, let implementation): implementation
    case .legacy("traefik"), .none: hasTraefik ? TraefikContest.controller : ""
    case .legacy, .missing: ""
    }
  }

  /// The class of an Ingress: the field, else the annotation, else the default class.
  package func resolution(of ingress: GenericResource) -> Resolution {
    if let name = ingress.object["spec"]["ingressClassName"].string, !name.isEmpty {
      return implementations[name].map { .found(name: name, implementation: $0) }
        ?? .missing(name: name)
    }
    if let name = ingress.metadata.annotations[Self.legacyAnnotation], !name.isEmpty {
      return implementations[name].map { .found(name: name, implementation: $0) }
        ?? .legacy(name: name)
    }
    guard let name = defaults.first else { return .none }
    return .found(name: name, implementation: implementations[name] ?? "")
  }
}
