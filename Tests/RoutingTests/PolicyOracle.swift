import Topology

/// NetworkPolicy evaluated by brute force over the raw objects, written apart from the implementation.
///
/// Everything is asked twice: once with every uncertain detail counted as no, once as yes. Where the two
/// answers differ nobody can know.
struct PolicyOracle {
  let policies: [JSONValue]
  /// By name; the labels of others are not known.
  let namespaces: [String: JSONValue]
  let nodes: [String: String]

  /// One end of a connection: a pod as an object, or an address as a text.
  enum End {
    case pod(JSONValue)
    case address(String)
  }

  /// Whether the connection is allowed; nil when nobody can know.
  func isAllowed(_ source: End, _ destination: End, _ port: Int, _ transport: String) -> Bool? {
    let answers = [false, true].map { hope in
      isAllowed("egress", source, destination, destination, port, transport, hope)
        && isAllowed("ingress", destination, source, destination, port, transport, hope)
    }
    return answers[0] == answers[1] ? answers[0] : nil
  }

  private func isAllowed(
    _ direction: String, _ own: End, _ other: End, _ destination: End, _ port: Int,
    _ transport: String, _ hope: Bool
  ) -> Bool {
    guard case .pod(let pod) = own else { return true }
    let isolating = policies.filter { policy in
      policy["metadata"]["namespace"] == pod["metadata"]["namespace"]
        && types(policy["spec"]).contains(direction)
        && (policy["spec"]["podSelector"].isNull
          || matches(policy["spec"]["podSelector"], labels(pod)))
    }
    if isolating.isEmpty { return true }
    let isSame: Bool
    if case .pod(let peer) = other {
      isSame = peer["metadata"] == pod["metadata"]
      if isHost(peer), !isSame, peer["spec"]["nodeName"] == pod["spec"]["nodeName"] { return true }
    } else {
      isSame = false
    }
    if hope, isHost(pod) || isSame { return true }
    return isolating.contains { policy in
      policy["spec"][direction].array.contains { rule in
        guard rule.isObject || rule.isNull else { return false }
        let peers = rule[direction == "ingress" ? "from" : "to"]
        let ports = rule["ports"]
        let isPeer =
          peers.isNull || peers == []
          || peers.array.contains { admits($0, other, policy["metadata"]["namespace"], hope) }
        let isPort =
          ports.isNull || ports == []
          || ports.array.contains { admits($0, destination, port, transport) }
        return isPeer && isPort
      }
    }
  }

  private func types(_ spec: JSONValue) -> [String] {
    let written = spec["policyTypes"]
    if written.isNull || written == [] {
      return spec["egress"].array.isEmpty ? ["ingress"] : ["ingress", "egress"]
    }
    return written.array.compactMap(\.string).compactMap {
      ["Ingress": "ingress", "Egress": "egress"][$0]
    }
  }

  private func isHost(_ pod: JSONValue) -> Bool {
    guard let node = nodes[pod["spec"]["nodeName"].string ?? ""] else { return false }
    return addresses(pod).contains(node)
  }

  private func addresses(_ pod: JSONValue) -> [String] {
    pod["status"]["podIPs"].array.compactMap { $0["ip"].string }
  }

  private func labels(_ object: JSONValue) -> [String: String] {
    object["metadata"]["labels"].object.compactMapValues(\.string)
  }
}

extension PolicyOracle {
  private func admits(_ peer: JSONValue, _ other: End, _ namespace: JSONValue, _ hope: Bool) -> Bool
  {
    let members = peer.object.filter { !$0.value.isNull }
    let selectors = [members["podSelector"], members["namespaceSelector"]].compactMap(\.self)
    guard selectors.allSatisfy(isSound) else { return false }
    if let block = members["ipBlock"] {
      guard selectors.isEmpty else { return false }
      switch other {
      case .address(let address): return holds(block, address)
      case .pod(let pod):
        let addresses = addresses(pod)
        guard !addresses.isEmpty else { return isSoundBlock(block) && hope }
        return addresses.contains { holds(block, $0) }
      }
    }
    guard !selectors.isEmpty, case .pod(let pod) = other else { return false }
    if let wanted = members["podSelector"], !matches(wanted, labels(pod)) { return false }
    let own = pod["metadata"]["namespace"]
    if let wanted = members["namespaceSelector"] {
      var known = namespaces[own.string ?? ""].map(labels) ?? [:]
      known["kubernetes.io/metadata.name"] = own.string
      let isUnknown = namespaces[own.string ?? ""] == nil
      guard matches(wanted, known, hopeForOthers: isUnknown ? hope : nil) else { return false }
    } else if own != namespace {
      return false
    }
    return isHost(pod) ? hope : true
  }

  /// Whether the API would take a selector.
  private func isSound(_ selector: JSONValue) -> Bool {
    guard selector.isObject else { return false }
    return selector["matchLabels"].object.values.allSatisfy { $0.string != nil }
      && selector["matchExpressions"].array.allSatisfy { expression in
        let count = expression["values"].array.count
        switch expression["operator"].string {
        case "In", "NotIn": return count > 0
        case "Exists", "DoesNotExist": return count == 0
        default: return false
        }
      }
  }

  private func matches(
    _ selector: JSONValue, _ labels: [String: String], hopeForOthers: Bool? = nil
  ) -> Bool {
    guard isSound(selector) else { return false }
    func isTrue(_ key: String, _ test: (String?) -> Bool) -> Bool {
      if let hopeForOthers, key != "kubernetes.io/metadata.name" { return hopeForOthers }
      return test(labels[key])
    }
    for (key, value) in selector["matchLabels"].object {
      guard isTrue(key, { $0 == value.string }) else { return false }
    }
    for expression in selector["matchExpressions"].array {
      let values = expression["values"].array.map(\.string)
      let isMet = isTrue(expression["key"].string ?? "") { value in
        switch expression["operator"].string {
        case "In": value != nil && values.contains(value)
        case "NotIn": value == nil || !values.contains(value)
        case "Exists": value != nil
        default: value == nil
        }
      }
      guard isMet else { return false }
    }
    return true
  }

  private func admits(
    _ wanted: JSONValue, _ destination: End, _ port: Int, _ transport: String
  ) -> Bool {
    guard (wanted["protocol"].isNull ? "TCP" : wanted["protocol"]) == .string(transport) else {
      return false
    }
    let (first, last) = (wanted["port"], wanted["endPort"])
    if first.isNull { return last.isNull }
    if let name = first.string {
      guard last.isNull, name.contains(where: \.isLetter), case .pod(let pod) = destination else {
        return false
      }
      return pod["spec"]["containers"].array.flatMap { $0["ports"].array }.contains {
        $0["name"].string == name && $0["containerPort"].integer == port
          && $0["protocol"].string ?? "TCP" == transport
      }
    }
    guard let low = first.integer, (1...65_535).contains(low) else { return false }
    if last.isNull { return low == port }
    guard let high = last.integer, high <= 65_535 else { return false }
    return low <= port && port <= high
  }
}

extension PolicyOracle {
  private func isSoundBlock(_ block: JSONValue) -> Bool {
    guard let whole = bits(ofBlock: block["cidr"].string ?? "") else { return false }
    return block["except"].array.allSatisfy { part in
      guard let inner = bits(ofBlock: part.string ?? "") else { return false }
      return inner.count > whole.count && inner.starts(with: whole)
    }
  }

  private func holds(_ block: JSONValue, _ address: String) -> Bool {
    guard isSoundBlock(block), let whole = bits(ofBlock: block["cidr"].string ?? ""),
      let wanted = bits(address)
    else { return false }
    return wanted.starts(with: whole)
      && !block["except"].array.contains { part in
        bits(ofBlock: part.string ?? "").map { wanted.starts(with: $0) } ?? false
      }
  }

  /// The leading bits of a block as text, after a letter for the family.
  private func bits(ofBlock text: String) -> String? {
    let parts = text.split(separator: "/").map(String.init)
    guard parts.count == 2, let length = Int(parts[1]), let all = bits(parts[0]),
      length < all.count
    else { return nil }
    return String(all.prefix(length + 1))
  }

  /// All bits of an address as text, after a letter for the family.
  private func bits(_ text: String) -> String? {
    func binary(_ number: Int, _ width: Int) -> String {
      let digits = String(number, radix: 2)
      return String(repeating: "0", count: width - digits.count) + digits
    }
    guard text.contains(":") else {
      let parts = text.split(separator: ".").compactMap { Int($0) }.filter { $0 < 256 }
      return parts.count == 4 ? "4" + parts.map { binary($0, 8) }.joined() : nil
    }
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
      .map { $0.split(separator: ":").compactMap { Int($0, radix: 16) } }
    guard halves.count == 2 else { return nil }
    let zeros = Array(repeating: 0, count: 8 - halves[0].count - halves[1].count)
    return "6" + (halves[0] + zeros + halves[1]).map { binary($0, 16) }.joined()
  }
}
