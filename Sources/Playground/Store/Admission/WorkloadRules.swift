import Topology

/// The workloads of `apps/v1`: a selector, a template that it matches, and a way to roll out.
struct WorkloadRules: AdmissionRules {
  let kind: Workload.Kind

  static let deployment = WorkloadRules(kind: .deployment)
  static let replicaSet = WorkloadRules(kind: .replicaSet)
  static let statefulSet = WorkloadRules(kind: .statefulSet)
  static let daemonSet = WorkloadRules(kind: .daemonSet)

  func prepareForCreation(_ workload: inout JSONValue) {
    workload["status"] =
      kind == .daemonSet
      ? [
        "currentNumberScheduled": 0, "desiredNumberScheduled": 0, "numberMisscheduled": 0,
        "numberReady": 0,
      ] : kind == .deployment ? .object([:]) : ["replicas": 0]
  }

  func setDefaults(_ workload: inout JSONValue) {
    var spec = workload["spec"]
    if kind != .daemonSet { spec.setDefault("replicas", 1) }
    if kind != .replicaSet { spec.setDefault("revisionHistoryLimit", 10) }
    switch kind {
    case .deployment: setDeploymentDefaults(&spec)
    case .statefulSet:
      spec.setDefault("podManagementPolicy", "OrderedReady")
      spec.setDefault("updateStrategy", ["type": "RollingUpdate"])
      if spec["updateStrategy"]["type"] == "RollingUpdate",
        spec["updateStrategy"]["rollingUpdate"].isNull
      {
        spec["updateStrategy"]["rollingUpdate"] = ["partition": 0]
      }
    case .daemonSet:
      spec.setDefault("updateStrategy", ["type": "RollingUpdate"])
      if spec["updateStrategy"]["type"] == "RollingUpdate" {
        var rolling = spec["updateStrategy"]["rollingUpdate"]
        rolling.setDefault("maxUnavailable", 1)
        rolling.setDefault("maxSurge", 0)
        spec["updateStrategy"]["rollingUpdate"] = rolling
      }
    case .replicaSet: break
    }
    if spec["template"].isObject { PodRules.setDefaults(inTemplate: &spec["template"]) }
    workload["spec"] = spec
  }

  private func setDeploymentDefaults(_ spec: inout JSONValue) {
    spec.setDefault("progressDeadlineSeconds", 600)
    spec.setDefault("strategy", ["type": "RollingUpdate"])
    spec["strategy"].setDefault("type", "RollingUpdate")
    guard spec["strategy"]["type"] == "RollingUpdate" else { return }
    var rolling = spec["strategy"]["rollingUpdate"]
    rolling.setDefault("maxUnavailable", "25%")
    rolling.setDefault("maxSurge", "25%")
    spec["strategy"]["rollingUpdate"] = rolling
  }

  func validate(_ workload: JSONValue, old: JSONValue?, _ report: inout FieldReport) {
    let spec = workload["spec"]
    if old?["spec"] == spec { return }
    if let replicas = spec["replicas"].integer, replicas < 0 {
      report.invalid("spec.replicas", spec["replicas"], "must be greater than or equal to 0")
    }
    checkSelector(spec, &report)
    let template = spec["template"]
    MetadataRules.checkLabels(
      template["metadata"]["labels"], "spec.template.metadata.labels", &report)
    PodRules.validate(template["spec"], "spec.template.spec", &report)
    let policy = template["spec"]["restartPolicy"]
    if policy != "Always", ["Never", "OnFailure"].contains(policy.string) {
      report.unsupported("spec.template.spec.restartPolicy", policy, ["Always"])
    }
    if kind == .deployment { checkStrategy(spec["strategy"], &report) }
    if let old { checkUnchanged(spec, old["spec"], &report) }
  }

  private func checkSelector(_ spec: JSONValue, _ report: inout FieldReport) {
    let selector = spec["selector"]
    guard selector.isObject else {
      report.required("spec.selector")
      return
    }
    MetadataRules.checkSelector(selector, "spec.selector", &report)
    let value = LabelSelector(selector)
    if value.labels.isEmpty, value.expressions.isEmpty {
      let name = kind.rawValue.lowercased()
      report.invalid("spec.selector", selector, "empty selector is invalid for \(name)")
    }
    let labels = spec["template"]["metadata"]["labels"]
    if !value.matches(labels.stringMap) {
      report.invalid(
        "spec.template.metadata.labels", labels.isNull ? .object([:]) : labels,
        "`selector` does not match template `labels`")
    }
  }

  private func checkStrategy(_ strategy: JSONValue, _ report: inout FieldReport) {
    let allowed = ["Recreate", "RollingUpdate"]
    let type = strategy["type"].string ?? ""
    let rolling = strategy["rollingUpdate"]
    if !allowed.contains(type) {
      report.unsupported("spec.strategy.type", strategy["type"], allowed)
    } else if type == "Recreate", rolling.isObject {
      report.forbidden(
        "spec.strategy.rollingUpdate",
        "may not be specified when strategy `type` is 'Recreate'")
    }
    let isZero: (JSONValue) -> Bool = { $0 == 0 || $0 == "0%" }
    if type == "RollingUpdate", isZero(rolling["maxUnavailable"]), isZero(rolling["maxSurge"]) {
      report.invalid(
        "spec.strategy.rollingUpdate.maxUnavailable", rolling["maxUnavailable"],
        "may not be 0 when `maxSurge` is 0")
    }
  }

  private func checkUnchanged(
    _ spec: JSONValue, _ old: JSONValue, _ report: inout FieldReport
  ) {
    guard kind == .statefulSet else {
      if spec["selector"] != old["selector"] {
        report.invalid("spec.selector", spec["selector"], "field is immutable")
      }
      return
    }
    let free: Set = [
      "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
      "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
    ]
    if spec.object.filter({ !free.contains($0.key) })
      != old.object.filter({ !free.contains($0.key) })
    {
      report.forbidden(
        "spec",
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
          + "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
          + "'minReadySeconds' are forbidden")
    }
  }
}
