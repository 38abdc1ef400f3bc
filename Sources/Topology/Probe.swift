/// A check that the kubelet makes of a container, defaulted as the API server does.
package struct Probe: Hashable, Sendable {
  /// What it does.
  package enum Action: Hashable, Sendable {
    /// Asks for a path; 200 to 399 is good.
    case http(path: String, port: PortReference, isSecure: Bool)
    /// Connects.
    case connect(PortReference)
    /// Asks gRPC's health service.
    case grpc(Int, service: String)
    /// Runs a command.
    case command([String])
  }

  package var action: Action
  /// The host that it asks instead of the pod; empty for the pod.
  package var host: String
  /// How many seconds it fails before that has a consequence: the period times the threshold.
  package var patience: Int

  package init(_ action: Action, host: String = "", period: Int = 10, failureThreshold: Int = 3) {
    self.action = action.withPath
    self.host = host
    // The API takes 0 as not stated.
    let seconds = period <= 0 ? 10 : period
    let (patience, isTooMuch) = seconds.multipliedReportingOverflow(
      by: failureThreshold <= 0 ? 3 : failureThreshold)
    self.patience = isTooMuch ? .max : patience
  }

  /// Reads a probe; nil when it has no action.
  package init?(_ value: JSONValue) {
    let (http, socket) = (value["httpGet"], value["tcpSocket"])
    let action: Action
    if http.isObject {
      action = .http(
        path: http["path"].string ?? "", port: PortReference(http["port"]) ?? .number(0),
        isSecure: http["scheme"].string == "HTTPS")
    } else if socket.isObject {
      action = .connect(PortReference(socket["port"]) ?? .number(0))
    } else if value["grpc"].isObject {
      action = .grpc(
        value["grpc"]["port"].integer ?? 0, service: value["grpc"]["service"].string ?? "")
    } else if value["exec"].isObject {
      action = .command(value["exec"]["command"].array.compactMap(\.string))
    } else {
      return nil
    }
    self.init(
      action, host: http["host"].string ?? socket["host"].string ?? "",
      period: value["periodSeconds"].integer ?? 0,
      failureThreshold: value["failureThreshold"].integer ?? 0)
  }

  /// The port that it asks; nil for a command.
  package var port: PortReference? {
    switch action {
    case .http(_, let port, _), .connect(let port): port
    case .grpc(let port, _): .number(port)
    case .command: nil
    }
  }
}

extension Probe.Action {
  /// The same with the path that the API server writes where there is none.
  fileprivate var withPath: Self {
    guard case .http("", let port, let isSecure) = self else { return self }
    return .http(path: "/", port: port, isSecure: isSecure)
  }
}
