import Topology

/// A strategic merge patch: a merge patch that knows which lists of the built-in kinds are keyed.
struct StrategicMergePatch {
  /// The kind that is patched; a few lists are keyed only in some kinds.
  let kind: ResourceKind

  /// The object after the patch.
  func applied(_ patch: JSONValue, to object: JSONValue) -> JSONValue {
    merge(patch, into: object, [])
  }

  private func merge(_ patch: JSONValue, into old: JSONValue, _ path: [String]) -> JSONValue {
    guard case .object(var changes) = patch else { return patch }
    switch changes.removeValue(forKey: "$patch")?.string {
    case "replace": return .object(withoutDirectives(changes))
    case "delete": return .object([:])
    default: break
    }
    var members = old.object
    if let kept = changes["$retainKeys"]?.array.compactMap(\.string) {
      members = members.filter { kept.contains($0.key) }
    }
    for (key, change) in changes where !key.hasPrefix("$") {
      switch change {
      case .null: members[key] = nil
      case .object: members[key] = merge(change, into: members[key] ?? .null, path + [key])
      case .array(let items):
        let order = changes["$setElementOrder/\(key)"]?.array ?? []
        members[key] = .array(
          merge(items, into: members[key]?.array ?? [], path + [key], order: order))
      default: members[key] = change
      }
    }
    for (key, removed) in changes where key.hasPrefix("$deleteFromPrimitiveList/") {
      let name = String(key.dropFirst("$deleteFromPrimitiveList/".count))
      guard let items = members[name]?.array else { continue }
      members[name] = .array(items.filter { !removed.array.contains($0) })
    }
    return .object(members)
  }

  private func merge(
    _ items: [JSONValue], into old: [JSONValue], _ path: [String], order: [JSONValue]
  ) -> [JSONValue] {
    let rest = items.filter { $0["$patch"].string != "replace" }
    guard rest.count == items.count else { return rest }
    if Self.mergedSets.contains(path.last ?? "") {
      return old + items.filter { !old.contains($0) }
    }
    guard let key = mergeKey(path) else { return items }
    var result = old
    for item in items {
      let index = result.firstIndex { !item[key].isNull && $0[key] == item[key] }
      if item["$patch"].string == "delete" {
        if let index { result.remove(at: index) }
      } else if let index {
        result[index] = merge(item, into: result[index], path)
      } else {
        result.append(merge(item, into: .null, path))
      }
    }
    return ordered(result, by: order.map { $0[key] }, key)
  }

  /// The items that are named in the client's order first and in that order, the others after them.
  private func ordered(
    _ items: [JSONValue], by order: [JSONValue], _ key: String
  ) -> [JSONValue] {
    guard !order.isEmpty else { return items }
    let named = order.compactMap { wanted in items.first { $0[key] == wanted } }
    return named + items.filter { !order.contains($0[key]) }
  }

  private func withoutDirectives(_ members: [String: JSONValue]) -> [String: JSONValue] {
    members.filter { !$0.key.hasPrefix("$") && !$0.value.isNull }
  }

  /// Lists of plain values that are merged as sets.
  private static let mergedSets: Set = ["finalizers", "podCIDRs"]

  /// The merge keys of k8s.io/api's `patchMergeKey` tags, by the name of the list.
  private static let mergeKeys = [
    "containers": "name", "initContainers": "name", "ephemeralContainers": "name",
    "volumes": "name", "env": "name", "volumeMounts": "mountPath", "volumeDevices": "devicePath",
    "imagePullSecrets": "name", "hostAliases": "ip", "topologySpreadConstraints": "topologyKey",
    "ownerReferences": "uid", "conditions": "type", "podIPs": "ip", "hostIPs": "ip",
    "secrets": "name", "schedulingGates": "name", "resourceClaims": "name",
  ]

  /// The key by which a list's elements are merged; nil for lists that are replaced.
  private func mergeKey(_ path: [String]) -> String? {
    guard let name = path.last else { return nil }
    switch name {
    case "ports":
      if path.dropLast().last.map({ $0.hasSuffix("ontainers") }) ?? false {
        return "containerPort"
      }
      return kind.kind == "Service" && path == ["spec", "ports"] ? "port" : nil
    case "addresses": return kind.kind == "Node" ? "type" : nil
    default: return Self.mergeKeys[name]
    }
  }
}
