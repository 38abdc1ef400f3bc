package import Topology

/// Which part of an object a write is about.
package enum Subresource: String, Sendable, Hashable {
  /// Everything but the status.
  case main = ""
  /// Only the status.
  case status
}

extension ObjectStore {
  /// Creates an object after defaulting, validation and allocation.
  ///
  /// Without a name, `generateName` is completed. The status of a kind that keeps it apart starts afresh.
  @discardableResult
  package func create(
    _ object: JSONValue, _ kind: ResourceKind, isDryRun: Bool = false
  ) throws(StatusError) -> JSONValue {
    let definition = try definition(of: kind)
    let kind = definition.storage
    var object = try readable(object, kind)
    name(&object, kind)
    let name = Self.place(of: object, kind)
    guard object["metadata"]["resourceVersion"].string ?? "" == "" else {
      throw .badRequest("resourceVersion should not be set on objects to be created")
    }
    try checkNamespace(name.namespace, kind, name.name)
    if tables[kind]?[name] != nil { throw .alreadyExists(kind, name.name) }
    let place = Place(kind: kind, name: name)
    stamp(&object, place, definition)
    let rules = KindRules.rules(for: kind)
    rules.prepareForCreation(&object)
    rules.setDefaults(&object)
    try check(object, old: nil, definition)
    try allocate(&object, old: nil, kind)
    guard !isDryRun else {
      if kind == .service { allocations.release(object) }
      return object
    }
    let stored = commit(object, at: place)
    collectIfOwnerless(stored, place)
    if kind == .event { forgetOldEvents() }
    return stored
  }

  /// Keeps the number of Events bounded, as their time to live does in a real cluster.
  private func forgetOldEvents() {
    guard let table = tables[.event], table.count > configuration.eventLimit * 5 / 4 else { return }
    let byAge = table.sorted {
      ($0.value["metadata"]["resourceVersion"].string.flatMap { UInt64($0) } ?? 0)
        < ($1.value["metadata"]["resourceVersion"].string.flatMap { UInt64($0) } ?? 0)
    }
    for (name, _) in byAge.prefix(table.count - configuration.eventLimit) {
      remove(Place(kind: .event, name: name))
    }
  }

  /// Replaces an object, or only its status.
  ///
  /// A `resourceVersion` in it must be the current one. What a client cannot change stays; an update
  /// that changes nothing is no event.
  @discardableResult
  package func update(
    _ object: JSONValue, _ kind: ResourceKind, _ subresource: Subresource = .main,
    isDryRun: Bool = false
  ) throws(StatusError) -> JSONValue {
    let definition = try definition(of: kind)
    let kind = definition.storage
    let name = Self.place(of: object, kind)
    guard let old = tables[kind]?[name] else { throw .notFound(kind, name.name) }
    try checkPreconditions(
      uid: object["metadata"]["uid"].string ?? "",
      version: object["metadata"]["resourceVersion"].string ?? "", of: old, kind)
    let readable = subresource == .main ? try readable(object, kind, after: old) : object
    var new = merged(readable, into: old, definition, subresource)
    let rules = KindRules.rules(for: kind)
    if subresource == .main { rules.prepareForUpdate(&new, old: old) }
    rules.setDefaults(&new)
    try check(new, old: old, definition)
    if subresource == .main { try allocate(&new, old: old, kind) }
    if definition.features.contains(.generation), new["spec"] != old["spec"] {
      new["metadata"]["generation"] = .integer(
        Int64((old["metadata"]["generation"].integer ?? 0) + 1))
    }
    if isDryRun, kind == .service {
      allocations.release(new)
      allocations.claim(old)
    }
    guard !isDryRun, new != old else { return new }
    let stored = commit(new, at: Place(kind: kind, name: name))
    return finishIfReleased(stored, Place(kind: kind, name: name))
  }

  /// An object without nulls, once every field has the type that its kind wants.
  private func readable(
    _ object: JSONValue, _ kind: ResourceKind, after old: JSONValue? = nil
  ) throws(StatusError) -> JSONValue {
    guard object.isObject else { throw .badRequest("the object provided is no object") }
    let part = KindRules.isBuiltIn(kind) ? unknown(of: object, kind, after: old) : object
    if let problem = FieldCheck(part, kind).mistyped {
      throw .badRequest(
        "\(kind.kind) in version \"\(kind.version)\" cannot be handled as a \(kind.kind): "
          + problem)
    }
    return KindRules.isBuiltIn(kind) && part.holdsNull ? object.withoutNulls : object
  }

  /// An object without what was looked at before: what stands so in the old object, and the pods that the template of
  /// its owner says.
  private func unknown(
    of object: JSONValue, _ kind: ResourceKind, after old: JSONValue?
  ) -> JSONValue {
    if let old { return .object(object.object.filter { $1.isNull || $1 != old[$0] }) }
    guard let uid = Metadata(object).owner?.uid, let place = placeOfUID[uid],
      let ofOwner = Workload.Kind(rawValue: place.kind.kind), place.kind == ofOwner.resource,
      let owner = tables[place.kind]?[place.name]
    else { return object }
    let template = owner["spec"]["template"]["spec"]
    var part = object
    if kind == .pod, object["spec"] == template { part["spec"] = .null }
    if kind == .replicaSet, object["spec"]["template"]["spec"] == template {
      part["spec"]["template"]["spec"] = .null
    }
    return part
  }

  /// The definition of a kind, or a refusal when it is not served.
  func definition(of kind: ResourceKind) throws(StatusError) -> KindDefinition {
    guard let entry = catalogue.entry(kind) else {
      throw StatusError(404, "NotFound", "the server could not find the requested resource")
    }
    return entry.definition
  }

  /// The namespace and name under which an object is stored.
  static func place(of object: JSONValue, _ kind: ResourceKind) -> NamespacedName {
    let metadata = object["metadata"]
    let namespace = kind.isNamespaced ? metadata["namespace"].string ?? "default" : ""
    return NamespacedName(namespace, metadata["name"].string ?? "")
  }

  /// Completes `generateName` with a suffix that depends on what exists, not on chance.
  private func name(_ object: inout JSONValue, _ kind: ResourceKind) {
    if kind.isNamespaced, object["metadata"]["namespace"].string ?? "" == "" {
      object["metadata"]["namespace"] = "default"
    }
    guard object["metadata"]["name"].string ?? "" == "",
      let prefix = object["metadata"]["generateName"].string, !prefix.isEmpty
    else { return }
    let namespace = object["metadata"]["namespace"].string ?? ""
    var hash = StableHash.value(kind.qualifiedPlural, namespace, prefix)
    var name = NamespacedName(kind.isNamespaced ? namespace : "", "")
    repeat {
      name.name = prefix.prefix(58) + StableHash.suffix(hash)
      hash = StableHash.mixed(hash)
    } while tables[kind]?[name] != nil
      || incarnations[Place(kind: kind, name: name)] != nil
    object["metadata"]["name"] = .string(name.name)
  }

  private func checkNamespace(
    _ namespace: String, _ kind: ResourceKind, _ name: String
  ) throws(StatusError) {
    guard kind.isNamespaced else { return }
    guard let found = tables[.namespace]?[NamespacedName("", namespace)] else {
      throw .notFound(.namespace, namespace)
    }
    guard found["metadata"]["deletionTimestamp"].isNull else {
      throw .forbidden(
        kind, name,
        because: "unable to create new content in namespace \(namespace) because it is being "
          + "terminated")
    }
  }

  /// Writes what only the server may write.
  private func stamp(_ object: inout JSONValue, _ place: Place, _ definition: KindDefinition) {
    object["apiVersion"] = .string(place.kind.apiVersion)
    object["kind"] = .string(place.kind.kind)
    let hash = StableHash.value(place.kind.kind, place.name.namespace, place.name.name)
    let salt = configuration.seed &+ (incarnations[place] ?? 0) &* 0x1_0000_0001
    var metadata = object["metadata"]
    metadata["uid"] = .string(StableHash.identifier(hash, StableHash.mixed(hash ^ salt)))
    metadata["creationTimestamp"] = .string(Timestamp.text(now))
    metadata["namespace"] = place.kind.isNamespaced ? .string(place.name.namespace) : .null
    metadata["generation"] = definition.features.contains(.generation) ? 1 : .null
    for key in ["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "managedFields"] {
      metadata[key] = .null
    }
    object["metadata"] = metadata
  }

  /// Refuses a stale version or another object's UID; empty texts ask for nothing.
  func checkPreconditions(
    uid: String, version: String, of old: JSONValue, _ kind: ResourceKind
  ) throws(StatusError) {
    let metadata = old["metadata"]
    let name = metadata["name"].string ?? ""
    let currentUID = metadata["uid"].string ?? ""
    if !uid.isEmpty, uid != currentUID {
      throw .conflict(
        kind, name,
        because: "Precondition failed: UID in precondition: \(uid), UID in object meta: "
          + currentUID)
    }
    if !version.isEmpty, version != metadata["resourceVersion"].string {
      throw .conflict(kind, name)
    }
  }

  /// The object that an update wants, with everything from the old one that it cannot change.
  private func merged(
    _ object: JSONValue, into old: JSONValue, _ definition: KindDefinition,
    _ subresource: Subresource
  ) -> JSONValue {
    guard subresource == .main else {
      var new = old
      new["status"] = object["status"]
      if definition.storage == .namespace { new["spec"] = old["spec"] }
      return new
    }
    var new = object
    new["apiVersion"] = old["apiVersion"]
    new["kind"] = old["kind"]
    if definition.features.contains(.status) { new["status"] = old["status"] }
    var metadata = new["metadata"]
    let kept = [
      "name", "namespace", "uid", "creationTimestamp", "generation", "deletionTimestamp",
      "deletionGracePeriodSeconds", "generateName", "resourceVersion",
    ]
    for key in kept { metadata[key] = old["metadata"][key] }
    metadata["selfLink"] = .null
    metadata["managedFields"] = .null
    new["metadata"] = metadata
    return new
  }

  private func check(
    _ object: JSONValue, old: JSONValue?, _ definition: KindDefinition
  ) throws(StatusError) {
    var report = FieldReport()
    let kind = definition.storage
    MetadataRules.check(object, kind, &report)
    KindRules.rules(for: kind).validate(object, old: old, &report)
    guard report.causes.isEmpty else {
      throw .invalid(kind, object["metadata"]["name"].string ?? "", report.causes)
    }
  }

  /// Fills in what the cluster gives out: addresses and ports of Services, the default class of Ingresses.
  private func allocate(
    _ object: inout JSONValue, old: JSONValue?, _ kind: ResourceKind
  ) throws(StatusError) {
    if kind == .ingress, old == nil { setDefaultClass(&object) }
    guard kind == .service else { return }
    let causes = allocations.allocate(&object, old: old, configuration.addresses)
    guard causes.isEmpty else {
      throw .invalid(kind, object["metadata"]["name"].string ?? "", causes)
    }
  }

  private func setDefaultClass(_ ingress: inout JSONValue) {
    let annotation = ingress["metadata"]["annotations"]["kubernetes.io/ingress.class"]
    guard ingress["spec"]["ingressClassName"].isNull, annotation.isNull else { return }
    let key = "ingressclass.kubernetes.io/is-default-class"
    let found = list(.ingressClass).first {
      $0["metadata"]["annotations"][key] == "true"
    }
    ingress["spec"]["ingressClassName"] = found?["metadata"]["name"] ?? .null
  }
}
