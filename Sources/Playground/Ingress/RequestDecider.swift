import Diagnosis
import Routing
import Topology

/// Decides about requests where the rules of networking/v1 are not all there is, as a trace does.
struct RequestDecider: Sendable {
  let world: TraceWorld
  /// The hosts of routes that are matched by more, as written.
  private let hosts: Set<String>
  private let hasWildcards: Bool

  init(_ world: TraceWorld, hosts: [String]) {
    self.world = world
    self.hosts = Set(hosts)
    hasWildcards = hosts.contains { $0.hasPrefix("*.") }
  }

  /// Whether a host, normalized, may be one of such a route.
  func concerns(_ host: String) -> Bool {
    if hosts.contains(host) || hosts.contains("") { return true }
    guard hasWildcards else { return false }
    var rest = host[...]
    while let dot = rest.firstIndex(of: ".") {
      if hosts.contains("*" + rest[dot...]) { return true }
      rest = rest[rest.index(after: dot)...]
    }
    return false
  }

  /// What becomes of a request; the path has no query.
  func decide(
    _ head: RequestHead, _ view: ByteView, host: String, path: Range<Int>, isTLS: Bool,
    client: IPAddress?
  ) -> RouteDecision {
    RouteDecision(
      request(head, view, host: host, path: path, isTLS: isTLS, client: client), in: world)
  }

  /// What becomes of a request of a pod of a mesh; nil where nothing is said of it.
  func decide(
    _ head: RequestHead, _ view: ByteView, path: Range<Int>, for destination: MeshDestination
  ) -> RouteDecision? {
    let host = HostRules.normalized(view.text(head.host))
    return RouteDecision(
      request(head, view, host: host, path: path, isTLS: false), to: destination.service,
      port: destination.port, from: destination.client, in: world)
  }

  private func request(
    _ head: RequestHead, _ view: ByteView, host: String, path: Range<Int>, isTLS: Bool,
    client: IPAddress? = nil
  ) -> GatewayRequest {
    var headers: [(name: String, value: String)] = []
    var cursor = HeaderCursor(view, from: head.lines, to: head.length)
    while let line = cursor.next() {
      headers.append((view.text(line.nameRange).lowercased(), view.text(line.value)))
    }
    let behind = path.upperBound..<head.target.upperBound
    let query = behind.isEmpty || view[behind.lowerBound] != 0x3F ? "" : view.text(behind)
    let authority = view.text(head.host)
    return GatewayRequest(
      method: view.text(head.method), host: host, path: view.text(path),
      query: String(query.dropFirst().prefix { $0 != "#" }), headers: headers, isSecure: isTLS,
      port: Self.port(authority),
      arrival: .init(client: client, authority: authority, hasBareQuery: query == "?"))
  }

  /// The port behind a host.
  private static func port(_ host: String) -> Int? {
    guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else { return nil }
    return Int(host[host.index(after: colon)...])
  }
}
