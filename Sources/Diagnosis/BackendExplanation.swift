import Language
package import Topology
package import Traffic

/// Why a pod gets requests of a Service, or why not: the short list of the Backends screen.
package struct BackendExplanation: Hashable, Sendable {
  /// What a line says of itself.
  package enum State: Hashable, Sendable {
    case holds, fails
    /// It follows from the lines above.
    case follows
    case unknown
  }

  /// One link of the chain.
  package struct Line: Hashable, Sendable {
    package var state: State
    /// `labels match the selector`.
    package var what: String
    /// `app=api, track=v2`.
    package var detail: String
  }

  /// `Why is api-v2-8b-ztt8v not receiving traffic?`.
  package var title: String
  package var lines: [Line]
  /// Whether kube-proxy sends it requests.
  package var isReceiving: Bool

  /// Explains one pod of one Service; with readings the measured share is named too.
  package init(
    service name: NamespacedName, pod podName: NamespacedName, in inventory: Inventory,
    readings: Readings? = nil
  ) {
    guard let service = inventory.service(name), let pod = inventory.pod(podName) else {
      self.init(
        title: localized("\(podName.name.cleaned) is gone"),
        lines: [
          Line(
            state: .unknown, what: localized("the pod or its Service no longer exists"), detail: "")
        ],
        isReceiving: false)
      return
    }
    let slices = inventory.slices(of: name)
    let endpoint = slices.flatMap(\.endpoints).first { $0.pod == podName }
    let share = Self.share(of: service, podName, slices)
    let isReceiving = (share ?? 0) > 0
    let lines =
      [Self.selection(service, pod)] + Self.ports(service, pod) + [
        Self.readiness(pod), Self.slice(endpoint, pod),
        Self.traffic(service, pod, share: share, readings),
      ]
    self.init(
      title: isReceiving
        ? localized("How \(podName.name.cleaned) receives traffic")
        : localized("Why is \(podName.name.cleaned) not receiving traffic?"), lines: lines,
      isReceiving: isReceiving)
  }

  private init(title: String, lines: [Line], isReceiving: Bool) {
    self.title = title
    self.isReceiving = isReceiving
    self.lines = lines.map {
      Line(state: $0.state, what: $0.what, detail: $0.detail.cleaned)
    }
  }

  /// The share of the port that gives the pod most.
  private static func share(
    of service: Service, _ pod: NamespacedName, _ slices: [EndpointSlice]
  ) -> Double? {
    service.ports.map { port in
      let candidates = ProxyRules.candidates(ProxyRules.backends(of: port, in: slices))
      let own = candidates.filter { $0.endpoint.pod == pod }
      return candidates.isEmpty ? 0 : Double(own.count) / Double(candidates.count)
    }.max()
  }

  private static func selection(_ service: Service, _ pod: Pod) -> Line {
    let text = EndpointFaults.text(service.selector).split(separator: ",").joined(separator: ", ")
    if service.selector.isEmpty {
      return Line(
        state: .unknown, what: localized("the Service has no selector"),
        detail: localized("its slices are made by hand"))
    }
    let differing = service.selector.filter { pod.metadata.labels[$0.key] != $0.value }
      .sorted { $0.key < $1.key }
    guard let first = differing.first else {
      return Line(state: .holds, what: localized("labels match the selector"), detail: text)
    }
    let found =
      pod.metadata.labels[first.key].map { "\(first.key)=\($0)" }
      ?? localized("no label \(first.key)")
    return Line(
      state: .fails, what: localized("labels do not match the selector"),
      detail: localized("\(found), wanted \(text)"))
  }

  private static func ports(_ service: Service, _ pod: Pod) -> [Line] {
    service.ports.map { port in
      guard let number = EndpointRules.targetPort(of: port, on: pod) else {
        return Line(
          state: .fails, what: localized("no port named \(port.target.description.cleaned)"),
          detail: localized(
            "the pod has \(pod.ports.map(\.name).filter { !$0.isEmpty }.joined(separator: ", "))"))
      }
      let declared = pod.ports.first { $0.number == number && $0.transport == port.transport }
      let named =
        declared.map { $0.name.isEmpty ? localized("declared") : localized("named \($0.name)") }
        ?? localized("not declared")
      return Line(
        state: declared == nil ? .unknown : .holds, what: localized("port \(port.number) leads to"),
        detail: "\(number) (\(named))")
    }
  }

  private static func readiness(_ pod: Pod) -> Line {
    if pod.metadata.isDeleting {
      return Line(
        state: .fails, what: localized("the pod is being deleted"),
        detail: pod.isReady ? localized("still serving") : "")
    }
    if pod.isReady { return Line(state: .holds, what: localized("the pod is ready"), detail: "") }
    return Line(
      state: .fails,
      what: pod.phase == "Running"
        ? localized("readiness fails") : localized("the pod is \(pod.phase.cleaned)"),
      detail: pod.reason.isEmpty ? localized("no reason given") : pod.reason)
  }

  private static func slice(_ endpoint: Endpoint?, _ pod: Pod) -> Line {
    guard let endpoint else {
      return Line(
        state: .follows, what: localized("no EndpointSlice lists it"),
        detail: pod.addresses.isEmpty ? localized("the pod has no address") : "")
    }
    let ending = endpoint.isTerminating ? ", terminating=true" : ""
    return Line(
      state: endpoint.isReady ? .holds : .follows, what: localized("EndpointSlice marks it"),
      detail: "ready=\(endpoint.isReady), serving=\(endpoint.isServing)\(ending)")
  }

  private static func traffic(
    _ service: Service, _ pod: Pod, share: Double?, _ readings: Readings?
  ) -> Line {
    if service.isHeadless {
      return Line(
        state: .unknown, what: localized("the Service is headless"),
        detail: localized("clients choose among the addresses in DNS"))
    }
    let expected = percent(share ?? 0)
    var detail = localized("\(expected) of \(service.metadata.name)'s traffic")
    if let measured = pod.address.flatMap({ address in
      readings?.share(of: .address(address), in: .service(service.metadata.key), over: .minute)
    }) {
      detail += localized(", measured \(percent(measured))")
    }
    return Line(
      state: (share ?? 0) > 0 ? .holds : .follows, what: localized("kube-proxy gives it"),
      detail: detail)
  }

  private static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    let separator = Language.current.decimalSeparator
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10)\(separator)\(tenths % 10) %"
  }
}
