package import Language
package import Topology

/// Policies that stand in one order, as they are about one pod in one direction.
package struct PolicyTier: Sendable {
  /// What a rule does with what it matches.
  package enum Action: Hashable, Sendable {
    case allow, deny
    /// The next tier decides.
    case pass
    /// The answer is 403.
    case forbid
    /// The connection is reset.
    case reset
    /// What it does is not to be told.
    case doubt
  }

  /// One rule.
  package struct Step: Sendable {
    let field: String
    let action: Action
    let match: PolicyMatch
    /// nil for the usual words.
    var says: Message?

    init(_ field: String, _ action: Action, _ match: PolicyMatch, says: Message? = nil) {
      self.field = field
      self.action = action
      self.match = match
      self.says = says
    }

    /// A rule of which it is known whether it matches.
    package init(_ field: String, _ action: Action, isMatch: Bool) {
      self.init(field, action, PolicyMatch(isMatch))
    }
  }

  /// One policy.
  package struct Entry: Sendable {
    let policy: ObjectReference
    /// Smaller ones first; of the same by name.
    let order: Double
    var steps: [Step]
    /// Whether it is about the pod.
    var applies = PolicyMatch.yes
    /// Whether the end of the tier decides because of it.
    var isIsolating = true
    /// What is said when the end of the tier decides; nil for the usual words.
    var says: Message?
    /// The field that is named then.
    var field: String?

    /// A policy that is about the pod.
    package init(_ policy: ObjectReference, order: Double, _ steps: [Step]) {
      self.policy = policy
      self.order = order
      self.steps = steps
    }
  }

  /// Tiers of one name are one.
  let name: String
  /// Smaller ones first.
  let order: Double
  /// What becomes of a connection that no rule decided.
  let end: Action
  var entries: [Entry]

  /// A tier, or a part of one.
  package init(_ name: String, order: Double, end: Action, _ entries: [Entry]) {
    self.name = name
    self.order = order
    self.end = end
    self.entries = entries
  }
}

extension PolicyTier {
  /// The tiers before, of and after NetworkPolicies, with the orders that Calico gives them
  /// (`api/pkg/apis/projectcalico/v3/tier.go`).
  static let adminOrder = 1000.0
  static let defaultOrder = 1_000_000.0
  static let baselineOrder = 10_000_000.0
  /// The place of NetworkPolicies in the tier `default`.
  static let networkPolicyOrder = 1000.0
}

/// What the policies of a chain say of one end of a connection.
package struct PolicyRuling: Hashable, Sendable {
  /// The answers.
  package enum Outcome: Hashable, Sendable {
    /// No policy is about it.
    case open
    case allowed
    /// Packets are dropped.
    case denied
    /// The answer is 403.
    case forbidden
    /// The connection is reset.
    case reset
    case unknown

    /// Whether the connection gets through; nil where that is not known.
    package var isAllowed: Bool? {
      switch self {
      case .open, .allowed: true
      case .denied, .forbidden, .reset: false
      case .unknown: nil
      }
    }
  }

  package let outcome: Outcome
  /// The policy that decides.
  package var policy: ObjectReference?
  /// The rule of it: `spec.ingress[0]`.
  package var field: String?
  /// One sentence, with names as the cluster has them (uncleaned).
  package var says: Message
}

/// The tiers of one enforcer in their order.
struct PolicyChain {
  private let tiers: [PolicyTier]

  init(_ parts: [PolicyTier]) {
    var merged: [String: PolicyTier] = [:]
    for part in parts {
      if merged[part.name] == nil {
        merged[part.name] = part
      } else {
        merged[part.name]?.entries += part.entries
      }
    }
    tiers = merged.values.filter { !$0.entries.isEmpty }
      .sorted { ($0.order, $0.name) < ($1.order, $1.name) }
  }

  /// The first rule that matches decides.
  ///
  /// A rule of which it is not known whether it matches leaves the answer open, unless it is the same either way.
  func ruling(_ open: PolicyRuling) -> PolicyRuling {
    tiers.reversed().reduce(open) { next, tier in Self.ruling(of: tier, next) }
  }

  private static func ruling(of tier: PolicyTier, _ next: PolicyRuling) -> PolicyRuling {
    var doubts: [(ruling: PolicyRuling, reason: PolicyUncertainty)] = []
    let entries = tier.entries.filter { $0.applies != .no }
      .sorted { ($0.order, $0.policy) < ($1.order, $1.policy) }
    var decided: PolicyRuling?
    search: for entry in entries {
      for step in entry.steps {
        switch entry.applies && step.match {
        case .no: continue
        case .yes:
          decided = ruling(step, entry, next)
          break search
        case .unknown(let reason): doubts.append((ruling(step, entry, next), reason))
        }
      }
    }
    return doubts.reversed().reduce(decided ?? end(of: tier, entries, next)) { rest, doubt in
      guard doubt.ruling.outcome.isAllowed != rest.outcome.isAllowed || rest.outcome == .unknown
      else { return rest }
      if rest.outcome == .unknown, doubt.ruling.outcome == .unknown { return rest }
      return PolicyRuling(
        outcome: .unknown, policy: doubt.ruling.policy, field: doubt.ruling.field,
        says: doubt.reason.sentence)
    }
  }

  private static func end(
    of tier: PolicyTier, _ entries: [PolicyTier.Entry], _ next: PolicyRuling
  ) -> PolicyRuling {
    guard tier.end != .pass else { return next }
    var doubt: PolicyUncertainty?
    for entry in entries where entry.isIsolating {
      if case .unknown(let reason) = entry.applies {
        doubt = doubt ?? reason
        continue
      }
      return PolicyRuling(
        outcome: tier.end == .forbid ? .forbidden : .denied, policy: entry.policy,
        field: entry.field,
        says: entry.says
          ?? "\(entry.policy) is about the pod, and no rule of its tier lets this through.")
    }
    guard let doubt, next.outcome.isAllowed != false else { return next }
    return PolicyRuling(outcome: .unknown, says: doubt.sentence)
  }

  private static func ruling(
    _ step: PolicyTier.Step, _ entry: PolicyTier.Entry, _ next: PolicyRuling
  ) -> PolicyRuling {
    func made(_ outcome: PolicyRuling.Outcome, _ says: Message) -> PolicyRuling {
      PolicyRuling(
        outcome: outcome, policy: entry.policy, field: step.field, says: step.says ?? says)
    }
    return switch step.action {
    case .allow: made(.allowed, "\(entry.policy) allows it: \(step.field).")
    case .deny: made(.denied, "\(entry.policy) denies it: \(step.field).")
    case .forbid: made(.forbidden, "\(entry.policy) denies the request: \(step.field).")
    case .reset: made(.reset, "\(entry.policy) takes no plain text: \(step.field).")
    case .doubt: made(.unknown, "What \(entry.policy) does is not known: \(step.field).")
    case .pass: next
    }
  }
}
