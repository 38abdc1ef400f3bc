import Language
import Routing
import Topology

/// Peers of rules that nobody is.
extension NetworkPolicyFaults {
  /// One peer with its place.
  private struct Place {
    let policy: NetworkPolicy
    let peer: NetworkPolicy.Peer
    /// `spec.ingress[0].from[1]`.
    let field: String
  }

  func peerFaults(
    of policy: NetworkPolicy, _ direction: NetworkPolicy.Direction, in cluster: DiagnosedCluster
  ) -> [Fault] {
    policy.rules(direction).enumerated().flatMap { number, rule -> [Fault] in
      let places = rule.peers.enumerated().map { index, peer in
        Place(
          policy: policy, peer: peer,
          field: "spec.\(direction.rawValue)[\(number)].\(direction.peerField)[\(index)]")
      }
      return places.indices.compactMap { index in
        confusion(places, index, in: cluster) ?? fault(of: places[index], in: cluster)
      }
    }
  }

  private func fault(of place: Place, in cluster: DiagnosedCluster) -> Fault? {
    switch place.peer {
    case .invalid: return nil
    case .block(let block, let except):
      return covering(place, block, except: except, in: cluster)
    case .pods(let namespaces, let pods):
      let own = place.policy.name.namespace
      var candidates = [own]
      if let namespaces {
        guard cluster.knowsAllNamespaces else { return nil }
        candidates = cluster.policies.namespaces(matching: namespaces)
        if candidates.isEmpty { return lost(place, namespaces, in: cluster) }
      }
      guard let pods, !pods.isEmpty, candidates.count <= Self.namespaceLimit,
        candidates.allSatisfy(cluster.isInhabited),
        !candidates.contains(where: { cluster.hasPods(in: $0, matching: pods) })
      else { return nil }
      return unmatched(place, pods, candidates, in: cluster)
    }
  }

  private func lost(
    _ place: Place, _ selector: LabelSelector, in cluster: DiagnosedCluster
  ) -> Fault {
    Fault(
      "netpol-peer-namespace-unmatched", .degraded, place.policy.reference,
      field: "\(place.field).namespaceSelector",
      says: "No namespace has \(selector.text), so the rule admits nobody here.",
      fix: namespaceFix(selector, in: cluster))
  }

  private func namespaceFix(_ selector: LabelSelector, in cluster: DiagnosedCluster) -> Message {
    let key = PolicyNamespace.nameLabel
    let names = cluster.inventory.namespaceNames
    if let name = selector.labels[key] {
      return Spelling.nearest(to: name, in: names).map {
        "Correct the name: there is namespace \($0)."
      } ?? "Create namespace \(name), or correct the name."
    }
    let meant = selector.labels.sorted { $0.key < $1.key }.map(\.value)
      .first { cluster.inventory.namespace($0) != nil }
    return meant.map {
      "Select namespace \($0) by the label that every namespace has: \(key): \($0)."
    } ?? "Give the namespace that is meant these labels, or change the selector."
  }

  private func unmatched(
    _ place: Place, _ selector: LabelSelector, _ namespaces: [String],
    in cluster: DiagnosedCluster
  ) -> Fault {
    let own = place.policy.name.namespace
    return Fault(
      "netpol-peer-pod-unmatched", .degraded, place.policy.reference,
      field: "\(place.field).podSelector",
      says: namespaces.count == 1
        ? "No pod of namespace \(namespaces[0]) has \(selector.text), so the rule admits nobody here."
        : "No pod of the \(namespaces.count) namespaces has \(selector.text), so the rule admits nobody here.",
      fix: (namespaces == [own] ? nearest(selector, in: own, of: cluster) : nil)
        ?? "Change the selector to labels that the pods have, or remove the item.")
  }

  /// A namespace selector and a pod selector in two items, where the pods are only in the other namespaces.
  private func confusion(
    _ places: [Place], _ index: Int, in cluster: DiagnosedCluster
  ) -> Fault? {
    guard case .pods(nil, let pods?) = places[index].peer, !pods.isEmpty,
      cluster.knowsAllNamespaces
    else { return nil }
    let own = places[index].policy.name.namespace
    let neighbour = [index - 1, index + 1].filter(places.indices.contains).first { other in
      guard case .pods(let namespaces?, nil) = places[other].peer else { return false }
      let candidates = cluster.policies.namespaces(matching: namespaces)
      return candidates.count <= Self.namespaceLimit
        && candidates.contains { $0 != own && cluster.hasPods(in: $0, matching: pods) }
    }
    guard let neighbour, !cluster.hasPods(in: own, matching: pods) else { return nil }
    return Fault(
      "netpol-and-or-confusion", .risk, places[index].policy.reference, field: places[index].field,
      says: "It admits every pod of the namespaces of \(places[neighbour].field), "
        + "and besides pods with \(pods.text) of namespace \(own), which has none.",
      fix: "Join the two items into one if both selectors shall hold.")
  }

  /// A small block that holds an address of the namespace's own pods or Services.
  private func covering(
    _ place: Place, _ block: CIDRBlock, except: [CIDRBlock], in cluster: DiagnosedCluster
  ) -> Fault? {
    guard block.family.bits - block.prefix <= (block.family == .v4 ? 8 : 16) else { return nil }
    let namespace = place.policy.name.namespace
    func holds(_ text: String) -> Bool {
      guard let address = IPAddress(text) else { return false }
      return block.contains(address) && !except.contains { $0.contains(address) }
    }
    let service = cluster.inventory.services(in: namespace).first { holds($0.clusterIP) }
    let pod =
      service == nil
      ? cluster.inventory.pods(in: namespace).first { $0.addresses.contains(where: holds) } : nil
    guard
      let object = service.map({ ObjectReference("Service", $0.metadata.key) })
        ?? pod.map({ ObjectReference("Pod", $0.metadata.key) })
    else { return nil }
    return Fault(
      "netpol-ipblock-unmatched", .info, place.policy.reference,
      field: "\(place.field).ipBlock.cidr",
      says: "The block \(block) holds the address of \(object), but blocks are meant for what is "
        + "outside of the cluster.",
      fix: "Use selectors: pods get other addresses, and policies do not see those of Services.")
  }
}
