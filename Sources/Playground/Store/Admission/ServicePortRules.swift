import Topology

/// The rules for the ports of a Service.
enum ServicePortRules {
  static let rangeNote = "must be between 1 and 65535, inclusive"
  static let protocols = ["SCTP", "TCP", "UDP"]

  static func check(_ spec: JSONValue, _ type: String, _ report: inout FieldReport) {
    let ports = spec["ports"].array
    if ports.isEmpty, type != "ExternalName", spec["clusterIP"] != "None" {
      report.required("spec.ports")
    }
    var names: Set<String> = []
    var numbers: Set<String> = []
    var nodePorts: Set<String> = []
    for (index, port) in ports.enumerated() {
      let field = "spec.ports[\(index)]"
      checkName(port, field, isNeeded: ports.count > 1, &names, &report)
      check(port, field, type, &report)
      let transport = port["protocol"].string ?? ""
      if !numbers.insert("\(port["port"].text)/\(transport)").inserted {
        report.duplicate(field, ["port": port["port"], "protocol": port["protocol"]])
      }
      if let number = port["nodePort"].integer, number > 0,
        !nodePorts.insert("\(number)/\(transport)").inserted
      {
        report.duplicate("\(field).nodePort", port["nodePort"])
      }
    }
  }

  private static func checkName(
    _ port: JSONValue, _ field: String, isNeeded: Bool, _ names: inout Set<String>,
    _ report: inout FieldReport
  ) {
    let name = port["name"].string ?? ""
    if name.isEmpty {
      if isNeeded { report.required("\(field).name") }
    } else if let note = NameRules.label(name) {
      report.invalid("\(field).name", port["name"], note)
    } else if !names.insert(name).inserted {
      report.duplicate("\(field).name", port["name"])
    }
  }

  private static func check(
    _ port: JSONValue, _ field: String, _ type: String, _ report: inout FieldReport
  ) {
    if !(1...65_535).contains(port["port"].integer ?? 0) {
      report.invalid("\(field).port", port["port"].isNull ? 0 : port["port"], rangeNote)
    }
    if !protocols.contains(port["protocol"].string ?? "") {
      report.unsupported("\(field).protocol", port["protocol"], protocols)
    }
    checkReference(port["targetPort"], "\(field).targetPort", &report)
    if port["nodePort"].integer ?? 0 != 0, type == "ClusterIP" {
      report.forbidden("\(field).nodePort", "may not be used when `type` is 'ClusterIP'")
    }
  }

  /// Checks a port that is named by number or by name.
  static func checkReference(_ value: JSONValue, _ field: String, _ report: inout FieldReport) {
    if let number = value.integer {
      if !(1...65_535).contains(number) { report.invalid(field, value, rangeNote) }
    } else if let name = value.string, let note = NameRules.portName(name) {
      report.invalid(field, value, note)
    }
  }
}
