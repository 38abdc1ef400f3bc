package import Topology

extension ObjectStore {
  /// Deletes an object, or starts to: a pod ends gracefully, finalizers are waited for, a namespace is emptied.
  ///
  /// Returns the object as it now is; `metadata.deletionTimestamp` is set when the deletion is under way.
  @discardableResult
  package func delete(
    _ kind: ResourceKind, _ name: NamespacedName, _ options: DeleteOptions = DeleteOptions()
  ) throws(StatusError) -> JSONValue {
    let kind = try definition(of: kind).storage
    let place = Place(kind: kind, name: name)
    guard let old = tables[kind]?[name] else { throw .notFound(kind, name.name) }
    try checkPreconditions(
      uid: options.uid, version: options.resourceVersion, of: old, kind)
    if kind == .namespace, Self.initialNamespaces.contains(name.name) {
      throw .forbidden(kind, name.name, because: "this namespace may not be deleted")
    }
    guard !options.isDryRun else { return old }
    if kind == .namespace { return terminate(namespace: name.name, old) }
    if options.propagation == .orphan { releaseDependents(of: old) }
    let waiting = finalizers(of: old, options)
    let grace = kind == .pod ? gracePeriod(of: old, options) : 0
    guard waiting.isEmpty, grace == 0 else {
      let marked = mark(old, place, grace: grace, finalizers: waiting)
      if waiting.contains(Self.foreground) { deleteDependents(of: marked) }
      return tables[kind]?[name].map { finishIfReleased($0, place) } ?? marked
    }
    return remove(place) ?? old
  }

  private static let foreground = "foregroundDeletion"

  /// Finalizers that hold the object back, with the one that foreground deletion adds.
  private func finalizers(of object: JSONValue, _ options: DeleteOptions) -> [String] {
    var names = object["metadata"]["finalizers"].array.compactMap(\.string)
    let isBlocked =
      options.propagation == .foreground
      && dependents[object["metadata"]["uid"].string ?? ""] != nil
    if isBlocked, !names.contains(Self.foreground) { names.append(Self.foreground) }
    return names
  }

  /// The seconds that a pod gets: none when it runs nowhere or has ended; never longer than promised before.
  private func gracePeriod(of pod: JSONValue, _ options: DeleteOptions) -> Int {
    let phase = pod["status"]["phase"].string ?? ""
    let isIdle =
      pod["spec"]["nodeName"].string ?? "" == "" || ["Succeeded", "Failed"].contains(phase)
    if isIdle { return 0 }
    let asked =
      options.gracePeriod ?? pod["spec"]["terminationGracePeriodSeconds"].integer ?? 30
    return min(asked, pod["metadata"]["deletionGracePeriodSeconds"].integer ?? asked)
  }

  /// Marks an object as being deleted.
  private func mark(
    _ old: JSONValue, _ place: Place, grace: Int, finalizers: [String]
  ) -> JSONValue {
    var object = old
    var metadata = object["metadata"]
    if metadata["deletionTimestamp"].isNull
      || metadata["deletionGracePeriodSeconds"].integer != grace
    {
      metadata["deletionTimestamp"] = .string(Timestamp.text(now + Double(grace)))
      metadata["deletionGracePeriodSeconds"] = .integer(Int64(grace))
    }
    metadata["finalizers"] = finalizers.isEmpty ? .null : .array(finalizers.map { .string($0) })
    object["metadata"] = metadata
    return object == old ? old : commit(object, at: place)
  }

  /// Removes an object whose deletion waited only for its finalizers, once the last is gone.
  func finishIfReleased(_ object: JSONValue, _ place: Place) -> JSONValue {
    let metadata = object["metadata"]
    guard !metadata["deletionTimestamp"].isNull, metadata["finalizers"].array.isEmpty,
      metadata["deletionGracePeriodSeconds"].integer ?? 0 == 0, place.kind != .namespace
    else { return object }
    return remove(place) ?? object
  }

  /// Erases an object and does what follows from that: dependents, waiting owners, emptied namespaces.
  @discardableResult
  func remove(_ place: Place) -> JSONValue? {
    guard let gone = erase(place) else { return nil }
    deleteDependents(of: gone)
    for owner in gone["metadata"]["ownerReferences"].array {
      releaseForeground(owner["uid"].string ?? "")
    }
    if place.kind == .customResourceDefinition { removeResources(of: gone) }
    // As the API server does: a Service of the same name that follows at once would be given the old addresses.
    if place.kind == .service { remove(Place(kind: .endpoints, name: place.name)) }
    removeIfEmptied(namespace: place.name.namespace)
    return gone
  }

  private func removeResources(of definition: JSONValue) {
    guard let kind = KindDefinition(definition: definition)?.storage else { return }
    for name in names(of: kind) { remove(Place(kind: kind, name: name)) }
  }

  /// Deletes the dependents that no other living owner holds; the others lose the reference.
  private func deleteDependents(of owner: JSONValue) {
    let uid = owner["metadata"]["uid"].string ?? ""
    let found = (dependents[uid] ?? []).sorted { ($0.kind.kind, $0.name) < ($1.kind.kind, $1.name) }
    for place in found {
      guard var object = tables[place.kind]?[place.name] else { continue }
      let owners = object["metadata"]["ownerReferences"].array
      let others = owners.filter {
        $0["uid"].string != uid && placeOfUID[$0["uid"].string ?? ""] != nil
      }
      if others.isEmpty {
        _ = try? delete(place.kind, place.name)
      } else {
        object["metadata"]["ownerReferences"] = .array(others)
        commit(object, at: place)
      }
    }
  }

  /// Takes the reference to an owner out of its dependents, so that they outlive it.
  private func releaseDependents(of owner: JSONValue) {
    let uid = owner["metadata"]["uid"].string ?? ""
    for place in dependents[uid] ?? [] {
      guard var object = tables[place.kind]?[place.name] else { continue }
      let rest = object["metadata"]["ownerReferences"].array.filter { $0["uid"].string != uid }
      object["metadata"]["ownerReferences"] = rest.isEmpty ? .null : .array(rest)
      commit(object, at: place)
    }
  }

  /// Lets an owner go that waited for the last dependent that blocked it.
  private func releaseForeground(_ uid: String) {
    guard let place = placeOfUID[uid], var owner = tables[place.kind]?[place.name],
      !owner["metadata"]["deletionTimestamp"].isNull
    else { return }
    let isBlocked = (dependents[uid] ?? []).contains { dependent in
      tables[dependent.kind]?[dependent.name]?["metadata"]["ownerReferences"].array.contains {
        $0["uid"].string == uid && $0["blockOwnerDeletion"].bool == true
      } ?? false
    }
    let names = owner["metadata"]["finalizers"].array
    let rest = names.filter { $0.string != Self.foreground }
    guard !isBlocked, rest.count < names.count else { return }
    owner["metadata"]["finalizers"] = rest.isEmpty ? .null : .array(rest)
    _ = finishIfReleased(commit(owner, at: place), place)
  }

  /// Deletes an object at once whose owners are all gone, as garbage collection finds it.
  func collectIfOwnerless(_ object: JSONValue, _ place: Place) {
    let owners = object["metadata"]["ownerReferences"].array
    guard !owners.isEmpty,
      owners.allSatisfy({ placeOfUID[$0["uid"].string ?? ""] == nil })
    else { return }
    remove(place)
  }

  private func terminate(namespace name: String, _ old: JSONValue) -> JSONValue {
    let place = Place(kind: .namespace, name: NamespacedName("", name))
    var object = old
    if object["metadata"]["deletionTimestamp"].isNull {
      object["metadata"]["deletionTimestamp"] = .string(Timestamp.text(now))
      object["status"]["phase"] = "Terminating"
      object = commit(object, at: place)
    }
    let places = tables.flatMap { kind, table in
      table.keys.filter { kind.isNamespaced && $0.namespace == name }.map {
        Place(kind: kind, name: $0)
      }
    }
    for place in places.sorted(by: { ($0.kind.kind, $0.name) < ($1.kind.kind, $1.name) }) {
      _ = try? delete(place.kind, place.name)
    }
    removeIfEmptied(namespace: name)
    return object
  }

  private func removeIfEmptied(namespace: String) {
    let name = NamespacedName("", namespace)
    guard !namespace.isEmpty, populations[namespace, default: 0] == 0,
      let found = tables[.namespace]?[name], !found["metadata"]["deletionTimestamp"].isNull
    else { return }
    populations[namespace] = nil
    erase(Place(kind: .namespace, name: name))
  }
}
