package import Topology
package import Traffic

/// How a pod's own readiness is asked for, as its container's `readinessProbe` says.
///
/// Rules: core/v1 `Probe` and the kubelet's prober (HTTPS certificates are not checked; a named port is one of
/// the container).
package enum ReadinessCheck: Hashable, Sendable {
  /// Whether a connection is taken; also where a pod has no readiness probe, or one that cannot be asked from
  /// outside (a command).
  case tcp
  /// A GET of a path.
  case http(isTLS: Bool, path: String, host: String, headers: [String: String])

  /// A gRPC health check of a service; an empty one means the server as a whole.
  case grpc(service: String)
  /// A TLS handshake for a name, and nothing after it; an address is no name, and none is sent.
  case handshake(name: String)
  /// A request as a client sends it.
  case request(ProbeRequest)

  /// The check of a pod on one of its ports: the HTTP or gRPC probe of the container with this port, if that asks
  /// the same port; a connection otherwise.
  package init(pod: JSONValue, port: Int) {
    self = .tcp
    for container in pod["spec"]["containers"].array {
      let probe = container["readinessProbe"]
      if probe["grpc"]["port"].integer == port {
        self = .grpc(service: probe["grpc"]["service"].string ?? "")
        return
      }
      let get = probe["httpGet"]
      guard get.isObject else { continue }
      let ports = container["ports"].array
      let wanted =
        get["port"].integer
        ?? ports.first { $0["name"].string == get["port"].string }?["containerPort"].integer
      guard wanted == port else { continue }
      var headers: [String: String] = [:]
      for header in get["httpHeaders"].array {
        if let name = header["name"].string { headers[name] = header["value"].string ?? "" }
      }
      let path = get["path"].string ?? "/"
      self = .http(
        isTLS: get["scheme"].string == "HTTPS", path: path.hasPrefix("/") ? path : "/" + path,
        host: get["host"].string ?? "", headers: headers)
      return
    }
  }

  /// The question in words: `GET https :8443/readyz`.
  package func question(port: Int) -> String {
    switch self {
    case .tcp: "TCP :\(port)"
    case .grpc(let service): "gRPC :\(port)" + (service.isEmpty ? "" : " \(service)")
    case .handshake(let name): "TLS \(BackendAddress(address: name, port: port))"
    case .request(let request): request.question(port: port)
    case .http(let isTLS, let path, _, _): "GET \(isTLS ? "https" : "http") :\(port)\(path)"
    }
  }
}
