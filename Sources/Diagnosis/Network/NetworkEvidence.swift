import Language
import Topology

/// Whether a plugin runs, and by what that is known.
///
/// A DaemonSet counts when its image is the plugin's, or when two of its name, its namespace and its labels are. Nodes
/// that the plugin has marked show it too, where no DaemonSet does.
struct NetworkEvidence {
  /// The state of the plugin; nil when nothing shows that it runs.
  let state: NetworkPluginState?

  init(_ plugin: any NetworkPlugin, in view: NetworkView) {
    let marks = plugin.marks
    let candidates = view.daemonSets.filter { !marks.foreign.contains($0.metadata.name) }.map {
      (set: $0, evidence: Self.evidence(of: $0, marks))
    }
    .filter { $0.evidence.strength >= 2 }
    let agent = candidates.max {
      ($0.evidence.strength, $1.set.reference.description)
        < ($1.evidence.strength, $0.set.reference.description)
    }
    let traces = Self.traces(of: marks, in: view)
    // What is left on nodes stays when a plugin is taken away: it counts where no DaemonSet is known at all.
    let isBlind = view.daemonSets.isEmpty || view.unreadable.contains("DaemonSet")
    guard agent != nil || isBlind && !traces.ofNodes.isEmpty else {
      state = nil
      return
    }
    var state = NetworkPluginState(plugin.name)
    if let set = agent?.set {
      state.agent = set.reference
      (state.ready, state.wanted) = (set.readyReplicas, set.replicas)
      state.version = Self.version(of: set, marks)
    }
    state.evidence = (agent?.evidence.says ?? []) + traces.ofNodes + traces.ofObjects
    plugin.describe(&state, PluginAgent(workload: agent?.set), in: view)
    self.state = state
  }

  /// What a DaemonSet has in common with a plugin's.
  private static func evidence(
    of set: Workload, _ marks: PluginMarks
  ) -> (strength: Int, says: [Message]) {
    var says: [Message] = []
    var strength = 0
    if marks.agents.contains(set.metadata.name) {
      strength += 1 + (marks.namespaces.contains(set.metadata.namespace) ? 1 : 0)
    }
    let labels = set.metadata.labels.merging(set.templateLabels) { first, _ in first }
    let label = labels.map { "\($0)=\($1)" }.filter(marks.labels.contains).min()
    let image = set.template.settings?.images.first { image in
      marks.images.contains { repository(of: image).contains($0) }
    }
    if let image {
      strength += 2
      says.append("its image \(image)")
    }
    if let label {
      strength += 1
      says.append("its label \(label)")
    }
    return (strength, ["\(set.reference.description)"] + says)
  }

  /// An image without its registry, tag and digest.
  private static func repository(of image: String) -> String {
    let parts = image.prefix { $0 != "@" }.split(separator: "/").map(String.init)
    let first = parts.first ?? ""
    let hasRegistry = parts.count > 1 && (first.contains(".") || first.contains(":"))
    var names = hasRegistry ? Array(parts.dropFirst()) : parts
    if let last = names.popLast() { names.append(String(last.prefix { $0 != ":" })) }
    return names.joined(separator: "/")
  }

  /// The tag of the image that is the plugin's own.
  private static func version(of set: Workload, _ marks: PluginMarks) -> String {
    let image = set.template.settings?.images.first { image in
      marks.images.contains { repository(of: image).contains($0) }
    }
    let last = image?.prefix { $0 != "@" }.split(separator: "/").last ?? ""
    guard let colon = last.firstIndex(of: ":") else { return "" }
    return String(last[last.index(after: colon)...])
  }

  /// What the plugin has left on nodes, and its own objects.
  private static func traces(
    of marks: PluginMarks, in view: NetworkView
  ) -> (ofNodes: [Message], ofObjects: [Message]) {
    var ofNodes: [Message] = []
    let reason = view.nodes.lazy.map(\.networkReason).first(where: marks.reasons.contains)
    if let reason { ofNodes.append("the condition NetworkUnavailable of nodes says \(reason)") }
    let annotation = view.nodes.lazy.flatMap(\.metadata.annotations.keys).first { name in
      marks.annotations.contains(where: name.hasPrefix)
    }
    if annotation != nil {
      let prefix = marks.annotations.first { annotation?.hasPrefix($0) ?? false } ?? ""
      ofNodes.append("annotations \(prefix) of nodes")
    }
    let kind = marks.kinds.first { !view.objects($0, of: marks.groups).isEmpty }
    return (ofNodes, kind.map { ["objects of the kind \($0)"] } ?? [])
  }
}
