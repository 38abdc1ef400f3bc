package import Language
package import Routing
package import Topology

/// Why a request arrives, or does not: hop by hop, from the objects of a cluster alone.
///
/// The first broken hop decides; what comes after it is not reached.
package struct Trace: Hashable, Sendable {
  /// What becomes of the request.
  package enum Verdict: String, Hashable, Sendable, CaseIterable {
    case ok
    /// It arrives, but not always, or not at everybody who should answer.
    case degraded
    case fault
    /// What was not allowed to be read, or is not known, decides.
    case unknown
  }

  /// One step of the way; steps that the request does not take are left out.
  package struct Hop: Hashable, Sendable {
    /// How it stands.
    package enum State: String, Hashable, Sendable {
      case ok, warning, fault, unknown, notReached
    }

    /// What a hop was judged by.
    package enum Evidence: String, Hashable, Sendable {
      case objects, probe
    }

    package let hop: FaultKind.Hop
    package var state: State
    package var object: ObjectReference?
    /// What happened: one sentence for each backend that differs, safe to print.
    package var says: Message
    package var evidence = Evidence.objects
    /// The fault that was found here.
    package var fault: String?
  }

  /// The rule that takes the request.
  package struct Match: Hashable, Sendable {
    package let route: Route.ID
    /// The number of the rule in its object, from 0; nil for a default backend.
    package var rule: Int?
    /// How many rules the object has.
    package var count = 0
    /// Where the rule stands: `spec.rules[0].http.paths[1]`.
    package var field: String?
  }

  /// A rule that would have matched.
  package struct Loser: Hashable, Sendable {
    package let route: Route.ID
    package let why: Message
  }

  /// A Service that gets a share of such requests.
  package struct Backend: Hashable, Sendable {
    package let service: NamespacedName
    /// nil where the Service has no such port.
    package let port: Int?
    /// 0…1 of the requests.
    package let share: Double
    package let endpoints: [Endpoint]
  }

  /// One address behind a Service.
  package struct Endpoint: Hashable, Sendable {
    /// nil for an address without a pod.
    package let pod: NamespacedName?
    package let address: String
    package let port: Int
    package let node: String
    package let isReady: Bool
    /// 0…1 of the requests; 0 for those that get none.
    package let share: Double
  }

  package let request: TraceRequest
  package var hops: [Hop] = []
  package var verdict = Verdict.ok
  /// The HTTP status that the data plane answers; nil where a backend decides, or where no answer comes.
  package var status: Int?
  /// The fault at the beginning of the chain; nil when nothing is broken, or no fault of the catalogue is the reason.
  package var rootCause: String?
  package var matched: Match?
  package var losers: [Loser] = []
  package var backends: [Backend] = []
  /// The faults of the objects on the way, the root cause first, then the worst.
  package var faults: [Fault] = []

  /// The first hop that is broken or doubtful; nil when the request arrives.
  package var broken: Hop? {
    hops.first { $0.state == .fault } ?? hops.first { $0.state == .unknown }
      ?? hops.first { $0.state == .warning }
  }
}

extension Trace {
  /// The hops at which requests get lost, or may: what comes after them is their consequence.
  package var troubles: [Hop] {
    hops.filter { hop in
      switch hop.state {
      case .fault, .warning: hop.hop != .response
      case .unknown: verdict == .unknown && hop.hop != .response
      case .ok, .notReached: false
      }
    }
  }

  /// The hop that decides what becomes of the request; nil when it arrives.
  package var turn: Hop? {
    let troubles = troubles
    return troubles.first { $0.state == .fault } ?? troubles.first { $0.state == .unknown }
      ?? troubles.first
  }

  /// The fault that a hop shows.
  package func fault(of hop: Hop) -> Fault? {
    guard let id = hop.fault else { return nil }
    let found = faults.filter { $0.id == id }
    return found.first { $0.object == hop.object } ?? found.first
  }
}
