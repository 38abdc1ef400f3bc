import Language

extension TraceWalk {
  /// What the client gets, and who wrote it.
  mutating func respond() {
    let isWhole = !trace.hops.contains { $0.state == .fault }
    let isKnown = !trace.hops.contains { $0.state == .unknown && $0.hop != .dns }
    let writer = controller?.name ?? ControllerBehaviour.nameless
    let state: Trace.Hop.State = isWhole ? (isKnown ? .ok : .unknown) : .fault
    if let redirect {
      add(
        .response, state,
        says: "\(redirect) \(Self.reason(redirect)), written by \(writer): ask by https.")
      return
    }
    switch ending {
    case .backend: add(.response, state, says: backendSentence)
    case .status(let status):
      add(
        .response, state,
        says: "\(status) \(Self.reason(status)), written by \(writer).")
    case .someStatus:
      add(.response, state, says: "An error of \(writer); which one is not known here.")
    case .forbidden:
      add(.response, state, says: "403 Forbidden, written by the proxy in front of the pod.")
    case .reset: add(.response, state, says: "No answer: the connection is reset.")
    case .refused: add(.response, state, says: "No answer: the connection is refused.")
    case .timeout: add(.response, state, says: "No answer: the connection times out.")
    case .noName: add(.response, state, says: "No answer: the name does not resolve.")
    case .certificate: add(.response, state, says: "No answer: the client ends the handshake.")
    case .notKnown: add(.response, .unknown, says: "What comes back is not known.")
    }
  }

  private var backendSentence: Message {
    let lost = legs.filter { $0.broken != nil }
    guard let first = lost.first else { return "A backend answers, with a status of its own." }
    let share = Self.percent(lost.reduce(0) { $0 + $1.share })
    switch ending(of: first) {
    case .status(let status):
      return "A backend answers; \(share) of the requests get \(status)."
    case .forbidden: return "A backend answers; \(share) of the requests get \(403)."
    default: return "A backend answers; \(share) of the requests fail."
    }
  }

  private static func reason(_ status: Int) -> String {
    reasons[status]
      ?? (status < 300
        ? "Success" : status < 400 ? "Redirect" : status < 500 ? "Client Error" : "Server Error")
  }

  private static let reasons = [
    200: "OK", 204: "No Content", 301: "Moved Permanently", 302: "Found", 303: "See Other",
    307: "Temporary Redirect",
    308: "Permanent Redirect", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 410: "Gone",
    421: "Misdirected Request",
    500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
  ]
}
