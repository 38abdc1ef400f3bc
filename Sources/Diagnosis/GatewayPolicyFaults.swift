import Language
import Routing
import Topology

/// ReferenceGrants and BackendTLSPolicies: what they are about, and what they refer to.
struct GatewayPolicyFaults: FaultFamily {
  let needs = ["Service"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.gatewayObjects(["ReferenceGrant", "BackendTLSPolicy"])
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    switch object.kind {
    case "Namespace": return change.isOfExistence ? .all : .none
    case "ReferenceGrant": return .some([object])
    case "BackendTLSPolicy":
      let services = change.gatewayVersions.flatMap { version in
        GatewayPolicyDocument(version).targets.map(\.reference.name)
      }
      return .some([object] + services.flatMap { cluster.gateways.policies(of: $0) })
    case "Service":
      let policies = cluster.gateways.policies(of: object.name)
      return .some(
        change.isOfExistence
          ? policies + subjects(of: "ReferenceGrant", in: object.name.namespace, cluster)
          : policies)
    case "Secret", "ConfigMap":
      return .some(
        subjects(of: "ReferenceGrant", in: object.name.namespace, cluster)
          + subjects(of: "BackendTLSPolicy", in: object.name.namespace, cluster))
    default: return .none
    }
  }

  private func subjects(
    of kind: String, in namespace: String, _ cluster: DiagnosedCluster
  ) -> [ObjectReference] {
    cluster.gatewayObjects([kind]).filter { $0.name.namespace == namespace }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let resource = cluster.inventory.gatewayObject(object) else { return [] }
    switch object.kind {
    case "ReferenceGrant": return dangling(GatewayGrant(resource), resource, in: cluster)
    case "BackendTLSPolicy":
      let policy = GatewayPolicyDocument(resource)
      let targets = targets(of: policy, in: cluster)
      let validity = invalid(policy, in: cluster).map { [$0] } ?? []
      return targets + validity + reported(policy, besides: targets + validity)
    default: return []
    }
  }

  private func dangling(
    _ grant: GatewayGrant, _ resource: GenericResource, in cluster: DiagnosedCluster
  ) -> [Fault] {
    let id = "reference-grant-dangling"
    // Manifests that state no namespaces say nothing of which there are.
    let areNamespacesKnown =
      !cluster.unreadable.contains("Namespace")
      && cluster.inventory.namespace(grant.name.namespace) != nil
    let sources = grant.sources.enumerated().compactMap { index, source -> Fault? in
      guard areNamespacesKnown, cluster.inventory.namespace(source.namespace) == nil else {
        return nil
      }
      return Fault(
        id, .risk, resource.reference, field: "spec.from[\(index)].namespace",
        says: "It lets \(source.kind) of namespace \(source.namespace) in, which does not exist.",
        fix: "Correct the namespace, or remove the entry.")
    }
    let targets = grant.targets.enumerated().compactMap { index, target -> Fault? in
      guard !target.name.isEmpty, isMissing(target, grant, resource, in: cluster) else {
        return nil
      }
      return Fault(
        id, .risk, resource.reference, field: "spec.to[\(index)].name",
        says: "It lets others refer to \(target.kind) \(target.name), which does not exist in "
          + "namespace \(grant.name.namespace).", fix: "Correct the name, or remove the entry.")
    }
    return sources + targets
  }

  private func isMissing(
    _ target: GatewayGrant.Target, _ grant: GatewayGrant, _ resource: GenericResource,
    in cluster: DiagnosedCluster
  ) -> Bool {
    let name = NamespacedName(grant.name.namespace, target.name)
    switch (target.group, target.kind) {
    case ("", "Service"):
      return cluster.inventory.service(name) == nil
    // Of a cluster only Secrets with certificates are read.
    case ("", "Secret"):
      return resource.metadata.uid.isEmpty && !cluster.unreadable.contains("Secret")
        && cluster.inventory.object("Secret", name) == nil
    default: return false
    }
  }

  private func targets(of policy: GatewayPolicyDocument, in cluster: DiagnosedCluster) -> [Fault] {
    policy.targets.compactMap { target in
      guard target.reference.isService else { return nil }
      let id = "policy-target-not-found"
      let name = target.reference.name
      guard let service = cluster.inventory.service(name) else {
        return Fault(
          id, .risk, policy.resource.reference, field: "\(target.reference.field).name",
          says: "Service \(name.name) does not exist in namespace \(name.namespace), so the policy "
            + "has no effect.", fix: "Correct the name; a policy reaches its own namespace only.")
      }
      guard !target.section.isEmpty, service.port(.name(target.section)) == nil else { return nil }
      return Fault(
        id, .risk, policy.resource.reference, field: "\(target.reference.field).sectionName",
        says: "Service \(name.name) has no port named \"\(target.section)\", so the policy has no "
          + "effect.", fix: "Use the name of a port of the Service, or leave sectionName out.")
    }
  }

  private func invalid(_ policy: GatewayPolicyDocument, in cluster: DiagnosedCluster) -> Fault? {
    guard let (field, problem) = problem(with: policy, in: cluster) else {
      return rival(of: policy, in: cluster).map { other in
        Fault(
          "backend-tls-policy-invalid", .blocker, policy.resource.reference,
          field: "spec.targetRefs",
          says: "\(other) is older and is about the same target, so this one is not applied.",
          fix: "Remove one of the two, or name different ports in sectionName.")
      }
    }
    return Fault(
      "backend-tls-policy-invalid", .blocker, policy.resource.reference, field: field,
      says: "The certificates of backends cannot be checked: \(problem).",
      fix: "Name one ConfigMap with a ca.crt or wellKnownCACertificates: System, and a hostname.")
  }

  private func problem(
    with policy: GatewayPolicyDocument, in cluster: DiagnosedCluster
  ) -> (String, Message)? {
    if policy.authorities.isEmpty == policy.wellKnown.isEmpty {
      return (
        "spec.validation",
        policy.wellKnown.isEmpty
          ? "no authority is named" : "authorities are named in two ways, which exclude each other"
      )
    }
    if !NameRules.isHost(policy.hostname) || NameRules.isAddress(policy.hostname) {
      return ("spec.validation.hostname", "\"\(policy.hostname)\" is no precise hostname")
    }
    let isResolved =
      !policy.statuses.isEmpty
      && policy.statuses.allSatisfy {
        $0["ResolvedRefs"]?.isTrue ?? ($0["Accepted"]?.isTrue == true)
      }
    for target in policy.authorities where !isResolved {
      guard let problem = cluster.problem(withAuthority: target, of: policy.resource) else {
        continue
      }
      return (target.field, GatewayTLSFaults.texts(problem, target, of: policy.resource).0)
    }
    return nil
  }

  /// An older policy about the same port of the same Service (`BackendTLSPolicySpec.targetRefs`).
  private func rival(
    of policy: GatewayPolicyDocument, in cluster: DiagnosedCluster
  ) -> ObjectReference? {
    let targets = Set(policy.targets.map { "\($0.reference.object) \($0.section)" })
    let others = Set(policy.targets.flatMap { cluster.gateways.policies(of: $0.reference.name) })
    return others.compactMap { object -> GenericResource? in
      guard let other = cluster.inventory.gatewayObject(object),
        Self.precedes(other, policy.resource),
        GatewayPolicyDocument(other).targets.contains(where: {
          targets.contains("\($0.reference.object) \($0.section)")
        })
      else { return nil }
      return other
    }.min(by: Self.precedes)?.reference
  }

  private static func precedes(_ left: GenericResource, _ right: GenericResource) -> Bool {
    (left.metadata.creationTimestamp, left.reference)
      < (right.metadata.creationTimestamp, right.reference)
  }

  /// What controllers say and the objects alone did not.
  private func reported(_ policy: GatewayPolicyDocument, besides known: [Fault]) -> [Fault] {
    guard known.isEmpty else { return [] }
    let refusing = policy.statuses.lazy.compactMap { conditions in
      ["Accepted", "ResolvedRefs"].compactMap { conditions[$0] }.first { $0.isFalse }
    }.first
    guard let refusing else { return [] }
    let isTarget = refusing.reason == "TargetNotFound"
    return [
      Fault(
        isTarget ? "policy-target-not-found" : "backend-tls-policy-invalid",
        isTarget ? .risk : .blocker, policy.resource.reference,
        field: isTarget ? "spec.targetRefs" : "spec.validation",
        says: "The controller does not apply it: \(refusing.said).",
        fix: "Mend what the controller names.")
    ]
  }
}
