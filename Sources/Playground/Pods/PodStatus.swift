package import Topology

/// Writes what the kubelet reports into a pod's status.
package enum PodStatus {
  /// The pod with the status that a report says.
  package static func written(_ report: PodReport, into pod: JSONValue, now: String) -> JSONValue {
    var object = pod
    var status = pod["status"]
    status["phase"] = "Running"
    status["containerStatuses"] = .array(
      report.containers.map { container in
        containerStatus(container, of: report, old: status, now: now)
      })
    let areReady = report.isReady
    let gates = unmetGates(pod)
    let reason = report.reason.isEmpty ? "ContainersNotReady" : report.reason
    let isReady = areReady && gates.isEmpty
    status["conditions"] = Conditions.merged(
      status["conditions"],
      [
        Condition("Initialized", true),
        Condition(
          "Ready", isReady,
          reason: isReady ? "" : areReady ? "ReadinessGatesNotReady" : reason,
          message: isReady
            ? ""
            : areReady
              ? "corresponding condition of pod readiness gate does not exist or is false"
              : report.message),
        Condition(
          "ContainersReady", areReady, reason: areReady ? "" : reason,
          message: areReady ? "" : report.message),
        Condition("PodScheduled", true),
      ], now: now)
    object["status"] = status
    return object
  }

  /// The readiness gates whose condition is not true.
  private static func unmetGates(_ pod: JSONValue) -> [String] {
    pod["spec"]["readinessGates"].array.compactMap { $0["conditionType"].string }.filter { gate in
      pod["status"]["conditions"].array.first { $0["type"].string == gate }?["status"].string
        != "True"
    }
  }

  private static func containerStatus(
    _ container: PodReport.Container, of report: PodReport, old: JSONValue, now: String
  ) -> JSONValue {
    let before = old["containerStatuses"].array.first { $0["name"].string == container.name }
    let hasRestarted = (before?["restartCount"].integer ?? 0) != container.restarts
    let started = hasRestarted ? nil : before?[["state", "running", "startedAt"]].string
    return [
      "name": .string(container.name), "image": .string(container.image), "imageID": "",
      "containerID": .string("sluice://\(report.uid)/\(container.name)"),
      "ready": .bool(container.isReady), "started": true,
      "restartCount": .integer(Int64(container.restarts)),
      "state": ["running": ["startedAt": .string(started ?? now)]],
      "lastState": hasRestarted
        ? ["terminated": ["exitCode": 137, "reason": "Error", "finishedAt": .string(now)]]
        : before?["lastState"] ?? [:],
    ]
  }
}
