import Topology

extension PrinterColumns {
  static let namespaces: [Column] = [name, member("Status", "status", "phase"), age]

  static let nodes: [Column] = [
    name,
    Column("Status") { node, _ in
      let ready = node["status"]["conditions"].array.first { $0["type"] == "Ready" }
      let state = ready?["status"] == "True" ? "Ready" : ready == nil ? "Unknown" : "NotReady"
      return .string(
        node["spec"]["unschedulable"] == true ? "\(state),SchedulingDisabled" : state)
    },
    Column("Roles") { node, _ in
      let prefix = "node-role.kubernetes.io/"
      let roles = node["metadata"]["labels"].stringMap.keys.filter { $0.hasPrefix(prefix) }
        .map { String($0.dropFirst(prefix.count)) }.sorted()
      return .string(roles.isEmpty ? "<none>" : roles.joined(separator: ","))
    },
    age, nodeInfo("Version", wide: false, "kubeletVersion"),
    nodeAddress("Internal-IP", "InternalIP"), nodeAddress("External-IP", "ExternalIP"),
    nodeInfo("OS-Image", "osImage"), nodeInfo("Kernel-Version", "kernelVersion"),
    nodeInfo("Container-Runtime", "containerRuntimeVersion"),
  ]

  static let secrets: [Column] = [
    name, member("Type", "type"),
    Column("Data", type: "integer") { secret, _ in
      .integer(Int64(secret["data"].object.count))
    }, age,
  ]

  static let configMaps: [Column] = [
    name,
    Column("Data", type: "integer") { object, _ in
      .integer(Int64(object["data"].object.count + object["binaryData"].object.count))
    }, age,
  ]

  static let events: [Column] = [
    Column("Last Seen") { event, now in
      let seen = event["lastTimestamp"].isNull ? event["eventTime"] : event["lastTimestamp"]
      let fallback = event["metadata"]["creationTimestamp"]
      return ResourceTable.age(since: seen.isNull ? fallback : seen, now)
    },
    member("Type", "type"), member("Reason", "reason"),
    Column("Object") { event, _ in
      let concerned = event["involvedObject"]
      return .string(
        "\(concerned["kind"].string?.lowercased() ?? "")/\(concerned["name"].string ?? "")")
    },
    member("Subobject", wide: true, "involvedObject", "fieldPath"),
    member("Source", wide: true, "source", "component"), member("Message", "message"),
    Column("First Seen", wide: true) { event, now in
      ResourceTable.age(since: event["firstTimestamp"], now)
    },
    Column("Count", wide: true) { event, _ in .string(String(event["count"].integer ?? 1)) },
    Column("Name", wide: true) { event, _ in event["metadata"]["name"] },
  ]

  static let definitions: [Column] = [
    name, member("Created At", "metadata", "creationTimestamp"),
  ]

  private static func nodeInfo(_ name: String, wide: Bool = true, _ key: String) -> Column {
    Column(name, wide: wide) { node, _ in
      let value = node["status"]["nodeInfo"][key]
      return value.isNull ? "<unknown>" : value
    }
  }

  private static func nodeAddress(_ name: String, _ type: String) -> Column {
    Column(name, wide: true) { node, _ in
      node["status"]["addresses"].array.first { $0["type"].string == type }?["address"] ?? "<none>"
    }
  }
}
