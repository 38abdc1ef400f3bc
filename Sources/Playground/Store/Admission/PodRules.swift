import Topology

/// A Pod, alone or in the template of a workload.
struct PodRules: AdmissionRules {
  func prepareForCreation(_ pod: inout JSONValue) {
    let limits = pod["spec"]["containers"].array.map { $0["resources"] }
    let isPlain = limits.allSatisfy { $0.object.isEmpty }
    pod["status"] = ["phase": "Pending", "qosClass": isPlain ? "BestEffort" : "Burstable"]
  }

  func setDefaults(_ pod: inout JSONValue) { Self.setDefaults(inTemplate: &pod) }

  func validate(_ pod: JSONValue, old: JSONValue?, _ report: inout FieldReport) {
    if let old {
      guard old["spec"] != pod["spec"] else { return }
      if Self.fixedPart(of: old, from: old) != Self.fixedPart(of: pod, from: old) {
        report.forbidden("spec", Self.immutableNote)
      }
    }
    Self.validate(pod["spec"], "spec", &report)
  }

  private static let immutableNote =
    "pod updates may not change fields other than `spec.containers[*].image`,"
    + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only "
    + "additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set "
    + "to 1 if it was previously negative)"

  /// The specification without what may change; a pod may be given a node once.
  private static func fixedPart(of pod: JSONValue, from old: JSONValue) -> JSONValue {
    var spec = pod["spec"]
    for key in ["activeDeadlineSeconds", "tolerations"] { spec[key] = .null }
    if old["spec"]["nodeName"].string ?? "" == "" { spec["nodeName"] = .null }
    for key in ["containers", "initContainers"] { spec.mapElements(key) { $0["image"] = .null } }
    return spec
  }

  /// Fills in the defaults of a pod or of a workload's template.
  static func setDefaults(inTemplate pod: inout JSONValue) {
    var spec = pod["spec"]
    spec.setDefault("restartPolicy", "Always")
    spec.setDefault("dnsPolicy", "ClusterFirst")
    spec.setDefault("terminationGracePeriodSeconds", 30)
    spec.setDefault("schedulerName", "default-scheduler")
    spec.setDefault("securityContext", .object([:]))
    spec.mapElements("containers", setDefaults(inContainer:))
    spec.mapElements("initContainers", setDefaults(inContainer:))
    pod["spec"] = spec
  }

  private static func setDefaults(inContainer container: inout JSONValue) {
    container.setDefault("terminationMessagePath", "/dev/termination-log")
    container.setDefault("terminationMessagePolicy", "File")
    container.setDefault("resources", .object([:]))
    let image = container["image"].string ?? ""
    let tag = image.split(separator: "/").last?.split(separator: ":").dropFirst().last
    let isLatest = !image.contains("@") && (tag == nil || tag == "latest")
    container.setDefault("imagePullPolicy", isLatest ? "Always" : "IfNotPresent")
    container.mapElements("ports") { $0.setDefault("protocol", "TCP") }
    for key in ["readinessProbe", "livenessProbe", "startupProbe"]
    where container[key].isObject {
      setDefaults(inProbe: &container[key])
    }
  }

  private static func setDefaults(inProbe probe: inout JSONValue) {
    probe.setDefault("timeoutSeconds", 1)
    probe.setDefault("periodSeconds", 10)
    probe.setDefault("successThreshold", 1)
    probe.setDefault("failureThreshold", 3)
    guard probe["httpGet"].isObject else { return }
    probe["httpGet"].setDefault("path", "/")
    probe["httpGet"].setDefault("scheme", "HTTP")
  }

  /// Checks the specification of a pod or of a workload's template.
  static func validate(_ spec: JSONValue, _ field: String, _ report: inout FieldReport) {
    let policies = ["Always", "Never", "OnFailure"]
    if !policies.contains(spec["restartPolicy"].string ?? "") {
      report.unsupported("\(field).restartPolicy", spec["restartPolicy"], policies)
    }
    if spec["containers"].array.isEmpty { report.required("\(field).containers") }
    let volumes = Set(spec["volumes"].array.compactMap { $0["name"].string })
    var names: Set<String> = []
    for key in ["initContainers", "containers"] {
      for (index, container) in spec[key].array.enumerated() {
        let field = "\(field).\(key)[\(index)]"
        if let name = container["name"].string, !name.isEmpty {
          if let note = NameRules.label(name) {
            report.invalid("\(field).name", container["name"], note)
          } else if !names.insert(name).inserted {
            report.duplicate("\(field).name", container["name"])
          }
        } else {
          report.required("\(field).name")
        }
        ContainerRules.check(container, field, volumes, &report)
      }
    }
  }
}
