import Topology

/// A Namespace.
struct NamespaceRules: AdmissionRules {
  func prepareForCreation(_ namespace: inout JSONValue) {
    namespace["status"] = ["phase": "Active"]
    namespace["spec"] = ["finalizers": ["kubernetes"]]
  }

  func prepareForUpdate(_ namespace: inout JSONValue, old: JSONValue) {
    namespace["spec"] = old["spec"]
  }

  func setDefaults(_ namespace: inout JSONValue) {
    namespace["metadata"]["labels"]["kubernetes.io/metadata.name"] = namespace["metadata"]["name"]
  }
}

/// A NetworkPolicy.
struct NetworkPolicyRules: AdmissionRules {
  func setDefaults(_ policy: inout JSONValue) {
    var spec = policy["spec"]
    if spec["policyTypes"].array.isEmpty {
      spec["policyTypes"] = spec["egress"].array.isEmpty ? ["Ingress"] : ["Ingress", "Egress"]
    }
    for key in ["ingress", "egress"] {
      spec.mapElements(key) { rule in
        rule.mapElements("ports") { $0.setDefault("protocol", "TCP") }
      }
    }
    policy["spec"] = spec
  }

  func validate(_ policy: JSONValue, old: JSONValue?, _ report: inout FieldReport) {
    let spec = policy["spec"]
    MetadataRules.checkSelector(spec["podSelector"], "spec.podSelector", &report)
    for (index, type) in spec["policyTypes"].array.enumerated()
    where !["Ingress", "Egress"].contains(type.string) {
      report.unsupported("spec.policyTypes[\(index)]", type, ["Egress", "Ingress"])
    }
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
      for (index, rule) in spec[direction].array.enumerated() {
        let field = "spec.\(direction)[\(index)]"
        for (place, port) in rule["ports"].array.enumerated() {
          check(port: port, "\(field).ports[\(place)]", &report)
        }
        for (place, peer) in rule[peers].array.enumerated() {
          check(peer: peer, "\(field).\(peers)[\(place)]", &report)
        }
      }
    }
  }

  private func check(port: JSONValue, _ field: String, _ report: inout FieldReport) {
    if !ServicePortRules.protocols.contains(port["protocol"].string ?? "") {
      report.unsupported("\(field).protocol", port["protocol"], ServicePortRules.protocols)
    }
    ServicePortRules.checkReference(port["port"], "\(field).port", &report)
    guard let end = port["endPort"].integer else { return }
    if let start = port["port"].integer {
      if end < start {
        report.invalid(
          "\(field).endPort", port["endPort"], "must be greater than or equal to `port`")
      }
    } else {
      report.invalid(
        "\(field).endPort", port["endPort"],
        "may not be specified when `port` is non-numeric")
    }
  }

  private func check(peer: JSONValue, _ field: String, _ report: inout FieldReport) {
    let named = ["podSelector", "namespaceSelector", "ipBlock"].filter { peer[$0].isObject }
    if named.isEmpty { report.required(field, "must specify a peer") }
    if named.contains("ipBlock"), named.count > 1 {
      report.forbidden(field, "may not specify both ipBlock and another peer")
    }
    if peer["ipBlock"].isObject, peer["ipBlock"]["cidr"].string ?? "" == "" {
      report.required("\(field).ipBlock.cidr")
    }
  }
}

/// An Event.
struct EventRules: AdmissionRules {
  func validate(_ event: JSONValue, old: JSONValue?, _ report: inout FieldReport) {
    let concerned = event["involvedObject"]["namespace"].string ?? ""
    let namespace = event["metadata"]["namespace"].string ?? ""
    if concerned != namespace, !(concerned.isEmpty && namespace == "default") {
      report.invalid(
        "involvedObject.namespace", .string(concerned), "does not match event.namespace")
    }
  }
}

/// A CustomResourceDefinition, which is established at once.
struct CustomResourceDefinitionRules: AdmissionRules {
  func prepareForCreation(_ definition: inout JSONValue) {
    let spec = definition["spec"]
    var names = spec["names"]
    if let kind = names["kind"].string {
      names.setDefault("singular", .string(kind.lowercased()))
      names.setDefault("listKind", .string("\(kind)List"))
    }
    definition["spec"]["names"] = names
    let stored = spec["versions"].array.first { $0["storage"] == true }?["name"] ?? .null
    definition["status"] = [
      "acceptedNames": names, "storedVersions": [stored],
      "conditions": [
        condition("NamesAccepted", "NoConflicts", definition),
        condition("Established", "InitialNamesAccepted", definition),
      ],
    ]
  }

  private func condition(
    _ type: String, _ reason: String, _ definition: JSONValue
  ) -> JSONValue {
    [
      "type": .string(type), "status": "True", "reason": .string(reason),
      "lastTransitionTime": definition["metadata"]["creationTimestamp"],
    ]
  }

  func validate(_ definition: JSONValue, old: JSONValue?, _ report: inout FieldReport) {
    let spec = definition["spec"]
    for (field, value) in [
      ("spec.group", spec["group"]), ("spec.names.plural", spec["names"]["plural"]),
      ("spec.names.kind", spec["names"]["kind"]),
    ] where value.string ?? "" == "" {
      report.required(field)
    }
    let expected = "\(spec["names"]["plural"].string ?? "").\(spec["group"].string ?? "")"
    if definition["metadata"]["name"].string != expected {
      report.invalid(
        "metadata.name", definition["metadata"]["name"],
        "must be spec.names.plural+\".\"+spec.group")
    }
    if !["Cluster", "Namespaced"].contains(spec["scope"].string) {
      report.unsupported("spec.scope", spec["scope"], ["Cluster", "Namespaced"])
    }
    if spec["versions"].array.count(where: { $0["storage"] == true }) != 1 {
      report.invalid(
        "spec.versions", spec["versions"],
        "must have exactly one version marked as storage version")
    }
  }
}
