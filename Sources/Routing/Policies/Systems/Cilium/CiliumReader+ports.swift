import Language
import Topology

extension CiliumReader {
  /// One element of `toPorts`.
  mutating func ports(
    _ value: JSONValue, _ field: String, isIngress: Bool
  ) -> CiliumPolicy.Ports {
    var ports = CiliumPolicy.Ports()
    let written = list(value["ports"], "\(field).ports")
    if !written.isEmpty {
      ports.ports = written.enumerated().compactMap { port($1, "\(field).ports[\($0)]") }
    }
    let rules = value["rules"]
    if !rules["dns"].isNull, isIngress {
      note("\(field).rules.dns", "Rules for DNS are for egress only.")
    }
    let http = list(rules["http"], "\(field).rules.http")
    if !http.isEmpty {
      ports.requests = http.enumerated().map { request($1, "\(field).rules.http[\($0)]") }
    }
    let other = ["kafka", "l7", "l7proto"].first { !rules[$0].isNull }
    ports.unevaluated =
      other.map { "\(field).rules.\($0)" }
      ?? (value["serverNames"].isNull ? nil : "\(field).serverNames")
    return ports
  }

  private mutating func port(_ value: JSONValue, _ field: String) -> CiliumPolicy.Port? {
    let name = value["protocol"].isNull ? "ANY" : value["protocol"].string?.uppercased() ?? ""
    let transport = TransportProtocol(rawValue: name)
    guard transport != nil || ["ANY", "ICMP", "ICMPV6"].contains(name) else {
      note("\(field).protocol", "The protocol is none of TCP, UDP and SCTP.")
      return nil
    }
    let text = value["port"].string ?? value["port"].integer.map { "\($0)" } ?? ""
    guard let number = Int(text) else {
      guard !text.isEmpty, text.utf8.count <= 15 else {
        note("\(field).port", "It is neither a number nor a name.")
        return nil
      }
      return .name(text, transport)
    }
    let last = value["endPort"].isNull ? number : value["endPort"].integer ?? -1
    let end = last == 0 ? number : last
    guard (0...65_535).contains(number), (0...65_535).contains(end), end >= number else {
      note("\(field).port", "A port is a number from 1 to 65535.")
      return nil
    }
    return .numbers(number == 0 ? 0...65_535 : number...end, transport)
  }

  private mutating func request(_ value: JSONValue, _ field: String) -> CiliumPolicy.Request {
    var request = CiliumPolicy.Request()
    func pattern(_ name: String) -> PolicyPattern? {
      value[name].string.flatMap { $0.isEmpty ? nil : PolicyPattern($0) }
    }
    for name in ["method", "path", "host"]
    where !value[name].isNull && value[name].string == nil {
      note("\(field).\(name)", "It is no text.")
    }
    request.method = pattern("method")
    request.path = pattern("path")
    request.host = pattern("host")
    request.headers = list(value["headers"], "\(field).headers").compactMap(\.string)
    if !value["headerMatches"].array.isEmpty { request.unevaluated = "\(field).headerMatches" }
    return request
  }
}
