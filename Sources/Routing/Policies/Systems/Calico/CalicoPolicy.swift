import Language
import Topology

/// A NetworkPolicy or GlobalNetworkPolicy of Calico after its defaulting.
struct CalicoPolicy: Sendable {
  /// What a rule does.
  enum Action: String { case allow, deny, pass, log }

  /// Which ports one side of a rule is about.
  enum Port: Hashable {
    case numbers(ClosedRange<Int>)
    case name(String)
  }

  /// One side of a rule; what is absent is nil.
  struct Side: Sendable {
    var nets: [CIDRBlock]?
    var notNets: [CIDRBlock] = []
    var selector: CalicoSelector?
    var notSelector: CalicoSelector?
    var namespaces: CalicoSelector?
    var accounts: (names: Set<String>, selector: CalicoSelector?)?
    var service: NamespacedName?
    var ports: [Port]?
    var notPorts: [Port] = []

    /// Whether it asks for endpoints that Calico knows.
    var hasSelector: Bool { selector != nil || namespaces != nil || accounts != nil }
  }

  struct Rule: Sendable {
    var action = Action.deny
    /// In small letters, or a number: `tcp`, `17`.
    var transport: String?
    var notTransport: String?
    /// 4 or 6.
    var version: Int?
    var source = Side()
    var destination = Side()
    /// A field that is not looked at.
    var unevaluated: String?
  }

  let reference: ObjectReference
  /// Empty for a global one.
  let namespace: String
  let tier: String
  let order: Double
  let selector: CalicoSelector
  let namespaces: CalicoSelector?
  let accounts: CalicoSelector?
  let types: Set<NetworkPolicy.Direction>
  let ingress: [Rule]
  let egress: [Rule]
  /// Whether it is about the interfaces of nodes only.
  let isOfHosts: Bool
  let problems: [PolicyProblem]

  init(_ resource: GenericResource) {
    let spec = resource.object["spec"]
    reference = resource.reference
    namespace = resource.metadata.namespace
    var reader = CalicoReader()
    if !spec.isObject, !spec.isNull { reader.note("spec", "It is no object.") }
    tier = reader.text(spec["tier"], "spec.tier") ?? "default"
    order = reader.number(spec["order"], "spec.order") ?? .infinity
    selector = reader.selector(spec["selector"], "spec.selector") ?? .everything
    namespaces = reader.selector(spec["namespaceSelector"], "spec.namespaceSelector")
    accounts = reader.selector(spec["serviceAccountSelector"], "spec.serviceAccountSelector")
    ingress = reader.rules(spec["ingress"], "spec.ingress")
    egress = reader.rules(spec["egress"], "spec.egress")
    types = reader.types(spec)
    isOfHosts = spec["doNotTrack"].bool == true || spec["preDNAT"].bool == true
    problems = reader.problems
  }

  func rules(_ direction: NetworkPolicy.Direction) -> [Rule] {
    direction == .ingress ? ingress : egress
  }
}

/// Reads the spec of a policy of Calico, and notes what its validation would refuse (`libcalico-go/lib/validator/v3`).
struct CalicoReader {
  private(set) var problems: [PolicyProblem] = []

  mutating func note(_ field: String, _ sentence: Message) {
    problems.append(PolicyProblem(field: field, sentence: sentence))
  }

  mutating func text(_ value: JSONValue, _ field: String) -> String? {
    guard !value.isNull else { return nil }
    guard let text = value.string else {
      note(field, "It is no text.")
      return nil
    }
    return text.isEmpty ? nil : text
  }

  mutating func number(_ value: JSONValue, _ field: String) -> Double? {
    guard !value.isNull else { return nil }
    guard let number = value.double ?? value.integer.map(Double.init), number.isFinite else {
      note(field, "It is no number.")
      return nil
    }
    return number
  }

  mutating func selector(_ value: JSONValue, _ field: String) -> CalicoSelector? {
    guard let text = text(value, field) else { return nil }
    do {
      return try CalicoSelector(text)
    } catch {
      note(field, "The selector cannot be read from letter \(error.place) on.")
      return nil
    }
  }

  /// `spec.types`; without it Ingress, unless there are egress rules only, and Egress where there are egress rules.
  mutating func types(_ spec: JSONValue) -> Set<NetworkPolicy.Direction> {
    let names = list(spec["types"], "spec.types")
    guard !names.isEmpty else {
      let hasEgress = !spec["egress"].array.isEmpty
      return !hasEgress
        ? [.ingress] : spec["ingress"].array.isEmpty ? [.egress] : [.ingress, .egress]
    }
    let known = names.compactMap { name in
      NetworkPolicy.Direction.allCases.first { $0.type == name.string }
    }
    if known.count < names.count {
      note("spec.types", "A type is neither Ingress nor Egress.")
    }
    return Set(known)
  }

  mutating func list(_ value: JSONValue, _ field: String) -> [JSONValue] {
    if !value.isNull, !value.isArray { note(field, "It is no list.") }
    return value.array
  }

  mutating func rules(_ value: JSONValue, _ field: String) -> [CalicoPolicy.Rule] {
    list(value, field).enumerated().map { rule($1, "\(field)[\($0)]") }
  }

  private mutating func rule(_ value: JSONValue, _ field: String) -> CalicoPolicy.Rule {
    var rule = CalicoPolicy.Rule()
    guard value.isObject else {
      note(field, "The rule is no object.")
      return rule
    }
    if let action = CalicoPolicy.Action(rawValue: value["action"].string?.lowercased() ?? "") {
      rule.action = action
    } else {
      note("\(field).action", "The action is none of Allow, Deny, Log and Pass.")
    }
    rule.transport = transport(value["protocol"], "\(field).protocol")
    rule.notTransport = transport(value["notProtocol"], "\(field).notProtocol")
    if !value["ipVersion"].isNull {
      rule.version = value["ipVersion"].integer
      if ![4, 6].contains(rule.version) { note("\(field).ipVersion", "It is neither 4 nor 6.") }
    }
    rule.source = side(value["source"], "\(field).source")
    rule.destination = side(value["destination"], "\(field).destination")
    let hasPorts = [rule.source, rule.destination].contains {
      $0.ports != nil || !$0.notPorts.isEmpty
    }
    if hasPorts, !["tcp", "udp", "sctp", "6", "17", "132"].contains(rule.transport ?? "") {
      note(field, "A rule with ports must have the protocol TCP, UDP or SCTP.")
    }
    rule.unevaluated = ["http", "icmp", "notICMP"].first { !value[$0].isNull }
    return rule
  }

  private static let transports: Set<String> = ["tcp", "udp", "sctp", "icmp", "icmpv6", "udplite"]

  private mutating func transport(_ value: JSONValue, _ field: String) -> String? {
    guard !value.isNull else { return nil }
    if let number = value.integer ?? value.string.flatMap({ Int($0) }), (1...255).contains(number) {
      return "\(number)"
    }
    guard let name = value.string?.lowercased(), Self.transports.contains(name) else {
      note(field, "It is no protocol.")
      return nil
    }
    return name
  }

  private mutating func side(_ value: JSONValue, _ field: String) -> CalicoPolicy.Side {
    var side = CalicoPolicy.Side()
    guard value.isObject else {
      if !value.isNull { note(field, "It is no object.") }
      return side
    }
    side.nets = value["nets"].array.isEmpty ? nil : nets(value["nets"], "\(field).nets")
    if !value["nets"].isNull { _ = list(value["nets"], "\(field).nets") }
    side.notNets = nets(value["notNets"], "\(field).notNets")
    side.selector = selector(value["selector"], "\(field).selector")
    side.notSelector = selector(value["notSelector"], "\(field).notSelector")
    side.namespaces = selector(value["namespaceSelector"], "\(field).namespaceSelector")
    let accounts = value["serviceAccounts"]
    if !accounts.isNull {
      let names = list(accounts["names"], "\(field).serviceAccounts.names").compactMap(\.string)
      side.accounts = (
        Set(names), selector(accounts["selector"], "\(field).serviceAccounts.selector")
      )
    }
    let service = value["services"]
    if !service.isNull {
      side.service = NamespacedName(
        service["namespace"].string ?? "", service["name"].string ?? "")
    }
    side.ports = value["ports"].array.isEmpty ? nil : ports(value["ports"], "\(field).ports")
    if !value["ports"].isNull { _ = list(value["ports"], "\(field).ports") }
    side.notPorts = ports(value["notPorts"], "\(field).notPorts")
    return side
  }

  private mutating func nets(_ value: JSONValue, _ field: String) -> [CIDRBlock] {
    var blocks: [CIDRBlock] = []
    for (index, text) in list(value, field).enumerated() {
      let written = text.string ?? ""
      let whole = written.contains("/") ? written : "\(written)/\(written.contains(":") ? 128 : 32)"
      guard let block = CIDRBlock(whole) else {
        note("\(field)[\(index)]", "It is no block of addresses such as 192.0.2.0/24.")
        continue
      }
      blocks.append(block)
    }
    return blocks
  }

  /// A number, a range `1:5`, or a name.
  private mutating func ports(_ value: JSONValue, _ field: String) -> [CalicoPolicy.Port] {
    var ports: [CalicoPolicy.Port] = []
    for (index, port) in list(value, field).enumerated() {
      let text = port.integer.map { "\($0)" } ?? port.string ?? ""
      let bounds = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
      if bounds.count <= 2, let low = bounds.first ?? nil, let high = bounds.last ?? nil,
        (0...65_535).contains(low), (low...65_535).contains(max(low, high)), high >= low
      {
        ports.append(.numbers(low...high))
      } else if bounds == [nil], !text.isEmpty, text.utf8.count <= 128 {
        ports.append(.name(text))
      } else {
        note("\(field)[\(index)]", "It is neither a port, nor a range such as 80:90, nor a name.")
      }
    }
    return ports
  }
}
