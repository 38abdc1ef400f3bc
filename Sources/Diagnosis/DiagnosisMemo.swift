import Routing
import Topology

/// Answers that many subjects of one update ask for, kept while it lasts.
final class DiagnosisMemo {
  private struct Door: Hashable {
    let pod: NamespacedName
    let port: Int
    let transport: TransportProtocol
  }

  private var shut: [Door: Bool] = [:]
  private var running: [String: Set<[String: String]>] = [:]
  private var seen: Set<[String]> = []

  /// Whether a namespace is asked about for the first time, for some purpose.
  func isFirst(_ namespace: String, of purpose: String) -> Bool {
    seen.insert([namespace, purpose]).inserted
  }

  /// Whether no policy admits anybody to a port of a pod.
  func isShut(
    _ pod: Pod, port: Int, transport: TransportProtocol, by policies: PolicyIndex
  ) -> Bool {
    let door = Door(pod: pod.metadata.key, port: port, transport: transport)
    if let known = shut[door] { return known }
    let answer = policies.admitsNobody(to: pod, port: port, transport: transport)
    shut[door] = answer
    return answer
  }

  /// The labels of the pods that the workloads of a namespace make, of those that are to make any.
  func templates(in namespace: String, of inventory: Inventory) -> Set<[String: String]> {
    if let known = running[namespace] { return known }
    let answer = Set(
      inventory.workloads(in: namespace).filter { $0.replicas > 0 }.map(\.templateLabels))
    running[namespace] = answer
    return answer
  }
}

extension DiagnosedCluster {
  /// Whether a workload of a namespace is to make pods that carry these labels.
  func runs(in namespace: String, matching selector: [String: String]) -> Bool {
    memo.templates(in: namespace, of: inventory).contains { labels in
      selector.allSatisfy { labels[$0.key] == $0.value }
    }
  }
}
