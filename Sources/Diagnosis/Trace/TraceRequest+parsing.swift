import Topology

extension TraceRequest {
  /// Reads what the command line and the console take: `[METHOD] URL|service/[NS/]NAME[:PORT]`, headers as
  /// `NAME: VALUE`, and a source.
  ///
  /// Without a source a URL is asked for from outside, a Service and a name that ends with `.svc` or
  /// `.svc.cluster.local` from inside the cluster.
  package init(
    _ words: [String], headers: [String] = [], from source: String? = nil,
    namespace: String = "default"
  ) throws(TraceRequestError) {
    guard let place = words.last, words.count <= 2 else {
      throw TraceRequestError(
        words.isEmpty
          ? "name a URL or service/NAME" : "one METHOD and one URL are traced at a time")
    }
    let target = try Self.target(place, namespace: namespace)
    var read: [Header] = []
    for header in headers { read.append(try Self.header(header)) }
    self.init(
      method: try words.count == 2 ? Self.method(words[0]) : "GET", target, headers: read,
      from: try source.map { text throws(TraceRequestError) in
        try Self.source(text, namespace: namespace)
      } ?? Self.usualSource(of: target))
  }

  private static func usualSource(of target: Target) -> Source {
    guard case .url(let url) = target else { return .inside }
    return url.host.hasSuffix(".svc") || url.host.hasSuffix(".svc.cluster.local")
      ? .inside : .outside(nil)
  }

  private static func method(_ text: String) throws(TraceRequestError) -> String {
    guard !text.isEmpty, text.utf8.count <= 32,
      text.utf8.allSatisfy({ (65...90).contains($0) || $0 == UInt8(ascii: "-") })
    else {
      throw TraceRequestError("`\(text.prefix(40))` is no method: write GET, POST or another")
    }
    return text
  }

  private static func target(
    _ text: String, namespace: String
  ) throws(TraceRequestError) -> Target {
    guard text.hasPrefix("service/") || text.hasPrefix("svc/") else {
      return .url(try TraceURL(text))
    }
    var rest = text[text.index(after: text.firstIndex(of: "/") ?? text.startIndex)...]
    var port: PortReference?
    if let colon = rest.lastIndex(of: ":") {
      port = try Self.port(rest[rest.index(after: colon)...])
      rest = rest[..<colon]
    }
    return .service(try name(rest, of: "service", namespace: namespace), port)
  }

  private static func port(_ text: Substring) throws(TraceRequestError) -> PortReference {
    if !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) {
      guard let number = Int(text), (1...65_535).contains(number) else {
        throw TraceRequestError("`\(text)` is no port: 1 to 65535 are")
      }
      return .number(number)
    }
    guard NameRules.isHost(text), !text.contains(".") else {
      throw TraceRequestError("`\(text)` is neither the number nor the name of a port")
    }
    return .name(String(text))
  }

  private static func name(
    _ text: Substring, of kind: String, namespace: String
  ) throws(TraceRequestError) -> NamespacedName {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ NameRules.isHost($0) }),
      let last = parts.last
    else {
      throw TraceRequestError("write \(kind)/NAME or \(kind)/NAMESPACE/NAME, not \(kind)/\(text)")
    }
    return NamespacedName(parts.count == 2 ? String(parts[0]) : namespace, String(last))
  }

  private static func source(
    _ text: String, namespace: String
  ) throws(TraceRequestError) -> Source {
    let kind = text.prefix { $0 != "/" }
    let rest = text[kind.endIndex...].dropFirst()
    switch kind {
    case "outside":
      guard !rest.isEmpty else { return .outside(nil) }
      guard let address = IPAddress(rest) else {
        throw TraceRequestError("`\(rest)` is no address: write outside or outside/ADDRESS")
      }
      return .outside(address)
    case "inside" where rest.isEmpty: return .inside
    case "pod": return .pod(try name(rest, of: "pod", namespace: namespace))
    case "deployment":
      return .workload(
        ObjectReference("Deployment", try name(rest, of: "deployment", namespace: namespace)))
    default:
      throw TraceRequestError(
        "`\(text)` is no source: write outside, pod/NAME or deployment/NAME")
    }
  }

  private static func header(_ text: String) throws(TraceRequestError) -> Header {
    guard let colon = text.firstIndex(of: ":") else {
      throw TraceRequestError("`\(text.prefix(80))` is no header: write NAME:VALUE")
    }
    let name = text[..<colon]
    let value = text[text.index(after: colon)...].trimmed
    guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else {
      throw TraceRequestError("`\(name)` is no name of a header")
    }
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 9 }) else {
      throw TraceRequestError("the value of header \(name) has control characters")
    }
    if name.lowercased() == "host" { _ = try TraceURL.place(value) }
    return Header(name: String(name), value: String(value))
  }

  /// What names of headers consist of (RFC 9110, `token`).
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      || "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }
}
