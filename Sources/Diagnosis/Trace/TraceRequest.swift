import Routing
package import Topology

/// What is traced: a request to a URL, or a connection to a port of a Service, and where it comes from.
package struct TraceRequest: Hashable, Sendable {
  /// One header of the request.
  package struct Header: Hashable, Sendable {
    package let name: String
    package let value: String
  }

  /// Where it goes.
  package enum Target: Hashable, Sendable {
    case url(TraceURL)
    /// A Service; without a port its first one.
    case service(NamespacedName, PortReference?)
  }

  /// Where it comes from.
  package enum Source: Hashable, Sendable {
    /// Outside of the cluster; the address is nil where it is not known.
    case outside(IPAddress?)
    /// Some pod of the cluster, no particular one.
    case inside
    case pod(NamespacedName)
    /// A pod of a workload.
    case workload(ObjectReference)
  }

  package let method: String
  package let target: Target
  package let headers: [Header]
  package let source: Source

  /// A request whose parts are known to be sound.
  package init(
    method: String = "GET", _ target: Target, headers: [Header] = [], from source: Source
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.source = source
  }

  /// The URL; nil for a Service.
  package var url: TraceURL? { if case .url(let url) = target { url } else { nil } }

  /// What was asked for, as it may be typed again.
  package var text: String {
    switch target {
    case .url(let url): url.text
    case .service(let name, let port): "service/\(name)" + (port.map { ":\($0)" } ?? "")
    }
  }

  /// The host that decides about routes: that of the header, else that of the URL.
  package var host: String {
    switch target {
    case .url(let url): value(of: "host").map(HostRules.normalized) ?? url.host
    case .service(let name, _): "\(name.name).\(name.namespace).svc"
    }
  }

  /// The path, `/` for a Service.
  package var path: String { url?.path ?? "/" }

  /// The first value of a header, whatever the case of its name.
  package func value(of name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The value of a cookie.
  package func cookie(_ name: String) -> String? {
    for header in headers where header.name.lowercased() == "cookie" {
      for pair in header.value.split(separator: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].trimmed == name else { continue }
        return String(parts[1].trimmed)
      }
    }
    return nil
  }
}

extension Substring {
  /// Without blanks and tabs at both ends.
  var trimmed: Substring {
    var rest = drop { $0 == " " || $0 == "\t" }
    while let last = rest.last, last == " " || last == "\t" { rest = rest.dropLast() }
    return rest
  }
}
