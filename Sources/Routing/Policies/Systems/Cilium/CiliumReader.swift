import Language
import Topology

/// Reads a policy of Cilium and notes what Cilium refuses (`pkg/policy/api/rule_validation.go`).
struct CiliumReader {
  let namespace: String
  private(set) var problems: [PolicyProblem] = []

  init(namespace: String) { self.namespace = namespace }

  mutating func note(_ field: String, _ sentence: Message) {
    problems.append(PolicyProblem(field: field, sentence: sentence))
  }

  mutating func list(_ value: JSONValue, _ field: String) -> [JSONValue] {
    if !value.isNull, !value.isArray { note(field, "It is no list.") }
    return value.array
  }

  /// `spec`, or each of `specs`.
  mutating func rules(_ object: JSONValue) -> [CiliumPolicy.Rule] {
    var rules: [CiliumPolicy.Rule] = []
    if !object["spec"].isNull { rules.append(rule(object["spec"], "spec")) }
    for (index, spec) in list(object["specs"], "specs").enumerated() {
      rules.append(rule(spec, "specs[\(index)]"))
    }
    if rules.isEmpty { note("spec", "It has neither spec nor specs.") }
    return rules
  }

  private mutating func rule(_ spec: JSONValue, _ field: String) -> CiliumPolicy.Rule {
    var rule = CiliumPolicy.Rule()
    guard spec.isObject else {
      note(field, "It is no object.")
      return rule
    }
    let hasEndpoints = !spec["endpointSelector"].isNull
    let hasNodes = !spec["nodeSelector"].isNull
    if hasEndpoints == hasNodes {
      note(field, "A rule needs one of endpointSelector and nodeSelector.")
    }
    rule.isOfHosts = hasNodes && !hasEndpoints
    if hasEndpoints {
      rule.selector = selector(spec["endpointSelector"], "\(field).endpointSelector")
    }
    rule.ingress = clauses(spec, "ingress", field)
    rule.ingressDeny = clauses(spec, "ingressDeny", field)
    rule.egress = clauses(spec, "egress", field)
    rule.egressDeny = clauses(spec, "egressDeny", field)
    rule.hasIngress = !spec["ingress"].isNull || !spec["ingressDeny"].isNull
    rule.hasEgress = !spec["egress"].isNull || !spec["egressDeny"].isNull
    let wanted = spec["enableDefaultDeny"]
    rule.isolatesIngress = rule.hasIngress && wanted["ingress"].bool ?? true
    rule.isolatesEgress = rule.hasEgress && wanted["egress"].bool ?? true
    return rule
  }

  /// A selector of endpoints; in a namespace it is about that namespace unless it says otherwise.
  private mutating func selector(_ value: JSONValue, _ field: String) -> CiliumPolicy.Selector? {
    guard var labels = LabelSelector(strict: value) else {
      note(field, "The selector is none that the API takes.")
      return nil
    }
    labels.labels = Dictionary(
      labels.labels.map { (Self.plain($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    for index in labels.expressions.indices {
      labels.expressions[index].key = Self.plain(labels.expressions[index].key)
    }
    let keys = labels.labels.keys + labels.expressions.map(\.key)
    let isBound =
      !namespace.isEmpty
      && !keys.contains {
        $0 == CiliumEnd.namespaceLabel || $0.hasPrefix(CiliumEnd.namespaceLabels)
          || $0.hasPrefix("reserved:")
      }
    return CiliumPolicy.Selector(labels: labels, namespace: isBound ? namespace : nil)
  }

  /// A key without the source of the label; those that are no labels of pods keep it.
  private static func plain(_ key: String) -> String {
    for source in ["k8s:", "any:", "k8s.", "any."] where key.hasPrefix(source) {
      return String(key.dropFirst(source.count))
    }
    return key
  }

  private mutating func clauses(
    _ spec: JSONValue, _ name: String, _ field: String
  ) -> [CiliumPolicy.Clause] {
    list(spec[name], "\(field).\(name)").enumerated().map { index, clause in
      self.clause(clause, name, "\(field).\(name)[\(index)]")
    }
  }

  private mutating func clause(
    _ value: JSONValue, _ name: String, _ field: String
  ) -> CiliumPolicy.Clause {
    var clause = CiliumPolicy.Clause(field: field)
    guard value.isObject else {
      note(field, "The rule is no object.")
      return clause
    }
    let isIngress = name.hasPrefix("ingress")
    let prefix = isIngress ? "from" : "to"
    let endings = ["Endpoints", "CIDR", "CIDRSet", "Entities", "Requires", "Nodes", "Groups"]
    let names = endings.map { prefix + $0 } + (isIngress ? [] : ["toFQDNs", "toServices"])
    let used = names.filter { !value[$0].isNull }
    if let first = used.first, let second = used.dropFirst().first, !Self.may(used) {
      note(field, "\(first) and \(second) cannot be combined in one rule.")
    }
    if !used.isEmpty {
      clause.peers = used.flatMap { peers(value[$0], $0, "\(field).\($0)") }
    }
    let ports = list(value["toPorts"], "\(field).toPorts")
    if !ports.isEmpty {
      clause.ports = ports.enumerated().map {
        self.ports($1, "\(field).toPorts[\($0)]", isIngress: isIngress)
      }
      if name.hasSuffix("Deny"), clause.ports?.contains(where: { $0.requests != nil }) == true {
        note("\(field).toPorts", "A rule that denies cannot look at requests.")
      }
    } else if value["icmps"].isArray {
      clause.ports = []
    }
    // An element without anything allows nothing.
    if used.isEmpty, ports.isEmpty, value["icmps"].isNull { clause.peers = [] }
    return clause
  }

  /// CIDR and CIDRSet are one list, and what is required may stand beside anything.
  private static func may(_ used: [String]) -> Bool {
    Set(
      used.filter { !$0.hasSuffix("Requires") }.map { $0.hasSuffix("CIDRSet") ? "CIDR" : $0 }
        .map { $0.hasSuffix("CIDR") ? "CIDR" : $0 }
    ).count <= 1
  }

  private mutating func peers(
    _ value: JSONValue, _ name: String, _ field: String
  ) -> [CiliumPolicy.Peer] {
    var peers: [CiliumPolicy.Peer] = []
    for (index, element) in list(value, field).enumerated() {
      let place = "\(field)[\(index)]"
      switch name.drop(while: \.isLowercase) {
      case "Endpoints":
        if let found = selector(element, place) { peers.append(.endpoints(found)) }
      case "Entities":
        guard let entity = element.string, CiliumEnd.entities.contains(entity) else {
          note(place, "It is no entity that Cilium knows.")
          continue
        }
        peers.append(.entity(entity))
      case "CIDR", "CIDRSet":
        if let found = block(name.hasSuffix("Set") ? element : ["cidr": element], place) {
          peers.append(.block(found))
        }
      case "FQDNs": peers.append(.names(place))
      default: peers.append(.unevaluated(place))
      }
    }
    return peers
  }

  private mutating func block(_ value: JSONValue, _ field: String) -> CiliumPolicy.Block? {
    guard value["cidrGroupRef"].isNull, value["cidrGroupSelector"].isNull else {
      return CiliumPolicy.Block(block: nil)
    }
    var blocks: [CIDRBlock] = []
    for text in [value["cidr"]] + list(value["except"], "\(field).except") {
      let written = text.string ?? ""
      let whole = written.contains("/") ? written : "\(written)/\(written.contains(":") ? 128 : 32)"
      guard let block = CIDRBlock(whole) else {
        note(field, "It is no block of addresses such as 192.0.2.0/24.")
        return nil
      }
      blocks.append(block)
    }
    return CiliumPolicy.Block(block: blocks[0], except: Array(blocks.dropFirst()))
  }
}
