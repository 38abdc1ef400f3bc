import Topology

extension PrinterColumns {
  static let pods: [Column] = [
    name,
    Column("Ready") { pod, _ in
      let states = pod["status"]["containerStatuses"].array
      let ready = states.count { $0["ready"] == true }
      return .string("\(ready)/\(pod["spec"]["containers"].array.count)")
    },
    Column("Status") { pod, _ in .string(podStatus(pod)) },
    Column("Restarts") { pod, _ in
      let counts = pod["status"]["containerStatuses"].array.map { $0["restartCount"].integer ?? 0 }
      return .string(String(counts.reduce(0, +)))
    },
    age,
    Column("IP", wide: true) { pod, _ in orNone(pod["status"]["podIP"]) },
    Column("Node", wide: true) { pod, _ in orNone(pod["spec"]["nodeName"]) },
    Column("Nominated Node", wide: true) { pod, _ in
      orNone(pod["status"]["nominatedNodeName"])
    },
    Column("Readiness Gates", wide: true) { _, _ in "<none>" },
  ]

  static let deployments: [Column] =
    [
      name, readyOf("replicas"),
      member("Up-to-date", type: "integer", "status", "updatedReplicas"),
      member("Available", type: "integer", "status", "availableReplicas"), age,
    ] + templateColumns + [selectorColumn]

  static let replicaSets: [Column] =
    [
      name, member("Desired", type: "integer", "spec", "replicas"),
      member("Current", type: "integer", "status", "replicas"),
      member("Ready", type: "integer", "status", "readyReplicas"), age,
    ] + templateColumns + [selectorColumn]

  static let statefulSets: [Column] = [name, readyOf("replicas"), age] + templateColumns

  static let daemonSets: [Column] =
    [
      name, member("Desired", type: "integer", "status", "desiredNumberScheduled"),
      member("Current", type: "integer", "status", "currentNumberScheduled"),
      member("Ready", type: "integer", "status", "numberReady"),
      member("Up-to-date", type: "integer", "status", "updatedNumberScheduled"),
      member("Available", type: "integer", "status", "numberAvailable"),
      Column("Node Selector") { set, _ in
        .string(labels(set[["spec", "template", "spec", "nodeSelector"]]))
      }, age,
    ] + templateColumns + [selectorColumn]

  private static func readyOf(_ key: String) -> Column {
    Column("Ready") { workload, _ in
      let ready = workload["status"]["readyReplicas"].integer ?? 0
      return .string("\(ready)/\(workload["spec"][key].integer ?? 0)")
    }
  }

  private static let templateColumns: [Column] = [
    Column("Containers", wide: true) { workload, _ in containers(workload, "name") },
    Column("Images", wide: true) { workload, _ in containers(workload, "image") },
  ]

  private static let selectorColumn = Column("Selector", wide: true) { workload, _ in
    .string(selector(workload["spec"]["selector"]))
  }

  private static func containers(_ workload: JSONValue, _ key: String) -> JSONValue {
    let list = workload[["spec", "template", "spec", "containers"]].array
    return .string(list.compactMap { $0[key].string }.joined(separator: ","))
  }

  static func orNone(_ value: JSONValue) -> JSONValue {
    value.string ?? "" == "" ? "<none>" : value
  }

  /// What is most worth knowing about a pod's state (`printPod`).
  private static func podStatus(_ pod: JSONValue) -> String {
    if !pod["metadata"]["deletionTimestamp"].isNull { return "Terminating" }
    let states = pod["status"]["containerStatuses"].array
    let reason = states.lazy.compactMap { status in
      status["state"]["waiting"]["reason"].string ?? status["state"]["terminated"]["reason"].string
    }.first
    return reason ?? pod["status"]["reason"].string ?? pod["status"]["phase"].string ?? "Unknown"
  }
}
