import Routing
import Topology

/// Loads the objects of manifests into a store: what is refused is reported, everything else is there.
struct ManifestLoader {
  private(set) var refusals: [Playground.Refusal] = []

  /// One object with its kind as it is stored.
  private struct Document {
    let index: Int
    let kind: ResourceKind
    let object: JSONValue
    let name: NamespacedName

    /// Namespaces come first, then Services that ask for addresses and ports of their own.
    var rank: Int {
      if kind == .namespace { return 0 }
      guard kind == .service else { return 3 }
      let spec = object["spec"]
      let asksForPort = spec["ports"].array.contains { $0["nodePort"].integer ?? 0 > 0 }
      return spec["clusterIP"].string ?? "" != "" || asksForPort ? 2 : 3
    }
  }

  /// Loads objects; namespaces that are only named are created too.
  mutating func load(_ objects: [JSONValue], into store: isolated ObjectStore) {
    register(objects, in: store)
    // What a definition defines is known only when it is there.
    let isDefinition = { (object: JSONValue) in object["kind"].string == "CustomResourceDefinition"
    }
    for (index, object) in objects.enumerated() where isDefinition(object) {
      if let definition = document(index, object, in: store) { create(definition, in: store) }
    }
    let documents = objects.enumerated().filter { !isDefinition($1) }
      .compactMap { document($0, $1, in: store) }
      .sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }
    let declared = Set(documents.filter { $0.kind == .namespace }.map(\.name.name))
    for name in Set(documents.map(\.name.namespace)).subtracting(declared).sorted()
    where !name.isEmpty && store.get(.namespace, "", name) == nil {
      _ = try? store.create(
        ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]], .namespace)
    }
    for document in documents { create(document, in: store) }
    refusals.sort { $0.index < $1.index }
  }

  private mutating func create(_ document: Document, in store: isolated ObjectStore) {
    do throws(StatusError) {
      try store.create(document.object, document.kind)
    } catch  where Self.isInitial(document) && error.code == 409 {
      return
    } catch {
      refuse(document.index, document.kind.kind, document.name, error.message)
    }
  }

  /// The namespaces that exist from the start may be declared again.
  private static func isInitial(_ document: Document) -> Bool {
    document.kind == .namespace && ObjectStore.initialNamespaces.contains(document.name.name)
  }

  private mutating func document(
    _ index: Int, _ object: JSONValue, in store: isolated ObjectStore
  ) -> Document? {
    let version = object["apiVersion"].string ?? ""
    let kind = object["kind"].string ?? ""
    let name = Metadata(object).key
    guard let entry = store.catalogue.entry(apiVersion: version, kind: kind) else {
      refuse(
        index, kind, name,
        "no matches for kind \"\(kind)\" in version \"\(version)\"; mend the spelling, or add the "
          + "CustomResourceDefinition")
      return nil
    }
    var stored = Conversion.stored(object, from: entry.served)
    stored["metadata"]["resourceVersion"] = .null
    if entry.definition.storage == .service { Self.dropForeignAddresses(&stored, in: store) }
    let isNamespaced = entry.served.isNamespaced
    let namespace = isNamespaced ? (name.namespace.isEmpty ? "default" : name.namespace) : ""
    if isNamespaced { stored["metadata"]["namespace"] = .string(namespace) }
    return Document(
      index: index, kind: entry.definition.storage, object: stored,
      name: NamespacedName(namespace, name.name))
  }

  /// A manifest that was read out of another cluster names addresses of that one; here its Service gets its own.
  private static func dropForeignAddresses(
    _ service: inout JSONValue, in store: isolated ObjectStore
  ) {
    let address = service["spec"]["clusterIP"].string ?? ""
    guard address != "", address != "None",
      store.configuration.addresses.clusterOffset(of: address) == nil
    else { return }
    service["spec"]["clusterIP"] = .null
    service["spec"]["clusterIPs"] = .null
  }

  /// Serves the kinds of custom resources that come without their definition, as they are given.
  private func register(_ objects: [JSONValue], in store: isolated ObjectStore) {
    let defined = Set(
      objects.filter { $0["kind"].string == "CustomResourceDefinition" }
        .compactMap { $0["spec"]["group"].string })
    for object in objects {
      let parts = (object["apiVersion"].string ?? "").split(separator: "/").map(String.init)
      guard parts.count == 2, parts[0].contains("."),
        !defined.contains(parts[0]), let name = object["kind"].string, !name.isEmpty,
        store.catalogue.entry(apiVersion: parts.joined(separator: "/"), kind: name) == nil,
        !store.catalogue.definitions.contains(where: {
          $0.storage.group == parts[0] && KindDefinition.builtIn.contains($0)
        })
      else { continue }
      let lower = name.lowercased()
      let plural =
        lower.hasSuffix("y") && !lower.hasSuffix("ay")
        ? "\(lower.dropLast())ies" : lower.hasSuffix("s") ? "\(lower)es" : "\(lower)s"
      let kind = ResourceKind(
        group: parts[0], version: parts[1], kind: name, plural: plural,
        isNamespaced: Self.isNamespaced(name, group: parts[0]))
      // Objects of one kind may be written in several versions.
      var known = store.catalogue.definitions.first {
        $0.storage.group == kind.group && $0.storage.plural == kind.plural
      }
      known?.alternatives.append(kind)
      store.catalogue.insert(known ?? KindDefinition(kind))
    }
  }

  /// Whether objects of a kind without definition live in a namespace: as its own definition says, where it is known.
  private static func isNamespaced(_ kind: String, group: String) -> Bool {
    let kinds = ResourceKind.networkKinds + PolicySystems.kinds
    let known = kinds.first { $0.group == group && $0.kind == kind }
    return known?.isNamespaced ?? (kind != "GatewayClass")
  }

  private mutating func refuse(
    _ index: Int, _ kind: String, _ name: NamespacedName, _ reason: String
  ) {
    refusals.append(
      Playground.Refusal(index: index, object: ObjectReference(kind, name), reason: reason))
  }
}
