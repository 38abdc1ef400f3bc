import Topology

/// What rules of Istio see of a connection.
struct IstioEnd {
  let flow: PolicyFlow
  let policy: ObjectReference

  /// One source, one operation and all conditions of a rule.
  func match(_ rule: IstioAuthorization.Rule) -> PolicyMatch {
    .all([
      rule.sources.isEmpty ? .yes : .any(rule.sources.lazy.map(all)),
      rule.operations.isEmpty ? .yes : .any(rule.operations.lazy.map(all)), all(rule.conditions),
    ])
  }

  private func all(_ conditions: [IstioAuthorization.Condition]) -> PolicyMatch {
    .all(
      conditions.lazy.map { condition in
        let wanted = condition.values.map { any($0, condition.property) } ?? .yes
        return wanted && (condition.notValues.map { !any($0, condition.property) } ?? .yes)
      })
  }

  private func any(_ values: [String], _ property: String) -> PolicyMatch {
    .any(values.lazy.map { match($0, property) })
  }

  private func match(_ wanted: String, _ property: String) -> PolicyMatch {
    switch property {
    case "ipBlocks", "source.ip": return block(wanted)
    case "destination.ip":
      return CIDRBlock(whole(wanted)).map { flow.match($0, flow.own) } ?? .no
    case "paths" where wanted.contains("{"), "remoteIpBlocks", "remote.ip":
      return .unknown(.notEvaluated(policy, property))
    // A name alone is of the policy's own namespace.
    case "serviceAccounts" where !wanted.contains("/"):
      return value(property).match { "\(policy.name.namespace)/\(wanted)" == $0 }
    case "hosts":
      return value(property).match { Self.matches(wanted.lowercased(), $0.lowercased()) }
    default: return value(property).match { Self.matches(wanted, $0) }
    }
  }

  private func whole(_ address: String) -> String {
    address.contains("/") ? address : "\(address)/\(address.contains(":") ? 128 : 32)"
  }

  private func block(_ text: String) -> PolicyMatch {
    guard let block = CIDRBlock(whole(text)) else {
      return .unknown(.malformed(policy, "ipBlocks"))
    }
    return flow.match(block, flow.peer)
  }

  /// Exact, with a star before or behind, or a star alone for whatever is there.
  static func matches(_ wanted: String, _ value: String) -> Bool {
    if wanted == "*" { return !value.isEmpty }
    if wanted.hasPrefix("*") { return value.hasSuffix(wanted.dropFirst()) }
    if wanted.hasSuffix("*") { return value.hasPrefix(wanted.dropLast()) }
    return wanted == value
  }

  private func value(_ property: String) -> PolicyProperty {
    switch property {
    case "namespaces", "source.namespace": return identity { .value($0.metadata.namespace) }
    case "serviceAccounts": return identity { account(of: $0) { "\($0)/\($1)" } }
    case "principals", "source.principal":
      return identity { account(of: $0) { "cluster.local/ns/\($0)/sa/\($1)" } }
    case "ports", "destination.port": return .value("\(flow.port)")
    case "methods": return request { $0.method }
    case "paths": return request(\.path)
    case "hosts": return request { $0.host }
    default: break
    }
    if property.hasPrefix("request.headers["), property.hasSuffix("]") {
      let name = property.dropFirst("request.headers[".count).dropLast().lowercased()
      guard let request = flow.request else { return .unknown(.request) }
      return request.headers[name].map(PolicyProperty.value) ?? .none
    }
    return .unknown(.notEvaluated(policy, property))
  }

  private func request(_ read: (PolicyFlow.Request) -> String?) -> PolicyProperty {
    flow.request.flatMap(read).map(PolicyProperty.value) ?? .unknown(.request)
  }

  /// A property of the certificate of the source, which there is in the mesh only.
  private func identity(_ read: (Pod) -> PolicyProperty) -> PolicyProperty {
    switch (flow.sourceIsInIstio, flow.peerPod) {
    case (.yes, let pod?): read(pod)
    case (.unknown(let reason), _): .unknown(reason)
    default: .none
    }
  }

  private func account(
    of pod: Pod, _ written: (String, String) -> String
  ) -> PolicyProperty {
    switch flow.inventory.serviceAccount(of: pod) {
    case .value(let name): .value(written(pod.metadata.namespace, name))
    case let other: other
    }
  }
}
