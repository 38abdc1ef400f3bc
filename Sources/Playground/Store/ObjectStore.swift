package import Topology

/// The playground's memory of every object: what etcd and the admission of an API server do, in one actor.
///
/// Everything that changes an object passes through here, whether it comes over HTTP, from a controller or
/// from a manifest that is only looked at. No call suspends, so one call, or one `transaction`, is atomic.
package actor ObjectStore {
  /// What a store is given from outside.
  package struct Configuration: Sendable {
    /// The time in seconds since 1970.
    package var clock: @Sendable () -> Double
    /// The source of UIDs.
    package var seed: UInt64
    /// The addresses to allocate from.
    package var addresses: AddressPlan
    /// How many changes are remembered for watches that resume.
    package var historyLimit: Int
    /// How many objects of the kind Event are kept; older ones go.
    package var eventLimit: Int
    /// How many changes may wait in one watch before it is ended.
    package var watchBuffer: Int

    package init(
      clock: @escaping @Sendable () -> Double, seed: UInt64 = 1,
      addresses: AddressPlan = AddressPlan(), historyLimit: Int = 4096, eventLimit: Int = 1000,
      watchBuffer: Int = 16_384
    ) {
      self.clock = clock
      self.seed = seed
      self.addresses = addresses
      self.historyLimit = historyLimit
      self.eventLimit = eventLimit
      self.watchBuffer = watchBuffer
    }
  }

  /// One reader of events; nil as kind reads all kinds.
  struct Watcher {
    let kind: ResourceKind?
    let continuation: AsyncStream<StoreEvent>.Continuation
  }

  let configuration: Configuration
  /// The kinds that are served.
  package var catalogue = KindCatalogue()
  /// The version of the last change.
  package internal(set) var version: UInt64 = 0
  /// The last version that is no longer in the history.
  package internal(set) var compactedVersion: UInt64 = 0
  var tables: [ResourceKind: [NamespacedName: JSONValue]] = [:]
  var history: [StoreEvent] = []
  /// What the remembered events count for together.
  var historyWeight = 0
  var watchers: [Int: Watcher] = [:]
  var nextWatcher = 0
  /// Where the object with a UID stands.
  var placeOfUID: [String: Place] = [:]
  /// The dependents of the object with a UID.
  var dependents: [String: Set<Place>] = [:]
  /// How many objects each namespace holds.
  var populations: [String: Int] = [:]
  /// How often the name of a place was given away and became free again.
  var incarnations: [Place: UInt64] = [:]
  var allocations = Allocations()
  /// The moment at which manifests are loaded; nil otherwise.
  private var standingTime: Double?

  /// Where an object stands.
  struct Place: Hashable, Sendable {
    let kind: ResourceKind
    let name: NamespacedName
  }

  /// The namespaces that exist from the start and cannot be deleted.
  package static let initialNamespaces = [
    "default", "kube-node-lease", "kube-public", "kube-system",
  ]

  package init(_ configuration: Configuration) {
    self.configuration = configuration
    for name in Self.initialNamespaces {
      version += 1
      let namespace = Self.namespace(name, version: version, configuration)
      let place = Place(kind: .namespace, name: NamespacedName("", name))
      tables[.namespace, default: [:]][place.name] = namespace
      placeOfUID[namespace["metadata"]["uid"].string ?? ""] = place
    }
    compactedVersion = version
  }

  private static func namespace(
    _ name: String, version: UInt64, _ configuration: Configuration
  ) -> JSONValue {
    let hash = StableHash.value("Namespace", "", name)
    return [
      "apiVersion": "v1", "kind": "Namespace",
      "metadata": [
        "name": .string(name), "labels": ["kubernetes.io/metadata.name": .string(name)],
        "uid": .string(
          StableHash.identifier(hash, StableHash.mixed(hash ^ configuration.seed))),
        "resourceVersion": .string(String(version)),
        "creationTimestamp": .string(Timestamp.text(configuration.clock())),
      ],
      "spec": ["finalizers": ["kubernetes"]], "status": ["phase": "Active"],
    ]
  }

  /// The time now; it stands still while manifests are loaded.
  var now: Double { standingTime ?? configuration.clock() }

  /// Runs a body at one moment: objects of one load are equally old, so that no second that ends meanwhile
  /// decides which of them wins.
  func atOneMoment<Result>(_ body: (isolated ObjectStore) -> Result) -> Result {
    standingTime = configuration.clock()
    defer { standingTime = nil }
    return body(self)
  }

  /// Runs several calls as one: nobody sees or changes anything in between.
  package func transaction<Result: Sendable, Failure: Error>(
    _ body: @Sendable (isolated ObjectStore) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(self)
  }
}

extension ObjectStore {
  /// One object; nil when it does not exist.
  package func get(_ kind: ResourceKind, _ name: NamespacedName) -> JSONValue? {
    tables[kind]?[name]
  }

  /// One object by the parts of its name.
  package func get(_ kind: ResourceKind, _ namespace: String, _ name: String) -> JSONValue? {
    tables[kind]?[NamespacedName(namespace, name)]
  }

  /// The objects of a kind, of one namespace or (nil) of all, in the order of their names.
  package func list(_ kind: ResourceKind, namespace: String? = nil) -> [JSONValue] {
    guard let table = tables[kind] else { return [] }
    return names(of: kind, namespace: namespace).compactMap { table[$0] }
  }

  /// The names of a kind's objects, in order.
  package func names(of kind: ResourceKind, namespace: String? = nil) -> [NamespacedName] {
    guard let table = tables[kind] else { return [] }
    guard let namespace else { return table.keys.sorted() }
    return table.keys.filter { $0.namespace == namespace }.sorted()
  }

  /// The kinds of which objects exist.
  package var populatedKinds: [ResourceKind] {
    tables.filter { !$0.value.isEmpty }.keys.sorted { $0.qualifiedPlural < $1.qualifiedPlural }
  }

  /// Writes an object into its table, and the change into history and watches.
  ///
  /// Everything that was to be checked has been checked.
  @discardableResult
  func commit(_ object: JSONValue, at place: Place) -> JSONValue {
    version += 1
    var object = object
    object["metadata"]["resourceVersion"] = .string(String(version))
    let old = tables[place.kind, default: [:]].updateValue(object, forKey: place.name)
    if let old {
      unindexOwners(of: old, place)
    } else {
      populations[place.name.namespace, default: 0] += 1
      placeOfUID[object["metadata"]["uid"].string ?? ""] = place
    }
    indexOwners(of: object, place)
    if place.kind == .customResourceDefinition { serve(object, insteadOf: old) }
    publish(
      StoreEvent(
        change: old == nil ? .added : .modified, kind: place.kind, name: place.name,
        object: object, old: old, version: version))
    return object
  }

  /// Takes an object out of its table, tells the watches and frees what was allocated for it.
  @discardableResult
  func erase(_ place: Place) -> JSONValue? {
    guard let old = tables[place.kind]?.removeValue(forKey: place.name) else { return nil }
    version += 1
    populations[place.name.namespace, default: 1] -= 1
    incarnations[place, default: 0] += 1
    placeOfUID[old["metadata"]["uid"].string ?? ""] = nil
    unindexOwners(of: old, place)
    if place.kind == .service { allocations.release(old) }
    if place.kind == .customResourceDefinition { serve(nil, insteadOf: old) }
    var object = old
    object["metadata"]["resourceVersion"] = .string(String(version))
    publish(
      StoreEvent(
        change: .deleted, kind: place.kind, name: place.name, object: object, old: old,
        version: version))
    return object
  }

  private func serve(_ definition: JSONValue?, insteadOf old: JSONValue?) {
    if let old, let known = KindDefinition(definition: old) { catalogue.remove(known.storage) }
    if let definition, let kind = KindDefinition(definition: definition) { catalogue.insert(kind) }
  }

  private func indexOwners(of object: JSONValue, _ place: Place) {
    for owner in object["metadata"]["ownerReferences"].array {
      dependents[owner["uid"].string ?? "", default: []].insert(place)
    }
  }

  private func unindexOwners(of object: JSONValue, _ place: Place) {
    for owner in object["metadata"]["ownerReferences"].array {
      let uid = owner["uid"].string ?? ""
      dependents[uid]?.remove(place)
      if dependents[uid]?.isEmpty == true { dependents[uid] = nil }
    }
  }
}
