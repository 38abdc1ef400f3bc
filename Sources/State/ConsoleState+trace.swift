package import Diagnosis
package import Routing
package import Topology
package import Traffic

/// The trace is made anew when one of these changed.
struct TraceBasis: Hashable {
  let request: TraceRequest
  let mark: DiagnosisMark
}

/// Following a request through the facts on show: nothing is sent.
extension ConsoleState {
  /// Follows another request and shows how far it gets.
  mutating func follow(_ request: TraceRequest, line: String) {
    let isSame = interface.trace.request == request
    (interface.trace.request, interface.trace.line, traced) = (request, line, nil)
    renewTrace()
    if !isSame || interface.list(.trace).selection == nil {
      let hop = trace?.turn ?? trace?.hops.last
      update(.trace) { $0 = ListState() }
      update(.trace) { $0.selection = hop?.rowID }
    }
    if interface.screen == .trace { renewLists() } else { show(.trace) }
  }

  /// Makes the trace anew where the request or the diagnosis is another one: at most once a tick.
  mutating func renewTrace() {
    guard let request = interface.trace.request else { return }
    let facts = shown
    let basis = TraceBasis(request: request, mark: facts.diagnosisMark)
    guard basis != traced else { return }
    traced = basis
    trace = Trace(
      request,
      in: TraceWorld(
        facts.inventory, routes: facts.routing, diagnosis: facts.diagnosis, now: facts.time))
  }

  /// The hops of the trace as rows.
  var traceOrder: ListOrder {
    var order = ListOrder()
    order.ids = trace?.hops.map(\.rowID) ?? []
    order.total = order.ids.count
    return order
  }

  /// The intent that follows a request to a row: a route by its URL, a Service and its backends from inside; nil for
  /// rows that nothing leads to.
  package func tracing(_ row: RowID) -> Intent? {
    switch row {
    case .service(let name), .backend(let name, _):
      return .trace(
        TraceRequest(.service(name, nil), from: .inside), line: "service/\(name)")
    case .route(let id):
      guard let text = address(of: id), let url = try? TraceURL(text) else { return nil }
      return .trace(TraceRequest(.url(url), from: .outside(nil)), line: "GET \(text)")
    case .host(let host):
      return routing.allRoutes(ofHost: host).first.flatMap { tracing($0.rowID) }
    case .other: return nil
    }
  }

  /// A URL that a route is for: where the host is a pattern, one of its hosts.
  package func address(of id: Route.ID) -> String? {
    guard let route = routing.route(id) else { return nil }
    let host =
      id.host.isEmpty ? "any.host" : id.host.hasPrefix("*.") ? "any" + id.host.dropFirst() : id.host
    // A regular expression stands for every path that begins as it does.
    let plain = id.path.prefix { !"([{*+?|\\$^".contains($0) }
    let path = plain.hasPrefix("/") ? String(plain) : "/"
    return "\(route.isTLS ? "https" : "http")://\(host)\(path)"
  }

  /// The hop of the trace that a row stands for.
  package func hop(_ row: RowID?) -> Trace.Hop? {
    trace?.hops.first { $0.rowID == row }
  }

  /// The Service that a hop of the trace is about: its own, or the first that gets such requests.
  package func service(of hop: Trace.Hop?) -> NamespacedName? {
    if let object = hop?.object, object.kind == "Service", inventory.service(object.name) != nil {
      return object.name
    }
    let services = trace?.backends.map(\.service) ?? []
    return services.first { inventory.service($0) != nil }
  }
}

extension ConsoleState {
  /// The way in that a hop of the trace is about: the name that is asked for, or the certificate that it shows.
  ///
  /// A pattern of hosts names no one.
  package func doors(of hop: Trace.Hop) -> [Door] {
    guard let trace, let matched = trace.matched, let route = shown.routing.route(matched.route),
      !shown.doors(of: route).isEmpty
    else { return [] }
    return trace.doors(of: hop)
  }
}

extension Trace.Hop {
  /// The row that shows it; a way has each hop once.
  package var rowID: RowID { .other(hop.rawValue) }
}
