package import Topology

/// One probe of a container, read from its specification and defaulted.
package struct ProbePlan: Hashable, Sendable {
  /// What a probe does.
  package enum Action: Hashable, Sendable {
    /// Asks for a path; nil as port when its name is not found, which fails.
    case http(path: String, port: Int?)
    /// Connects.
    case connect(port: Int?)
    /// Runs a command: there is none in the playground, so it succeeds.
    case command
  }

  package var action: Action
  package var initialDelay: Double
  package var period: Double
  package var timeout: Double
  package var successThreshold: Int
  package var failureThreshold: Int

  /// Reads a probe; `ports` are the container's, for ports by name.
  ///
  /// The address is always the pod's own, whatever `host` says. A probe over HTTPS only connects, as the
  /// pods of the playground speak no TLS; a gRPC probe connects too.
  package init?(_ probe: JSONValue, ports: [Pod.ContainerPort]) {
    guard probe.isObject else { return nil }
    func port(_ value: JSONValue) -> Int? {
      switch PortReference(value) {
      case .number(let number): number
      case .name(let name): ports.first { $0.name == name && $0.transport == .tcp }?.number
      case nil: nil
      }
    }
    let http = probe["httpGet"]
    if http.isObject {
      let path = http["path"].string ?? "/"
      action =
        http["scheme"].string == "HTTPS"
        ? .connect(port: port(http["port"]))
        : .http(path: path.hasPrefix("/") ? path : "/\(path)", port: port(http["port"]))
    } else if probe["tcpSocket"].isObject {
      action = .connect(port: port(probe["tcpSocket"]["port"]))
    } else if probe["grpc"].isObject {
      action = .connect(port: port(probe["grpc"]["port"]))
    } else {
      action = .command
    }
    func number(_ key: String, _ missing: Int, atLeast least: Int) -> Int {
      max(least, probe[key].integer ?? missing)
    }
    initialDelay = Double(number("initialDelaySeconds", 0, atLeast: 0))
    period = Double(number("periodSeconds", 10, atLeast: 1))
    timeout = Double(number("timeoutSeconds", 1, atLeast: 1))
    successThreshold = number("successThreshold", 1, atLeast: 1)
    failureThreshold = number("failureThreshold", 3, atLeast: 1)
  }

  /// The path that it asks for; nil for other probes.
  package var path: String? {
    guard case .http(let path, _) = action else { return nil }
    return path.split(separator: "?", omittingEmptySubsequences: false).first.map(String.init)
  }

  /// What the kubelet would find, without asking: nil when it succeeds, else why it fails.
  package func predictedFailure(ports: Set<Int>, _ behaviour: PodBehaviour) -> String? {
    switch action {
    case .command: return nil
    case .http(_, let port), .connect(let port):
      guard let port else { return "the port's name is not declared by the container" }
      guard behaviour.isListening, ports.contains(port) else {
        return "connect to port \(port): connection refused"
      }
      if case .http = action, !behaviour.isReady { return ProbePlan.unreadyAnswer }
      return nil
    }
  }

  /// The failure of an HTTP probe that was answered with 503.
  package static let unreadyAnswer = "HTTP probe failed with statuscode: 503"
}
