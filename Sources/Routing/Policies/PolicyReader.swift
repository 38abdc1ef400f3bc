package import Language
import Topology

/// Something of a NetworkPolicy that the API refuses.
package struct PolicyProblem: Hashable, Sendable {
  /// Where it stands: `spec.ingress[0].from[1]`.
  package let field: String
  /// What is wrong: one sentence.
  package let sentence: Message
}

/// Reads the spec of a NetworkPolicy as the API does, and notes what its validation would refuse
/// (networking/v1 `defaults.go`, networking `validation.go`).
///
/// What cannot be read matches nothing; null is what is absent, and a null element is an empty one.
struct PolicyReader {
  private(set) var problems: [PolicyProblem] = []

  private mutating func note(_ field: String, _ sentence: Message) {
    problems.append(PolicyProblem(field: field, sentence: sentence))
  }

  /// `spec.podSelector`; an absent one selects all pods.
  mutating func selector(_ spec: JSONValue) -> LabelSelector? {
    guard spec.isObject || spec.isNull else {
      note("spec", "It is no object.")
      return nil
    }
    guard !spec["podSelector"].isNull else { return LabelSelector() }
    return selector(spec["podSelector"], "spec.podSelector")
  }

  private mutating func selector(_ value: JSONValue, _ field: String) -> LabelSelector? {
    let selector = LabelSelector(strict: value)
    if selector == nil { note(field, "The selector is none that the API takes.") }
    return selector
  }

  /// `spec.policyTypes`, defaulted: Ingress always, and Egress when there are egress rules.
  mutating func types(_ spec: JSONValue) -> Set<NetworkPolicy.Direction> {
    let names = spec["policyTypes"]
    if !names.isNull, !names.isArray {
      note("spec.policyTypes", "It is no list.")
      return []
    }
    guard !names.array.isEmpty else {
      return spec["egress"].array.isEmpty ? [.ingress] : [.ingress, .egress]
    }
    let known = names.array.compactMap { name in
      NetworkPolicy.Direction.allCases.first { $0.type == name.string }
    }
    if known.count < names.array.count {
      note("spec.policyTypes", "A type is neither Ingress nor Egress.")
    }
    return Set(known)
  }

  /// The rules of a direction.
  mutating func rules(
    _ spec: JSONValue, _ direction: NetworkPolicy.Direction
  ) -> [NetworkPolicy.Rule] {
    let field = "spec.\(direction.rawValue)"
    return list(spec[direction.rawValue], field).enumerated().map { index, rule in
      let place = "\(field)[\(index)]"
      guard rule.isObject || rule.isNull else {
        note(place, "The rule is no object.")
        return NetworkPolicy.Rule(peers: [.invalid], ports: [.invalid])
      }
      let peerField = "\(place).\(direction.peerField)"
      return NetworkPolicy.Rule(
        peers: elements(rule[direction.peerField], peerField, broken: .invalid) {
          reader, peer, field in
          reader.peer(peer, field)
        },
        ports: elements(rule["ports"], "\(place).ports", broken: .invalid) { reader, port, field in
          reader.port(port, field)
        })
    }
  }

  private mutating func list(_ value: JSONValue, _ field: String) -> [JSONValue] {
    if !value.isNull, !value.isArray { note(field, "It is no list.") }
    return value.array
  }

  /// What is no list is one broken element, so that it is not taken for an empty list, which admits all.
  private mutating func elements<Element>(
    _ value: JSONValue, _ field: String, broken: Element,
    read: (inout PolicyReader, JSONValue, String) -> Element
  ) -> [Element] {
    let values = list(value, field)
    guard value.isNull || value.isArray else { return [broken] }
    return values.enumerated().map { read(&self, $1, "\(field)[\($0)]") }
  }

  private mutating func peer(_ peer: JSONValue, _ field: String) -> NetworkPolicy.Peer {
    let block = peer["ipBlock"]
    let hasSelector = !peer["podSelector"].isNull || !peer["namespaceSelector"].isNull
    guard block.isNull else {
      guard !hasSelector else {
        note(field, "It has ipBlock and a selector; a peer is one or the other.")
        return .invalid
      }
      return self.block(block, "\(field).ipBlock")
    }
    guard hasSelector else {
      note(field, "The peer is empty: it needs podSelector, namespaceSelector or ipBlock.")
      return .invalid
    }
    var selectors: [LabelSelector?] = []
    for key in ["namespaceSelector", "podSelector"] {
      guard !peer[key].isNull else {
        selectors.append(nil)
        continue
      }
      guard let selector = selector(peer[key], "\(field).\(key)") else { return .invalid }
      selectors.append(selector)
    }
    return .pods(namespaces: selectors[0], pods: selectors[1])
  }

  private mutating func block(_ value: JSONValue, _ field: String) -> NetworkPolicy.Peer {
    guard let cidr = value["cidr"].string, let block = CIDRBlock(cidr) else {
      note("\(field).cidr", "It is no block of addresses such as 192.0.2.0/24.")
      return .invalid
    }
    var exceptions: [CIDRBlock] = []
    let except = value["except"]
    guard except.isNull || except.isArray else {
      note("\(field).except", "It is no list.")
      return .invalid
    }
    for (index, text) in except.array.enumerated() {
      guard let part = text.string.flatMap(CIDRBlock.init), block.strictlyContains(part) else {
        note(
          "\(field).except[\(index)]", "It is no part of \(cidr): it must be a smaller block in it."
        )
        return .invalid
      }
      exceptions.append(part)
    }
    return .block(block, except: exceptions)
  }

  private mutating func port(_ port: JSONValue, _ field: String) -> NetworkPolicy.Port {
    guard port.isObject || port.isNull else {
      note(field, "The port is no object.")
      return .invalid
    }
    let written = port["protocol"]
    guard let transport = written.isNull ? .tcp : TransportProtocol(rawValue: written.string ?? "")
    else {
      note("\(field).protocol", "The protocol is none of TCP, UDP and SCTP.")
      return .invalid
    }
    let end = port["endPort"]
    switch PortReference(port["port"]) {
    case .number(let number):
      return numbers(from: number, to: end, transport, field)
    case .name(let name):
      guard end.isNull else {
        note("\(field).endPort", "A range needs a number as port, not a name.")
        return .invalid
      }
      guard Self.isPortName(name) else {
        note("\(field).port", "\"\(name)\" is no name of a port: write a number without quotes.")
        return .invalid
      }
      return .name(name, transport)
    case nil:
      guard port["port"].isNull, end.isNull else {
        note("\(field).port", "It is neither a number nor a name.")
        return .invalid
      }
      return .all(transport)
    }
  }

  private mutating func numbers(
    from number: Int, to end: JSONValue, _ transport: TransportProtocol, _ field: String
  ) -> NetworkPolicy.Port {
    guard (1...65_535).contains(number) else {
      note("\(field).port", "A port is a number from 1 to 65535.")
      return .invalid
    }
    guard !end.isNull else { return .numbers(number...number, transport) }
    guard let last = end.integer, (1...65_535).contains(last), last >= number else {
      note("\(field).endPort", "The range must end at a port that is not below its first.")
      return .invalid
    }
    return .numbers(number...last, transport)
  }

  /// At most 15 small letters, digits and single hyphens inside, with a letter (`IsValidPortName`).
  private static func isPortName(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard (1...15).contains(bytes.count), bytes.contains(where: { (97...122).contains($0) }),
      bytes.first != 45, bytes.last != 45
    else { return false }
    for (index, byte) in bytes.enumerated() {
      let isAllowed = (97...122).contains(byte) || (48...57).contains(byte) || byte == 45
      guard isAllowed, byte != 45 || bytes[index - 1] != 45 else { return false }
    }
    return true
  }
}
