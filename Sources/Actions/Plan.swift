package import Language
package import Topology

/// A change that can be made: everything that its preview shows and its journal entry keeps.
package struct Plan: Hashable, Sendable {
  /// How hard it is to confirm, by what it does and not by what it is called.
  package enum Level: Int, Hashable, Sendable, Comparable {
    case simulated, mild, warning, severe

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// A line of the difference, without its sign.
  package enum DifferenceLine: Hashable, Sendable {
    case kept(String)
    case added(String)
    case removed(String)
  }

  package var proposal: Proposal
  package var target: ObjectReference
  package var targetUID: String
  /// One sentence: "Scale deployment shop/web from 3 to 6".
  package var sentence: Message
  package var write: WriteRequest
  /// The proposal that puts back what was; nil when nothing can (a deleted pod).
  package var inverse: Proposal?
  /// The same change as a command.
  package var kubectl: String
  package var difference: [DifferenceLine]
  package var shift: TrafficShift
  package var level: Level
  /// What the user should know before confirming, most important first.
  package var warnings: [String]

  package init(
    proposal: Proposal, target: ObjectReference, targetUID: String, sentence: Message,
    write: WriteRequest, inverse: Proposal?, kubectl: String,
    difference: [DifferenceLine] = [], shift: TrafficShift = TrafficShift(),
    level: Level = .mild, warnings: [String] = []
  ) {
    self.proposal = proposal
    self.target = target
    self.targetUID = targetUID
    self.sentence = sentence
    self.write = write
    self.inverse = inverse
    self.kubectl = kubectl
    self.difference = difference
    self.shift = shift
    self.level = level
    self.warnings = warnings
  }
}

/// Why a change cannot be made; show the reason and send nothing.
package struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// One sentence with the mend.
  package let reason: String

  package init(_ reason: String) { self.reason = reason }

  /// The proposal is what is already there; nothing is wrong, and nothing would be sent.
  package static var nothingChanges: Refusal {
    Refusal(localized("this is what it is already: nothing would change"))
  }

  /// The cluster's own rules forbid it to this user.
  package static func notAllowed(_ write: WriteRequest) -> Refusal {
    let resource = write.subresource.map { "\(write.kind.plural)/\($0)" } ?? write.kind.plural
    return Refusal(
      localized(
        "you may not \(write.verb.authorization) \(resource) in \(write.name.namespace) (RBAC)"))
  }

  package var description: String { reason }
}

/// How traffic moves with a change: before and after, predicted or observed.
package struct TrafficShift: Hashable, Sendable {
  /// One backend's part.
  package struct Line: Hashable, Sendable {
    /// The pod, or the address where there is none.
    package var backend: String
    package var service: NamespacedName
    package var isReady: Bool
    /// The share of the Service's or route's traffic, 0…1; nil when it does not exist then.
    package var before: Double?
    package var after: Double?
    /// Requests a second; nil when nothing was measured.
    package var rateBefore: Double?
    package var rateAfter: Double?
    /// How many pods that do not exist yet it stands for; 0 for a backend that exists.
    package var newPods = 0

    package init(
      backend: String, service: NamespacedName, isReady: Bool, before: Double?, after: Double?,
      rateBefore: Double? = nil, rateAfter: Double? = nil
    ) {
      self.backend = backend
      self.service = service
      self.isReady = isReady
      self.before = before
      self.after = after
      self.rateBefore = rateBefore
      self.rateAfter = rateAfter
    }
  }

  /// A pod that almost matches a selector: it differs in one label.
  package struct NearMiss: Hashable, Sendable {
    package var pod: NamespacedName
    package var differs: String

    package init(pod: NamespacedName, differs: String) {
      self.pod = pod
      self.differs = differs
    }
  }

  package var lines: [Line]
  package var almost: [NearMiss]
  /// Routes whose state changes, each with one sentence.
  package var routes: [String]

  package init(lines: [Line] = [], almost: [NearMiss] = [], routes: [String] = []) {
    self.lines = lines
    self.almost = almost
    self.routes = routes
  }

  /// Backends that come, go and stay.
  package var gained: [Line] { lines.filter { $0.before == nil && $0.after != nil } }
  package var lost: [Line] { lines.filter { $0.before != nil && $0.after == nil } }
  package var kept: [Line] { lines.filter { $0.before != nil && $0.after != nil } }
}
