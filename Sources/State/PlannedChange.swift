package import Actions
import Diagnosis
import Language
package import Topology

/// A change made of words without a console, as `sluice plan` asks for it: its plan, and what it does to the faults.
package struct PlannedChange: Sendable {
  /// Why there is no plan.
  package enum Problem: Error, Hashable {
    /// The words mean nothing here: one sentence.
    case unclear(String)
    /// It may not or cannot be done: one sentence.
    case refused(String)
    /// It is so already.
    case nothingChanges
  }

  /// What can be planned, by the names that the console's commands have too.
  package enum Kind: String, Sendable, CaseIterable {
    case scale, selector, weights
    /// The edit that mends the worst fault of an object.
    case fix
  }

  package let plan: Plan
  /// nil where the effect on the faults cannot be said.
  package let faults: FaultForecast?

  /// Plans a change of these objects; the words are those of the console's command.
  package init(
    _ kind: Kind, _ words: [String], of objects: [Resource], in connection: Connection,
    namespace: String? = nil, unknownKinds: Set<String> = [], now: Double
  ) throws(Problem) {
    var state = ConsoleState(connection: connection, now: now)
    _ = state.apply(.resources(objects.map { .applied($0) }))
    state.live.setUnknown(unknownKinds)
    _ = state.live.diagnose(at: now)
    state.setNamespace(namespace)
    let proposal =
      kind == .fix ? try Self.fix(words, state) : try Self.proposal(kind, words, state)
    do throws(Refusal) {
      plan = try proposal.plan(in: state.planContext)
    } catch {
      throw error == .nothingChanges ? .nothingChanges : .refused(error.reason)
    }
    faults = state.live.forecast(plan)
  }

  private static func proposal(
    _ kind: Kind, _ words: [String], _ state: ConsoleState
  ) throws(Problem) -> Proposal {
    let line = CommandWords(([kind.rawValue] + words).joined(separator: " "))
    do throws(CommandProblem) {
      let intents = try Command.named(kind.rawValue)?.intents(line, state) ?? []
      guard case .propose(let proposal)? = intents.first else {
        throw CommandProblem("\(kind.rawValue) plans nothing")
      }
      return proposal
    } catch {
      throw .unclear(error.reason)
    }
  }

  /// The remedy of the worst fault of an object, or of the fault that is named.
  private static func fix(
    _ words: [String], _ state: ConsoleState
  ) throws(Problem) -> Proposal {
    let object = words.first ?? ""
    let namespace = state.interface.namespace
    let faults = state.live.diagnosis.faults.filter { fault in
      let name = fault.object.name
      let isMeant =
        fault.object.description == object
        || (namespace ?? name.namespace) == name.namespace
          && "\(fault.object.kind.lowercased())/\(name.name)" == object.lowercased()
      // A remark is only meant when it is named.
      return isMeant && (words.count < 2 ? fault.severity != .info : fault.id == words[1])
    }
    if let remedy = faults.lazy.compactMap(\.remedy).first { return Proposal(remedy) }
    guard let fault = faults.first else {
      throw .unclear("\(words.joined(separator: " ")) has no fault".cleaned)
    }
    throw .unclear("no single edit mends \(fault.id) of \(object): \(fault.fix.english)".cleaned)
  }
}
