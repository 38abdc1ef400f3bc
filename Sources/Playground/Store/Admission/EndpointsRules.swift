import Topology

/// Endpoints, the older form of what EndpointSlices say.
struct EndpointsRules: AdmissionRules {
  func setDefaults(_ object: inout JSONValue) {
    object.mapElements("subsets") { subset in
      subset.mapElements("ports") { $0.setDefault("protocol", "TCP") }
    }
  }

  func validate(_ object: JSONValue, old: JSONValue?, _ report: inout FieldReport) {
    for (index, subset) in object["subsets"].array.enumerated() {
      for key in ["addresses", "notReadyAddresses"] {
        for (place, address) in subset[key].array.enumerated()
        where !NameRules.isAddress(address["ip"].string ?? "")
          && !(address["ip"].string ?? "").contains(":")
        {
          report.invalid(
            "subsets[\(index)].\(key)[\(place)].ip", address["ip"],
            "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
        }
      }
      EndpointSliceRules.check(ports: subset["ports"].array, "subsets[\(index)].ports", &report)
    }
  }
}

/// An EndpointSlice.
struct EndpointSliceRules: AdmissionRules {
  func setDefaults(_ slice: inout JSONValue) {
    slice.mapElements("ports") { port in
      port.setDefault("name", "")
      port.setDefault("protocol", "TCP")
    }
  }

  func validate(_ slice: JSONValue, old: JSONValue?, _ report: inout FieldReport) {
    let type = slice["addressType"]
    let types = ["FQDN", "IPv4", "IPv6"]
    if type.string ?? "" == "" {
      report.required("addressType")
    } else if !types.contains(type.string ?? "") {
      report.unsupported("addressType", type, types)
    } else if let old, old["addressType"] != type {
      report.invalid("addressType", type, "field is immutable")
    }
    let endpoints = slice["endpoints"].array
    if endpoints.count > 1000 {
      report.tooMany("endpoints", endpoints.count, 1000)
    }
    for (index, endpoint) in endpoints.enumerated() where endpoint["addresses"].array.isEmpty {
      report.required("endpoints[\(index)].addresses", "must contain at least 1 address")
    }
    Self.check(ports: slice["ports"].array, "ports", &report)
  }

  static func check(ports: [JSONValue], _ field: String, _ report: inout FieldReport) {
    var names: Set<String> = []
    for (index, port) in ports.enumerated() {
      let name = port["name"].string ?? ""
      if !names.insert(name).inserted { report.duplicate("\(field)[\(index)].name", port["name"]) }
      if !ServicePortRules.protocols.contains(port["protocol"].string ?? "") {
        report.unsupported(
          "\(field)[\(index)].protocol", port["protocol"], ServicePortRules.protocols)
      }
    }
  }
}
