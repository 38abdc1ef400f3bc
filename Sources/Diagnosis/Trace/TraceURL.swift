import Topology

/// The parts of an `http` or `https` URL that decide where a request goes (RFC 3986).
package struct TraceURL: Hashable, Sendable {
  /// The schemes that are traced.
  package enum Scheme: String, Hashable, Sendable {
    case http, https

    /// The port of a URL that states none.
    package var port: Int { self == .http ? 80 : 443 }
  }

  package let scheme: Scheme
  /// In lower case without a final dot; IPv6 without its brackets.
  package let host: String
  /// The port that is stated; nil for the scheme's.
  package let statedPort: Int?
  /// Begins with a slash; as it was written, without query and fragment.
  package let path: String
  /// Without the question mark; nil when there is none.
  package let query: String?

  /// The port that is connected to.
  package var port: Int { statedPort ?? scheme.port }

  /// `https://shop.local/pay?x=1`.
  package var text: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return "\(scheme.rawValue)://\(name)\(statedPort.map { ":\($0)" } ?? "")\(path)"
      + (query.map { "?\($0)" } ?? "")
  }

  /// Longer texts are no URLs that anybody traces.
  private static let longest = 8192

  /// Reads a URL, strictly.
  package init(_ text: String) throws(TraceRequestError) {
    guard text.utf8.count <= Self.longest else {
      throw TraceRequestError("the URL has more than \(Self.longest) bytes")
    }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw TraceRequestError(
        "the URL `\(text.prefix(80))` has blanks, controls or letters that are not ASCII: "
          + "percent-encode the path, and write a host of other scripts as xn--…")
    }
    guard let mark = text.firstRange(of: "://") else {
      throw TraceRequestError(
        "`\(text.prefix(80))` is no URL: write http:// or https:// before it, or service/NAME")
    }
    let scheme = text[..<mark.lowerBound].lowercased()
    guard let known = Scheme(rawValue: scheme) else {
      throw TraceRequestError("the scheme `\(scheme)` is not traced: http and https are")
    }
    let rest = text[mark.upperBound...].prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let target = rest[authority.endIndex...]
    guard !authority.contains("@") else {
      throw TraceRequestError("the URL has a user name: leave it out")
    }
    self.scheme = known
    (host, statedPort) = try Self.place(authority)
    let path = target.prefix { $0 != "?" }
    self.path = path.isEmpty ? "/" : String(path)
    query = path.endIndex < target.endIndex ? String(target[path.endIndex...].dropFirst()) : nil
  }

  /// Reads `host`, `host:port`, `1.2.3.4:port` or `[::1]:port`.
  static func place(
    _ text: some StringProtocol
  ) throws(TraceRequestError) -> (host: String, port: Int?) {
    let text = String(text)
    var host = text[...]
    var port: Substring?
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      host = text[text.index(after: text.startIndex)..<end]
      let after = text[text.index(after: end)...]
      port = after.isEmpty ? nil : after
    } else if let colon = text.lastIndex(of: ":") {
      (host, port) = (text[..<colon], text[colon...])
    }
    if host.hasSuffix("."), host.count > 1 { host = host.dropLast() }
    let name = host.lowercased()
    let isAddress = text.hasPrefix("[") ? name.contains(":") : !name.contains(":")
    guard isAddress, NameRules.isAddress(name) || NameRules.isHost(name) else {
      throw TraceRequestError(
        name.isEmpty ? "the URL has no host" : "`\(name)` is neither a host name nor an address")
    }
    return (name, try port.map { text throws(TraceRequestError) in try number(text) })
  }

  private static func number(_ text: Substring) throws(TraceRequestError) -> Int {
    guard text.hasPrefix(":"), text.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }),
      let port = Int(text.dropFirst()), (1...65_535).contains(port)
    else { throw TraceRequestError("`\(text.dropFirst())` is no port: 1 to 65535 are") }
    return port
  }
}

/// Why what was asked for is no request: one line with what to write instead, safe to print.
package struct TraceRequestError: Error, Hashable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description.cleaned }
}
