import Actions
import Language
import State
import Topology

/// Carries out what leaves the store: writes, questions, and what concerns the terminal.
struct EffectRun: Sendable {
  let store: Store
  let seat: ClusterSeat
  let terminal: TerminalEffects
  /// Takes the wish for another cluster or namespace.
  let move: AsyncStream<ClusterMove>.Continuation

  /// Runs until it is cancelled; effects leave in order, writes do not hold up those behind them.
  func run() async {
    await withDiscardingTaskGroup { group in
      for await effect in store.effects {
        switch effect {
        case .perform(let id, let plan):
          group.addTask {
            let outcome = await seat.perform(plan.write, isDryRun: false)
            await store.send(.performed(changeID: id, outcome))
          }
        case .dryRun(let plan):
          group.addTask {
            let outcome = await seat.perform(plan.write, isDryRun: true)
            await store.send(.dryRun(plan, DryRunResult(outcome)))
          }
        case .reviewRights(let namespace):
          group.addTask {
            await store.send(.rights(namespace: namespace, await seat.review(namespace)))
          }
        case .probe(let targets):
          for target in targets {
            group.addTask {
              guard let reading = await seat.probe(target) else { return }
              await store.send(.probed(target, reading))
            }
          }
        case .examine(let examination):
          group.addTask(priority: .utility) {
            await store.send(.examined(examination.result()))
          }
        case .connect(let context): move.yield(.context(context))
        case .follow(let namespace): move.yield(.namespace(namespace))
        default: await terminalEffect(effect)
        }
      }
    }
  }

  private func terminalEffect(_ effect: Effect) async {
    let state = await store.current
    let intent = Language.$current.withValue(state.interface.options.language) {
      terminal.carryOut(effect, context: state.connection.context)
    }
    if let intent { await store.send(.intent(intent)) }
  }
}

/// Where the console is asked to go.
enum ClusterMove: Sendable {
  case context(String)
  case namespace(String)
}

extension DryRunResult {
  /// What an outcome of a write says when nothing was stored.
  fileprivate init(_ outcome: WriteOutcome) {
    self =
      switch outcome {
      case .accepted(let version): .accepted(resourceVersion: version)
      case .conflict(let reason), .refused(let reason), .unreachable(let reason): .refused(reason)
      }
  }
}
