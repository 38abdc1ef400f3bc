import Language
import Routing
import Topology

extension TraceWalk {
  /// What the policies of all systems say of a connection to one pod.
  func judge(
    _ pod: Pod, _ port: Int, _ leg: TraceLeg, _ door: TraceDoor?, by policies: TracePolicies
  ) -> TraceFinding {
    let answers = flows(pod, port, leg, door).flatMap(policies.judge.answers)
    var finding: TraceFinding
    if let denied = answers.first(where: { $0.ruling.outcome.isAllowed == false }) {
      finding = denial(denied, pod, port, leg)
    } else if let open = answers.first(where: { $0.ruling.outcome == .unknown }) {
      finding = TraceFinding(
        state: .unknown, says: open.ruling.says, object: open.ruling.policy ?? leg.target)
    } else if !policies.unreadable.isEmpty {
      let kinds = policies.unreadable.joined(separator: ", ")
      return TraceFinding(
        state: .unknown, says: "Policies of these kinds may not be read: \(kinds).",
        object: leg.target)
    } else {
      finding = TraceFinding(
        state: .ok, says: Self.joined(answers),
        object: answers.lazy.compactMap(\.ruling.policy).first ?? leg.target)
    }
    finding.says = remarks(policies).reduce(finding.says) { "\($0) \($1)" }
    return finding
  }

  /// Both ends of the connection: what the source's policies let out, and what the destination's let in.
  private func flows(
    _ pod: Pod, _ port: Int, _ leg: TraceLeg, _ door: TraceDoor?
  ) -> [PolicyFlow] {
    let transport = leg.port?.transport ?? .tcp
    let isPlanned = world.diagnosis.extent == .manifests
    func flow(_ direction: NetworkPolicy.Direction, _ own: Pod, _ peer: PolicyFlow.Peer)
      -> PolicyFlow
    {
      PolicyFlow(
        inventory, direction, of: own, with: peer, port: port, transport: transport,
        request: received, isPlanned: isPlanned)
    }
    switch peer(leg, door) {
    case .pod(let source)?:
      return [flow(.egress, source, .pod(pod)), flow(.ingress, pod, .pod(source))]
    case .address(let address)?: return [flow(.ingress, pod, .address(address))]
    case .client?: return [flow(.ingress, pod, .client)]
    case .node?: return [flow(.ingress, pod, .node)]
    case nil: return [flow(.ingress, pod, .anybody)]
    }
  }

  /// The request as pods receive it; nil for a connection to a Service.
  private var received: PolicyFlow.Request? {
    // Nobody on the way reads what the client itself encrypts for the pod.
    guard let url = request.url, route != nil || url.scheme == .http else { return nil }
    let headers = Dictionary(
      request.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { a, _ in a })
    let plain = String(PathRules.path(of: request.path))
    guard let route else {
      return PolicyFlow.Request(
        method: request.method, path: plain, host: request.host, headers: headers)
    }
    let action = world.action(of: route, GatewayRequest(request))
    return PolicyFlow.Request(
      method: request.method, path: action.path, host: action.host ?? request.host,
      headers: headers)
  }

  private static func joined(_ answers: [PolicyJudge.Answer]) -> Message {
    let says = answers.map(\.ruling.says).reduce(into: [Message]()) { list, sentence in
      if !list.contains(sentence) { list.append(sentence) }
    }
    guard let first = says.first else { return "No policy isolates the pods." }
    return says.dropFirst().reduce(first) { "\($0) \($1)" }
  }

  /// What is not judged, and why.
  private func remarks(_ policies: TracePolicies) -> [Message] {
    var remarks: [Message] = policies.judge.ignored.map { system, policy in
      "No plugin that runs enforces policies of \(system), such as \(policy)."
    }
    if client.isOutside, let first = policies.judge.unevaluated.min() {
      remarks.append("\(first) is about more than pods, which is not evaluated here.")
    }
    return remarks
  }

  private func denial(
    _ answer: PolicyJudge.Answer, _ pod: Pod, _ port: Int, _ leg: TraceLeg
  ) -> TraceFinding {
    let ruling = answer.ruling
    let object = ruling.policy ?? leg.target
    return TraceFinding(
      state: .fault, says: ruling.says, object: object,
      fault: Fault(
        id(of: answer), .blocker, object, field: ruling.field, says: ruling.says,
        fix: fix(answer, pod, port)),
      refusal: ruling.outcome)
  }

  private func id(of answer: PolicyJudge.Answer) -> String {
    let isAdmin = ["AdminNetworkPolicy", "BaselineAdminNetworkPolicy"].contains(
      answer.ruling.policy?.kind)
    switch (answer.ruling.outcome, answer.layer) {
    case (.reset, _): return "mtls-mode-mismatch"
    case (_, .proxy): return "authz-policy-denies"
    case _ where isAdmin: return "admin-policy-blocks"
    default: break
    }
    guard answer.direction == .ingress else { return "netpol-blocks-egress" }
    return controller == nil ? "netpol-blocks-ingress" : "netpol-blocks-ingress-controller"
  }

  private func fix(_ answer: PolicyJudge.Answer, _ pod: Pod, _ port: Int) -> Message {
    switch (answer.ruling.outcome, answer.direction) {
    case (.reset, _): return "Give the client a proxy of the mesh, or make the mode PERMISSIVE."
    case (.forbidden, _): return "Add a rule that allows the request of this client."
    case (_, .ingress): return "Add a rule that lets the client in to port \(port)."
    case (_, .egress): return "Add a rule for egress to pod \(pod.metadata.key) and port \(port)."
    }
  }
}
