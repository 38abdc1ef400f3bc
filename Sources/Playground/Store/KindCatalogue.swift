package import Topology

/// The kinds that are served now: the built-in ones and those of CustomResourceDefinitions.
package struct KindCatalogue: Sendable {
  /// A served version of a kind together with its definition.
  package struct Entry: Sendable, Hashable {
    /// The version that was asked for.
    package var served: ResourceKind
    /// What is known about the kind.
    package var definition: KindDefinition
  }

  private var byPath: [String: Entry] = [:]
  private var byKind: [String: Entry] = [:]
  /// In the order of their registration.
  package private(set) var definitions: [KindDefinition] = []

  package init() {
    for definition in KindDefinition.builtIn { insert(definition) }
  }

  /// Serves a kind, or serves it differently from now on.
  package mutating func insert(_ definition: KindDefinition) {
    remove(definition.storage)
    definitions.append(definition)
    for served in definition.served {
      let entry = Entry(served: served, definition: definition)
      byPath["\(served.apiVersion)/\(served.plural)"] = entry
      byKind["\(served.apiVersion)/\(served.kind)"] = entry
    }
  }

  /// Serves a kind no longer.
  package mutating func remove(_ kind: ResourceKind) {
    let index = definitions.firstIndex {
      $0.storage.group == kind.group && $0.storage.plural == kind.plural
    }
    guard let index else { return }
    for served in definitions.remove(at: index).served {
      byPath["\(served.apiVersion)/\(served.plural)"] = nil
      byKind["\(served.apiVersion)/\(served.kind)"] = nil
    }
  }

  /// The kind behind the plural in a URL.
  package func entry(group: String, version: String, plural: String) -> Entry? {
    byPath[group.isEmpty ? "\(version)/\(plural)" : "\(group)/\(version)/\(plural)"]
  }

  /// The kind that an object says it is.
  package func entry(apiVersion: String, kind: String) -> Entry? { byKind["\(apiVersion)/\(kind)"] }

  /// The definition of a kind, in whichever version it is named.
  package func entry(_ kind: ResourceKind) -> Entry? { byKind["\(kind.apiVersion)/\(kind.kind)"] }
}
