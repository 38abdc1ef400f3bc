import Routing
import Topology

/// Answers that many subjects of one update ask for, kept while it lasts.
final class DiagnosisMemo {
  /// A port of a pod.
  struct Door: Hashable {
    let pod: NamespacedName
    let port: Int
    let transport: TransportProtocol
  }

  /// A set of labels, or a selector, in a namespace.
  struct Labels: Hashable {
    let namespace: String
    let labels: [String: String]
  }

  /// Pods behind a port of a Service: many Services may ask for the same.
  struct Path: Hashable {
    let selector: Labels
    let target: PortReference
    let transport: TransportProtocol
  }

  /// Whether no policy admits anybody to a port of a pod.
  var shut: [Door: Bool] = [:]
  /// Whether policies shut a path, by path.
  var shutPaths: [Path: Bool] = [:]
  /// The policies that isolate pods with these labels against what comes in.
  var isolating: [Labels: [NetworkPolicy]] = [:]
  /// What is wrong with those policies, as far as it makes that nothing comes in.
  var causes: [Labels: Fault?] = [:]
  /// The Service that has nobody, of those that select a template.
  var lonely: [Labels: String?] = [:]
  /// The Services whose selector matches labels, in the order of their names.
  var selecting: [Labels: [Service]] = [:]
  /// The pods that were asked for last: of a large cluster not all can be kept.
  private var lastPods: (of: Labels, pods: [Pod])?
  /// The labels of the pods that the workloads of a namespace make, of those that are to make any.
  var running: [String: Set<[String: String]>] = [:]
  /// The Ingresses as they are read.
  var documents: [NamespacedName: IngressDocument] = [:]
  private var seen: Set<[String]> = []

  /// Whether a namespace is asked about for the first time, for some purpose.
  func isFirst(_ namespace: String, of purpose: String) -> Bool {
    seen.insert([namespace, purpose]).inserted
  }

  /// The answer to a question; where none is kept yet, it is found.
  func answer<Question: Hashable, Answer>(
    _ question: Question, _ kept: ReferenceWritableKeyPath<DiagnosisMemo, [Question: Answer]>,
    _ find: () -> Answer
  ) -> Answer {
    if let known = self[keyPath: kept][question] { return known }
    let answer = find()
    self[keyPath: kept][question] = .some(answer)
    return answer
  }

  /// Whether no policy admits anybody to a port of a pod.
  func isShut(
    _ pod: Pod, port: Int, transport: TransportProtocol, by policies: PolicyIndex
  ) -> Bool {
    answer(Door(pod: pod.metadata.key, port: port, transport: transport), \.shut) {
      policies.admitsNobody(to: pod, port: port, transport: transport)
    }
  }

  /// The pods of a namespace that carry every label of a selector, in the order of their names.
  func pods(matching selector: Labels, of inventory: Inventory) -> [Pod] {
    if let lastPods, lastPods.of == selector { return lastPods.pods }
    let answer = inventory.pods(in: selector.namespace, matching: selector.labels)
    lastPods = (selector, answer)
    return answer
  }
}

extension DiagnosedCluster {
  /// The Services of a namespace whose selector matches the labels of a pod or template, in the order of their names.
  func services(in namespace: String, selecting labels: [String: String]) -> [Service] {
    memo.answer(DiagnosisMemo.Labels(namespace: namespace, labels: labels), \.selecting) {
      inventory.services(in: namespace, selecting: labels)
    }
  }

  /// The pods of a namespace that carry every label of a selector, in the order of their names.
  func pods(in namespace: String, matching selector: [String: String]) -> [Pod] {
    memo.pods(
      matching: DiagnosisMemo.Labels(namespace: namespace, labels: selector), of: inventory)
  }

  /// An Ingress of this cluster as it is read, once for all families.
  func document(of ingress: GenericResource) -> IngressDocument {
    memo.answer(ingress.metadata.key, \.documents) { IngressDocument(ingress) }
  }

  /// Whether a workload of a namespace is to make pods that carry these labels.
  func runs(in namespace: String, matching selector: [String: String]) -> Bool {
    let templates = memo.answer(namespace, \.running) {
      Set(inventory.workloads(in: namespace).filter { $0.replicas > 0 }.map(\.templateLabels))
    }
    return templates.contains { labels in
      selector.allSatisfy { labels[$0.key] == $0.value }
    }
  }
}
