import Topology

/// An Ingress in `networking.k8s.io/v1`, the version that is stored.
struct IngressRules: AdmissionRules {
  func prepareForCreation(_ ingress: inout JSONValue) {
    ingress["status"] = ["loadBalancer": .object([:])]
  }

  func validate(_ ingress: JSONValue, old: JSONValue?, _ report: inout FieldReport) {
    let spec = ingress["spec"]
    if old?["spec"] == spec { return }
    let annotation = ingress["metadata"]["annotations"]["kubernetes.io/ingress.class"]
    if old == nil, !annotation.isNull, !spec["ingressClassName"].isNull {
      report.invalid(
        "annotations.kubernetes.io/ingress.class", annotation,
        "can not be set when the class field is also set")
    }
    if spec["rules"].array.isEmpty, spec["defaultBackend"].isNull {
      report.invalid("spec", [], "either `defaultBackend` or `rules` must be specified")
    }
    if spec["defaultBackend"].isObject {
      check(backend: spec["defaultBackend"], "spec.defaultBackend", &report)
    }
    for (index, rule) in spec["rules"].array.enumerated() {
      check(rule: rule, "spec.rules[\(index)]", &report)
    }
    for (index, tls) in spec["tls"].array.enumerated() {
      for (place, host) in tls["hosts"].array.enumerated() {
        check(host: host, "spec.tls[\(index)].hosts[\(place)]", &report)
      }
    }
  }

  private func check(host: JSONValue, _ field: String, _ report: inout FieldReport) {
    guard let text = host.string, !text.isEmpty else { return }
    if NameRules.isAddress(text) {
      report.invalid(field, host, "must be a DNS name, not an IP address")
    } else if text.contains("*") {
      if !text.hasPrefix("*.") || NameRules.subdomain(String(text.dropFirst(2))) != nil {
        report.invalid(
          field, host,
          "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, "
            + "which must consist of lower case alphanumeric characters, '-' or '.' and end with an "
            + "alphanumeric character (e.g. '*.example.com', regex used for validation is "
            + #"'\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"#)
      }
    } else if let note = NameRules.subdomain(text) {
      report.invalid(field, host, note)
    }
  }

  private func check(rule: JSONValue, _ field: String, _ report: inout FieldReport) {
    check(host: rule["host"], "\(field).host", &report)
    guard rule["http"].isObject else { return }
    let paths = rule["http"]["paths"].array
    if paths.isEmpty { report.required("\(field).http.paths") }
    for (index, path) in paths.enumerated() {
      let field = "\(field).http.paths[\(index)]"
      check(path: path, field, &report)
      check(backend: path["backend"], "\(field).backend", &report)
    }
  }

  private func check(path: JSONValue, _ field: String, _ report: inout FieldReport) {
    let text = path["path"].string ?? ""
    switch path["pathType"].string {
    case nil: report.required("\(field).pathType", "pathType must be specified")
    case "Exact", "Prefix":
      if !text.hasPrefix("/") {
        report.invalid("\(field).path", .string(text), "must be an absolute path")
      }
      for part in ["//", "/./", "/../", "%2f", "%2F"] where text.contains(part) {
        report.invalid("\(field).path", .string(text), "must not contain '\(part)'")
      }
      for part in ["/..", "/."] where text.hasSuffix(part) {
        report.invalid("\(field).path", .string(text), "cannot end with '\(part)'")
      }
    case "ImplementationSpecific":
      if !text.isEmpty, !text.hasPrefix("/") {
        report.invalid("\(field).path", .string(text), "must be an absolute path")
      }
    default:
      report.unsupported(
        "\(field).pathType", path["pathType"], ["Exact", "ImplementationSpecific", "Prefix"])
    }
  }

  private func check(backend: JSONValue, _ field: String, _ report: inout FieldReport) {
    let service = backend["service"]
    if backend["resource"].isObject {
      if service.isObject {
        report.invalid(field, "", "cannot set both resource and service backends")
      }
      return
    }
    guard service.isObject else {
      report.required(field, "resource or service backend is required")
      return
    }
    let name = service["name"].string ?? ""
    if name.isEmpty {
      report.required("\(field).service.name")
    } else if let note = NameRules.service(name) {
      report.invalid("\(field).service.name", service["name"], note)
    }
    let port = service["port"]
    switch (port["name"].string ?? "", port["number"].integer ?? 0) {
    case ("", 0): report.required(field, "port name or number is required")
    case (let label, 0):
      if let note = NameRules.portName(label) {
        report.invalid("\(field).service.port.name", port["name"], note)
      }
    case ("", let number):
      if !(1...65_535).contains(number) {
        report.invalid(
          "\(field).service.port.number", port["number"], ServicePortRules.rangeNote)
      }
    default: report.invalid(field, "", "cannot set both port name & port number")
    }
  }
}

/// An IngressClass: its controller never changes.
struct IngressClassRules: AdmissionRules {
  func validate(_ object: JSONValue, old: JSONValue?, _ report: inout FieldReport) {
    let controller = object["spec"]["controller"]
    if controller.string ?? "" == "" {
      report.required("spec.controller")
    } else if let old, old["spec"]["controller"] != controller {
      report.invalid("spec.controller", controller, "field is immutable")
    }
  }
}
