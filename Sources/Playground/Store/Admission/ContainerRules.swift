import Topology

/// The rules for one container.
enum ContainerRules {
  static func check(
    _ container: JSONValue, _ field: String, _ volumes: Set<String>, _ report: inout FieldReport
  ) {
    if container["image"].string ?? "" == "" { report.required("\(field).image") }
    let policies = ["Always", "IfNotPresent", "Never"]
    if !policies.contains(container["imagePullPolicy"].string ?? "") {
      report.unsupported("\(field).imagePullPolicy", container["imagePullPolicy"], policies)
    }
    checkPorts(container["ports"].array, "\(field).ports", &report)
    for (index, variable) in container["env"].array.enumerated()
    where variable["name"].string ?? "" == "" {
      report.required("\(field).env[\(index)].name")
    }
    for (index, mount) in container["volumeMounts"].array.enumerated() {
      let name = mount["name"].string ?? ""
      if !volumes.contains(name) { report.notFound("\(field).volumeMounts[\(index)].name", name) }
      if mount["mountPath"].string ?? "" == "" {
        report.required("\(field).volumeMounts[\(index)].mountPath")
      }
    }
    for key in ["livenessProbe", "readinessProbe", "startupProbe"]
    where container[key].isObject {
      checkProbe(container[key], "\(field).\(key)", &report)
    }
  }

  private static func checkPorts(
    _ ports: [JSONValue], _ field: String, _ report: inout FieldReport
  ) {
    var names: Set<String> = []
    for (index, port) in ports.enumerated() {
      let field = "\(field)[\(index)]"
      let number = port["containerPort"].integer ?? 0
      if number == 0 {
        report.required("\(field).containerPort")
      } else if !(1...65_535).contains(number) {
        report.invalid(
          "\(field).containerPort", port["containerPort"], ServicePortRules.rangeNote)
      }
      if !ServicePortRules.protocols.contains(port["protocol"].string ?? "") {
        report.unsupported("\(field).protocol", port["protocol"], ServicePortRules.protocols)
      }
      guard let name = port["name"].string, !name.isEmpty else { continue }
      if let note = NameRules.portName(name) {
        report.invalid("\(field).name", port["name"], note)
      } else if !names.insert(name).inserted {
        report.duplicate("\(field).name", port["name"])
      }
    }
  }

  private static func checkProbe(
    _ probe: JSONValue, _ field: String, _ report: inout FieldReport
  ) {
    let handlers = ["exec", "httpGet", "tcpSocket", "grpc"].filter { probe[$0].isObject }
    if handlers.isEmpty { report.required(field, "must specify a handler type") }
    for extra in handlers.dropFirst() {
      report.forbidden("\(field).\(extra)", "may not specify more than 1 handler type")
    }
    for key in ["httpGet", "tcpSocket"] where probe[key].isObject {
      let port = probe[key]["port"]
      if port.isNull {
        report.invalid("\(field).\(key).port", 0, ServicePortRules.rangeNote)
      } else {
        ServicePortRules.checkReference(port, "\(field).\(key).port", &report)
      }
    }
    for key in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds"] {
      if let seconds = probe[key].integer, seconds < 0 {
        report.invalid(
          "\(field).\(key)", probe[key], "must be greater than or equal to 0")
      }
    }
  }
}
