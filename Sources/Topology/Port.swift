/// A transport protocol of a port.
package enum TransportProtocol: String, Hashable, Sendable {
  case tcp = "TCP"
  case udp = "UDP"
  case sctp = "SCTP"
}

/// A port named by number or by name: `targetPort`, an Ingress backend's port, a probe's port.
package enum PortReference: Hashable, Sendable, CustomStringConvertible {
  case number(Int)
  case name(String)

  /// Reads an IntOrString; a string of digits is a name (as the API has it), null is nil.
  package init?(_ value: JSONValue) {
    if let number = value.integer {
      self = .number(number)
    } else if let name = value.string {
      self = .name(name)
    } else {
      return nil
    }
  }

  package var description: String {
    switch self {
    case .number(let number): String(number)
    case .name(let name): name
    }
  }

  /// The IntOrString form.
  package var json: JSONValue {
    switch self {
    case .number(let number): .integer(Int64(number))
    case .name(let name): .string(name)
    }
  }
}
