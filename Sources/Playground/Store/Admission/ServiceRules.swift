import Topology

/// A Service: its type decides which fields it has.
struct ServiceRules: AdmissionRules {
  func prepareForCreation(_ service: inout JSONValue) {
    service["status"] = ["loadBalancer": .object([:])]
  }

  /// Keeps addresses and ports that the new object does not name, and drops what its new type cannot have.
  func prepareForUpdate(_ service: inout JSONValue, old: JSONValue) {
    let type = service["spec"]["type"].string ?? "ClusterIP"
    let oldSpec = old["spec"]
    if type == "ExternalName" {
      for key in [
        "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy",
      ]
      where service["spec"][key] == oldSpec[key] {
        service["spec"][key] = .null
      }
    } else if oldSpec["type"].string != "ExternalName" {
      service["spec"].setDefault("clusterIP", oldSpec["clusterIP"])
      if service["spec"]["clusterIP"].string == "" {
        service["spec"]["clusterIP"] = oldSpec["clusterIP"]
      }
    }
    let keepsPorts = type == "NodePort" || type == "LoadBalancer"
    let hadPorts = ["NodePort", "LoadBalancer"].contains(oldSpec["type"].string)
    if keepsPorts, hadPorts { keepNodePorts(&service, oldSpec) }
    if !keepsPorts, hadPorts { dropNodePorts(&service, oldSpec) }
    if type != "LoadBalancer" {
      service["spec"]["allocateLoadBalancerNodePorts"] = .null
      service["spec"]["healthCheckNodePort"] = .null
      service["status"] = ["loadBalancer": .object([:])]
    }
  }

  private func keepNodePorts(_ service: inout JSONValue, _ old: JSONValue) {
    service["spec"].mapElements("ports") { port in
      guard port["nodePort"].integer ?? 0 == 0 else { return }
      let same = old["ports"].array.first {
        $0["port"] == port["port"]
          && $0["protocol"].string ?? "TCP" == port["protocol"].string ?? "TCP"
      }
      port["nodePort"] = same?["nodePort"] ?? .null
    }
    service["spec"].setDefault("healthCheckNodePort", old["healthCheckNodePort"])
  }

  private func dropNodePorts(_ service: inout JSONValue, _ old: JSONValue) {
    let known = Set(old["ports"].array.map { $0["nodePort"] })
    service["spec"].mapElements("ports") { port in
      if known.contains(port["nodePort"]) { port["nodePort"] = .null }
    }
    if service["spec"]["externalTrafficPolicy"] == old["externalTrafficPolicy"] {
      service["spec"]["externalTrafficPolicy"] = .null
    }
  }

  func setDefaults(_ service: inout JSONValue) {
    var spec = service["spec"]
    spec.setDefault("type", "ClusterIP")
    spec.setDefault("sessionAffinity", "None")
    let type = spec["type"].string
    if spec["sessionAffinity"] == "ClientIP" {
      if spec[["sessionAffinityConfig", "clientIP", "timeoutSeconds"]].isNull {
        spec[["sessionAffinityConfig", "clientIP", "timeoutSeconds"]] = 10_800
      }
    } else {
      spec["sessionAffinityConfig"] = .null
    }
    if type != "ExternalName" {
      spec.setDefault("internalTrafficPolicy", "Cluster")
      spec.setDefault("ipFamilies", ["IPv4"])
      spec.setDefault("ipFamilyPolicy", "SingleStack")
      if spec["clusterIP"].isNull, let first = spec["clusterIPs"].array.first {
        spec["clusterIP"] = first
      }
    }
    if type == "NodePort" || type == "LoadBalancer" {
      spec.setDefault("externalTrafficPolicy", "Cluster")
    }
    if type == "LoadBalancer" { spec.setDefault("allocateLoadBalancerNodePorts", true) }
    spec.mapElements("ports") { port in
      port.setDefault("protocol", "TCP")
      let target = port["targetPort"]
      if target.isNull || target == 0 || target == "" { port["targetPort"] = port["port"] }
    }
    service["spec"] = spec
  }

  func validate(_ service: JSONValue, old: JSONValue?, _ report: inout FieldReport) {
    let spec = service["spec"]
    let type = spec["type"].string ?? ""
    let types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]
    if !types.contains(type) { report.unsupported("spec.type", spec["type"], types) }
    ServicePortRules.check(spec, type, &report)
    checkAffinity(spec, &report)
    MetadataRules.checkLabels(spec["selector"], "spec.selector", &report)
    checkAddress(spec, type, old?["spec"], &report)
    checkPolicies(spec, type, &report)
  }

  private func checkAffinity(_ spec: JSONValue, _ report: inout FieldReport) {
    switch spec["sessionAffinity"].string {
    case "None": break
    case "ClientIP":
      let field = "spec.sessionAffinityConfig.clientIP.timeoutSeconds"
      let seconds = spec[["sessionAffinityConfig", "clientIP", "timeoutSeconds"]]
      if !(1...86_400).contains(seconds.integer ?? 0) {
        report.invalid(field, seconds, "must be greater than 0 and less than 86400")
      }
    default:
      report.unsupported("spec.sessionAffinity", spec["sessionAffinity"], ["ClientIP", "None"])
    }
  }

  private func checkAddress(
    _ spec: JSONValue, _ type: String, _ old: JSONValue?, _ report: inout FieldReport
  ) {
    let address = spec["clusterIP"].string ?? ""
    if type == "ExternalName" {
      if !address.isEmpty {
        report.forbidden("spec.clusterIPs", "may not be set when type is 'ExternalName'")
      }
      var host = spec["externalName"].string ?? ""
      if host.hasSuffix(".") { host.removeLast() }
      if host.isEmpty {
        report.required("spec.externalName")
      } else if NameRules.subdomain(host) != nil {
        report.invalid("spec.externalName", spec["externalName"], NameRules.subdomainNote)
      }
      return
    }
    if address == "None", type != "ClusterIP" {
      report.invalid(
        "spec.clusterIPs[0]", "None", "may not be set to 'None' for \(type) services")
    } else if !address.isEmpty, address != "None", !NameRules.isAddress(address) {
      report.invalid(
        "spec.clusterIPs[0]", .string(address),
        "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
    }
    let before = old?["clusterIP"].string ?? ""
    if !before.isEmpty, old?["type"].string != "ExternalName", before != address {
      report.invalid("spec.clusterIPs[0]", .string(address), "may not change once set")
    }
  }

  private func checkPolicies(_ spec: JSONValue, _ type: String, _ report: inout FieldReport) {
    let allowed = ["Cluster", "Local"]
    let isExternal = type == "NodePort" || type == "LoadBalancer"
    let external = spec["externalTrafficPolicy"]
    if let policy = external.string {
      if !isExternal {
        report.invalid(
          "spec.externalTrafficPolicy", external,
          "may only be set for externally-accessible services")
      } else if !allowed.contains(policy) {
        report.unsupported("spec.externalTrafficPolicy", external, allowed)
      }
    }
    if let policy = spec["internalTrafficPolicy"].string, !allowed.contains(policy) {
      report.unsupported("spec.internalTrafficPolicy", spec["internalTrafficPolicy"], allowed)
    }
  }
}
