package import Topology

/// A kind that the API serves, with what discovery says about it.
package struct KindDefinition: Sendable, Hashable {
  /// Parts of a kind's interface beyond plain reading and writing.
  package struct Features: OptionSet, Sendable, Hashable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// `status` is written apart from the rest.
    package static let status = Features(rawValue: 1)
    /// `…/scale` is served.
    package static let scale = Features(rawValue: 2)
    /// `metadata.generation` counts changes of the specification.
    package static let generation = Features(rawValue: 4)
    /// Strategic merge patches are understood, as for every built-in kind.
    package static let strategic = Features(rawValue: 8)
  }

  /// The kind as it is stored.
  package var storage: ResourceKind
  /// Other versions and groups under which it is served.
  package var alternatives: [ResourceKind]
  /// The singular, as `service`.
  package var singular: String
  /// What kubectl also accepts, as `svc`.
  package var shortNames: [String]
  /// Groups of kinds that kubectl asks for by one name, as `all`.
  package var categories: [String]
  /// The parts of its interface.
  package var features: Features

  package init(
    _ storage: ResourceKind, short: [String] = [], categories: [String] = [],
    _ features: Features = [], alternatives: [ResourceKind] = []
  ) {
    self.storage = storage
    self.alternatives = alternatives
    self.singular = storage.kind.lowercased()
    self.shortNames = short
    self.categories = categories
    self.features = features.union(.strategic)
  }

  /// Every version in which it is served, the stored one first.
  package var served: [ResourceKind] { [storage] + alternatives }
}

extension KindDefinition {
  /// Reads a CustomResourceDefinition; the version that it stores comes first.
  init?(definition: JSONValue) {
    let spec = definition["spec"]
    let names = spec["names"]
    guard let group = spec["group"].string, let kind = names["kind"].string,
      let plural = names["plural"].string
    else { return nil }
    let versions = spec["versions"].array.filter { $0["served"].bool != false }
    let kinds = versions.compactMap { $0["name"].string }.map {
      ResourceKind(
        group: group, version: $0, kind: kind, plural: plural,
        isNamespaced: spec["scope"].string != "Cluster")
    }
    let stored = versions.firstIndex { $0["storage"].bool == true } ?? 0
    guard kinds.indices.contains(stored) else { return nil }
    self.init(
      kinds[stored], short: names["shortNames"].array.compactMap(\.string),
      categories: names["categories"].array.compactMap(\.string), .generation,
      alternatives: kinds.filter { $0 != kinds[stored] })
    singular = names["singular"].string ?? kind.lowercased()
    features.remove(.strategic)
    if versions.contains(where: { !$0["subresources"]["status"].isNull }) {
      features.insert(.status)
    }
  }
}
