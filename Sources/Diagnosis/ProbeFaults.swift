import Language
import Topology

/// Probes of the containers that workloads run: what they ask, and whether there are any.
struct ProbeFaults: FaultFamily {
  let needs = ["Service"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.workloads }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    cluster.templates(touchedBy: change)
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let workload = cluster.inventory.workload(object), workload.metadata.owner == nil else {
      return []
    }
    let template = workload.template
    return template.containers.flatMap { container in
      Self.probes(of: container).flatMap { named($0, container, object) }
        + Self.probes(of: container).flatMap { unsuited($0, container, workload) }
        + identical(container, object)
    } + missing(workload, in: cluster)
  }

  /// A probe with the word for it and its field.
  private struct Stated {
    let probe: Probe
    let word: String
    let field: String
    /// Whether the pod is not ready while it fails.
    let decidesReadiness: Bool
  }

  private static func probes(of container: PodTemplate.Container) -> [Stated] {
    let path = "spec.template.spec.\(container.place)"
    return [
      container.readiness.map {
        Stated(
          probe: $0, word: "readiness probe", field: "\(path).readinessProbe",
          decidesReadiness: true)
      },
      container.liveness.map {
        Stated(
          probe: $0, word: "liveness probe", field: "\(path).livenessProbe",
          decidesReadiness: false)
      },
      container.startup.map {
        Stated(
          probe: $0, word: "startup probe", field: "\(path).startupProbe",
          decidesReadiness: true)
      },
    ].compactMap(\.self)
  }

  /// The field of a probe's port.
  private static func portField(_ stated: Stated) -> String {
    switch stated.probe.action {
    case .http: "\(stated.field).httpGet.port"
    case .connect: "\(stated.field).tcpSocket.port"
    case .grpc: "\(stated.field).grpc.port"
    case .command: stated.field
    }
  }

  /// A port by a name that the container does not declare: the kubelet cannot even ask.
  ///
  /// A name of digits is taken as their number. A liveness probe that cannot be run is passed over.
  private func named(
    _ stated: Stated, _ container: PodTemplate.Container, _ object: ObjectReference
  ) -> [Fault] {
    guard case .name(let name)? = stated.probe.port, Int(name) == nil,
      !container.ports.contains(where: { $0.name == name })
    else { return [] }
    let names = container.ports.map(\.name).filter { !$0.isEmpty }
    let offer: Message =
      names.isEmpty
      ? "Name a port of the container \"\(name)\", or write a number."
      : "Write one of the names that the container declares: \(names.joined(separator: ", "))."
    return [
      Fault(
        "probe-named-port-missing", stated.decidesReadiness ? .blocker : .risk, object,
        field: Self.portField(stated),
        says: stated.decidesReadiness
          ? "The \(stated.word) of \(container.name) asks port \"\(name)\", which the container "
            + "does not declare, so the pods never get ready."
          : "The \(stated.word) of \(container.name) asks port \"\(name)\", which the container "
            + "does not declare, so it has no effect.",
        fix: offer
      ).mended(by: Self.renamed(name, stated, container, object))
    ]
  }

  /// The nearest name, or the only one.
  private static func renamed(
    _ name: String, _ stated: Stated, _ container: PodTemplate.Container, _ object: ObjectReference
  ) -> FaultRemedy? {
    let names = Set(container.ports.filter { $0.transport == .tcp }.map(\.name)).subtracting([""])
    let meant = Spelling.nearest(to: name, in: names) ?? (names.count == 1 ? names.first : nil)
    return meant.map {
      .setField(
        FieldEdit(object, field: portField(stated), from: .string(name), to: .string($0)))
    }
  }

  /// Ports and schemes that look wrong; nothing is said once pods are ready, since the probe passes then.
  private func unsuited(
    _ stated: Stated, _ container: PodTemplate.Container, _ workload: Workload
  ) -> [Fault] {
    guard workload.readyReplicas == 0, let reference = stated.probe.port else { return [] }
    let declared = container.ports.filter { $0.transport == .tcp }
    let port: PodTemplate.Port?
    switch reference {
    case .number(let number): port = declared.first { $0.number == number }
    case .name(let name): port = declared.first { $0.name == name }
    }
    var faults: [Fault] = []
    if case .number(let number) = reference, port == nil {
      faults.append(undeclared(number, stated, container, workload.reference))
    }
    let number = port?.number ?? Int(reference.description) ?? 0
    if case .http(_, _, let isSecure) = stated.probe.action,
      let fault = scheme(
        isSecure, port: number, name: port?.name ?? "", stated, container, workload)
    {
      faults.append(fault)
    }
    return faults
  }

  private func undeclared(
    _ number: Int, _ stated: Stated, _ container: PodTemplate.Container, _ object: ObjectReference
  ) -> Fault {
    let numbers = container.ports.map { "\($0.number)" }.joined(separator: ", ")
    return Fault(
      "probe-port-not-exposed", .risk, object, field: Self.portField(stated),
      says: numbers.isEmpty
        ? "The \(stated.word) of \(container.name) asks port \(number), and the container "
          + "declares no port."
        : "The \(stated.word) of \(container.name) asks port \(number), and the container "
          + "declares \(numbers).",
      fix: "Check what the container listens on, and declare that port.")
  }

  /// A scheme that does not go with the port: a name says more than a number.
  private func scheme(
    _ isSecure: Bool, port number: Int, name: String, _ stated: Stated,
    _ container: PodTemplate.Container, _ workload: Workload
  ) -> Fault? {
    let word = name.prefix { $0 != "-" }
    let isNamed = word == (isSecure ? "http" : "https")
    let isNumbered =
      word != (isSecure ? "https" : "http")
      && (isSecure ? [80, 8000, 8080] : [443, 8443]).contains(number)
    guard isNamed || isNumbered else { return nil }
    let isCertain = isNamed && workload.replicas > 0 && stated.decidesReadiness
    return Fault(
      "probe-scheme-or-path-wrong", isCertain ? .blocker : .risk, workload.reference,
      field: "\(stated.field).httpGet.scheme",
      says: isSecure
        ? "The \(stated.word) of \(container.name) speaks HTTPS to port \(number), which looks "
          + "like one for plain HTTP."
        : "The \(stated.word) of \(container.name) speaks plain HTTP to port \(number), which "
          + "looks like one for HTTPS.",
      fix: isSecure
        ? "Set the probe's scheme to HTTP, or its port to the one for HTTPS."
        : "Set the probe's scheme to HTTPS, or its port to the one for HTTP.")
  }

  /// The same question for both: the container is restarted when it should only be left alone for a while.
  ///
  /// A liveness probe that waits longer is what Kubernetes' documentation advises.
  private func identical(
    _ container: PodTemplate.Container, _ object: ObjectReference
  ) -> [Fault] {
    guard let readiness = container.readiness, let liveness = container.liveness,
      readiness.action == liveness.action, readiness.host == liveness.host,
      liveness.patience <= readiness.patience
    else { return [] }
    return [
      Fault(
        "probes-identical", .risk, object,
        field: "spec.template.spec.\(container.place).livenessProbe",
        says:
          "The readiness and the liveness probe of \(container.name) ask the same, so what "
          + "should only stop traffic restarts the container.",
        fix: "Let the liveness probe ask something simpler, or give it a higher failureThreshold.")
    ]
  }

  /// Without a readiness probe pods get requests as soon as they start.
  private func missing(_ workload: Workload, in cluster: DiagnosedCluster) -> [Fault] {
    let containers = workload.template.containers
    let service = cluster.services(
      in: workload.metadata.namespace, selecting: workload.templateLabels
    ).first { !$0.ports.isEmpty }
    guard !containers.isEmpty, let service else { return [] }
    var faults: [Fault] = []
    if !service.publishesNotReadyAddresses, containers.allSatisfy({ $0.readiness == nil }) {
      faults.append(
        Fault(
          "readiness-probe-missing", .risk, workload.reference,
          field: "spec.template.spec.containers",
          says:
            "No container has a readiness probe, so Service \(service.metadata.name) sends "
            + "requests to pods that have only just started.",
          fix: "Add a readinessProbe that asks what the Service's clients need."))
    }
    if containers.allSatisfy({ $0.liveness == nil }) {
      faults.append(
        Fault(
          "liveness-probe-missing", .info, workload.reference,
          field: "spec.template.spec.containers",
          says: "No container has a liveness probe, so one that hangs is not restarted.",
          fix: "Add a livenessProbe if the program can hang without ending."))
    }
    return faults
  }
}
