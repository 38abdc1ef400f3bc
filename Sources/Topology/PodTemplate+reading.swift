extension PodTemplate {
  /// Reads the `spec` of a pod template; of an agent that runs on nodes also what it is told.
  package convenience init(_ spec: JSONValue, isAgent: Bool = false) {
    let own = spec["containers"].array.enumerated().map { index, value in
      (value: value, place: "containers[\(index)]")
    }
    let sidecars = spec["initContainers"].array.enumerated().map { index, value in
      (value: value, place: "initContainers[\(index)]")
    }.filter { $0.value["restartPolicy"].string == "Always" }
    let containers = own + sidecars
    self.init(
      containers: containers.map { Container($0.value, place: $0.place) },
      usesHostNetwork: spec["hostNetwork"].bool ?? false,
      dnsPolicy: DNSPolicy(rawValue: spec["dnsPolicy"].string ?? "") ?? .clusterFirst,
      hasNameServers: !spec["dnsConfig"]["nameservers"].array.isEmpty,
      hostname: spec["hostname"].string ?? "", subdomain: spec["subdomain"].string ?? "",
      readinessGates: spec["readinessGates"].array.compactMap { $0["conditionType"].string },
      clusterNames: Self.clusterNames(
        in: containers.lazy.flatMap {
          words(of: $0.value) + variables(of: $0.value).map(\.value)
        }),
      settings: isAgent ? AgentSettings(containers.map(\.value)) : nil,
      serviceAccount: spec["serviceAccountName"].string.flatMap { $0.isEmpty ? nil : $0 }
        ?? "default")
  }

  /// How many names are kept.
  private static let limit = 4

  /// The names of Services in texts, each once: at least two labels before a label `svc`.
  package static func clusterNames(in texts: some Sequence<String>) -> [String] {
    var names: [String] = []
    for text in texts where mentionsService(text) {
      for token in text.split(whereSeparator: { !($0.isASCII && isNamePart($0)) }) {
        let labels = token.split(separator: ".", omittingEmptySubsequences: false)
        guard let place = labels.firstIndex(of: "svc"), place >= 2,
          labels[..<place].allSatisfy({ !$0.isEmpty })
        else { continue }
        let name = labels[...place].joined(separator: ".")
        guard !names.contains(name) else { continue }
        names.append(name)
        if names.count == limit { return names }
      }
    }
    return names
  }

  /// Whether `.svc` stands in a text; most texts of most templates name no Service.
  private static func mentionsService(_ text: String) -> Bool {
    var rest = text.utf8[...]
    while let dot = rest.firstIndex(of: UInt8(ascii: ".")) {
      rest = rest[rest.index(after: dot)...]
      if rest.starts(with: "svc".utf8) { return true }
    }
    return false
  }

  private static func isNamePart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "-" || character == "."
  }
}

extension AgentSettings {
  init(_ containers: [JSONValue]) {
    self.init(
      images: containers.map { $0["image"].string ?? "" }, arguments: containers.flatMap(words),
      variables: containers.flatMap { container in
        container["env"].array.map { ($0["name"].string ?? "", $0["value"].string ?? "") }
      })
  }
}

private func words(of container: JSONValue) -> [String] {
  (container["command"].array + container["args"].array).compactMap(\.string)
}

private func variables(of container: JSONValue) -> [(name: String, value: String)] {
  container["env"].array.compactMap { variable in
    variable["value"].string.map { (variable["name"].string ?? "", $0) }
  }
}

extension PodTemplate.Container {
  /// Reads a container.
  init(_ value: JSONValue, place: String) {
    self.init(
      name: value["name"].string ?? "", place: place,
      ports: value["ports"].array.map { port in
        PodTemplate.Port(
          name: port["name"].string ?? "", number: port["containerPort"].integer ?? 0,
          transport: TransportProtocol(rawValue: port["protocol"].string ?? "TCP") ?? .tcp,
          hostPort: port["hostPort"].integer ?? 0, hostAddress: port["hostIP"].string ?? "")
      },
      readiness: Probe(value["readinessProbe"]), liveness: Probe(value["livenessProbe"]),
      startup: Probe(value["startupProbe"]),
      localBinding: LocalBinding.first(words: words(of: value), environment: variables(of: value)))
  }
}
