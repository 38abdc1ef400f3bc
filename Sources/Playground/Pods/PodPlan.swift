package import Topology

/// What the kubelet runs for one pod, read from its object.
package struct PodPlan: Hashable, Sendable {
  /// One container: a server on its ports, with its probes.
  package struct Container: Hashable, Sendable {
    package var name: String
    package var image: String
    /// The TCP ports that it serves.
    package var ports: [Int]
    package var readiness: ProbePlan?
    package var liveness: ProbePlan?
  }

  package var name: NamespacedName
  package var uid: String
  package var node: String
  package var address: String
  package var containers: [Container]
  package var behaviour: PodBehaviour
  /// Seconds that it keeps serving once its deletion was asked for.
  package var grace: Double
  package var isDeleting: Bool
  /// The readiness gates that are met.
  package var gates: Set<String>

  /// The longest time that a pod serves while terminating.
  package static let longestGrace = 1.0

  /// Reads a pod; nil while it has no address, and when it has ended.
  package init?(_ object: JSONValue) {
    let pod = Pod(object)
    guard let address = pod.address, !pod.isFinished else { return nil }
    name = pod.metadata.key
    uid = pod.metadata.uid
    node = pod.node
    self.address = address
    let sidecars = object["spec"]["initContainers"].array.filter {
      $0["restartPolicy"].string == "Always"
    }
    containers = (object["spec"]["containers"].array + sidecars).map(Self.container)
    behaviour = PodBehaviour(annotations: pod.metadata.annotations)
    let asked =
      object["metadata"]["deletionGracePeriodSeconds"].integer
      ?? object["spec"]["terminationGracePeriodSeconds"].integer ?? 30
    grace = min(Self.longestGrace, Double(max(0, asked)))
    isDeleting = pod.metadata.isDeleting
    let conditions = object["spec"]["readinessGates"].array.compactMap {
      $0["conditionType"].string
    }
    gates = Set(
      object["status"]["conditions"].array.filter { $0["status"].string == "True" }
        .compactMap { $0["type"].string }
    ).intersection(conditions)
  }

  private static func container(_ value: JSONValue) -> Container {
    let ports = value["ports"].array.map {
      Pod.ContainerPort(
        name: $0["name"].string ?? "", number: $0["containerPort"].integer ?? 0,
        transport: TransportProtocol(rawValue: $0["protocol"].string ?? "TCP") ?? .tcp)
    }
    var numbers: [Int] = []
    for port in ports
    where port.transport == .tcp && (1...65_535).contains(port.number)
      && !numbers.contains(port.number)
    {
      numbers.append(port.number)
    }
    return Container(
      name: value["name"].string ?? "", image: value["image"].string ?? "", ports: numbers,
      readiness: ProbePlan(value["readinessProbe"], ports: ports),
      liveness: ProbePlan(value["livenessProbe"], ports: ports))
  }

  /// Every port that the pod serves, each once.
  package var ports: [Int] {
    var seen: Set<Int> = []
    return containers.flatMap(\.ports).filter { seen.insert($0).inserted }
  }

  /// The paths that answer by readiness.
  package var readinessPaths: Set<String> { Set(containers.compactMap(\.readiness?.path)) }
  /// The paths that answer while the container is alive.
  package var livenessPaths: Set<String> {
    Set(containers.compactMap(\.liveness?.path)).subtracting(readinessPaths)
  }
}
