import Language
import Routing
import Topology

extension TraceWalk {
  /// What NetworkPolicies say of the connections to the endpoints.
  mutating func passPolicies(_ door: TraceDoor?) {
    guard !isBroken else { return }
    guard !world.isUnreadable("NetworkPolicy") else {
      add(.policy, .unknown, says: "NetworkPolicies may not be read.")
      return
    }
    let walk = self
    let judge = TracePolicies(world)
    pass(.policy) { walk.judgePolicies($0, door, judge) }
  }

  /// So many endpoints of a Service are asked about, one for each set of labels.
  private static let mostPods = 50

  private func judgePolicies(
    _ leg: TraceLeg, _ door: TraceDoor?, _ policies: TracePolicies
  ) -> TraceFinding? {
    var seen: Set<[String: String]> = []
    let ends = leg.candidates.prefix(Self.mostPods * 20).compactMap { backend in
      backend.endpoint.pod.flatMap { inventory.pod($0) }.map { ($0, backend.address.port) }
    }.filter { client.pod != nil || seen.insert($0.0.metadata.labels).inserted }
      .prefix(Self.mostPods)
    let answers = ends.map { pod, port in
      policies.isPlain
        ? judge(pod, port, leg, door) : judge(pod, port, leg, door, by: policies)
    }
    guard let first = answers.first else { return nil }
    let denied = answers.filter { $0.state == .fault }
    // The playground lets everything through, and so does a network plugin that enforces nothing.
    let unenforced = fault(
      of: ObjectReference("DaemonSet", "kube-flannel", "kube-flannel-ds"), ["netpol-not-enforced"])
    let isHarmless = world.isPlayground || unenforced != nil && policies.isPlain
    guard let worst = denied.first else {
      var finding = answers.first { $0.state == .unknown } ?? first
      if finding.state == .unknown, isHarmless {
        finding.says = "\(finding.says) Nobody enforces it here."
        finding.state = .ok
      }
      return finding
    }
    var finding = worst
    if isHarmless {
      finding.says = "\(worst.says) Nobody enforces it here."
      finding.state = .warning
    } else if denied.count < answers.count {
      finding.state = .warning
    }
    return finding
  }

  /// What the policies say of a connection to one pod.
  private func judge(
    _ pod: Pod, _ port: Int, _ leg: TraceLeg, _ door: TraceDoor?
  ) -> TraceFinding {
    let transport = leg.port?.transport ?? .tcp
    let policies = world.policies
    guard let peer = peer(leg, door) else { return judgeAnybody(pod, port, transport, door) }
    let verdict = policies.verdict(from: peer, to: pod, port: port, transport: transport)
    let half = verdict.egress.outcome == .denied ? verdict.egress : verdict.ingress
    switch verdict.isAllowed {
    case true?:
      let isOpen = half.outcome == .notIsolated && verdict.egress.outcome != .allowed
      return TraceFinding(
        state: .ok,
        says: isOpen
          ? "No policy isolates the pods."
          : verdict.ingress.outcome == .allowed ? verdict.ingress.sentence : half.sentence,
        object: half.policy.map { ObjectReference("NetworkPolicy", $0) } ?? leg.target)
    case nil:
      let open = verdict.egress.outcome == .unknown ? verdict.egress : verdict.ingress
      return TraceFinding(state: .unknown, says: open.sentence, object: leg.target)
    case false?: return denial(half, pod, port, leg)
    }
  }

  /// Who connects to the pods; nil where it is nobody in particular.
  func peer(_ leg: TraceLeg, _ door: TraceDoor?) -> PolicyPeer? {
    switch (client, door) {
    // Behind a controller it is the controller that connects.
    case (_, nil): return controllerPod.map(PolicyPeer.pod)
    case (.pod(let source), _): return .pod(source)
    case (.outside(let address), .nodePort?), (.outside(let address), .balancer?):
      let isKept = leg.service?.externalTrafficPolicy == .local
      return isKept ? address.map(PolicyPeer.address) ?? .client : .node
    default: return nil
    }
  }

  private func denial(_ half: PolicyHalf, _ pod: Pod, _ port: Int, _ leg: TraceLeg)
    -> TraceFinding
  {
    let policy = (half.policy ?? half.isolating.first).map { ObjectReference("NetworkPolicy", $0) }
    let isIngress = half.direction == .ingress
    let id =
      !isIngress
      ? "netpol-blocks-egress"
      : controller == nil ? "netpol-blocks-ingress" : "netpol-blocks-ingress-controller"
    let object = policy ?? leg.target
    return TraceFinding(
      state: .fault, says: half.sentence, object: object,
      fault: Fault(
        id, .blocker, object, field: half.field, says: half.sentence,
        fix: isIngress
          ? "Add an ingress rule that lets the client in to port \(port)."
          : "Add an egress rule to pod \(pod.metadata.key) and port \(port)."))
  }

  /// No particular client: some are let in, or nobody.
  private func judgeAnybody(
    _ pod: Pod, _ port: Int, _ transport: TransportProtocol, _ door: TraceDoor?
  ) -> TraceFinding {
    let isolating = world.policies.policies(isolating: pod, .ingress)
    let object = ObjectReference("Pod", pod.metadata.key)
    guard let first = isolating.first else {
      return TraceFinding(state: .ok, says: "No policy isolates the pods.", object: object)
    }
    let policy = ObjectReference("NetworkPolicy", first.name)
    if world.policies.admitsNobody(to: pod, port: port, transport: transport) {
      return TraceFinding(
        state: .fault, says: "Policy \(first.name) lets nobody in to port \(port).", object: policy,
        fault: Fault(
          door == nil ? "netpol-blocks-ingress-controller" : "netpol-blocks-ingress", .blocker,
          policy, field: "spec.ingress",
          says:
            "It isolates pod \(pod.metadata.name), and no rule admits port \(port) from anybody.",
          fix: "Add an ingress rule that lets the client in to port \(port)."))
    }
    if isolating.contains(where: { $0.ingress.contains(where: \.isEverything) }) {
      return TraceFinding(
        state: .ok, says: "Policies let everybody in to the pods.", object: policy)
    }
    return TraceFinding(
      state: .unknown,
      says: door == nil
        ? "Whether policy \(first.name) lets the controller in is not known: its pods are not."
        : "Whom policy \(first.name) lets in depends on the client: name one with --from.",
      object: policy)
  }

  /// A pod of the controller, where its own manifests install it.
  private var controllerPod: Pod? {
    guard let route else { return nil }
    let known = IngressControllers.controller(route.implementation)
    for home in known?.homes ?? [] {
      guard let workload = inventory.workload(home) else { continue }
      let pods = inventory.pods(
        in: home.name.namespace, matching: workload.templateLabels)
      if let pod = pods.first(where: { $0.isReady }) ?? pods.first { return pod }
    }
    return nil
  }
}
