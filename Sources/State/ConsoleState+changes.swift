import Actions

extension ConsoleState {
  mutating func run(_ command: String) -> [Effect] { [] }
  mutating func propose(_ proposal: Proposal) {}
  mutating func confirm() -> [Effect] { [] }
  mutating func undo(_ id: Int?) {}
  mutating func redo() {}
  mutating func set(_ option: String, to value: String) -> [Effect] { [] }
  mutating func note(dryRun: DryRunResult, of: Plan) {}
  mutating func note(_ outcome: WriteOutcome, of: Int) -> [Effect] { [] }
  mutating func refreshProposal() {}
  mutating func observeJournal() -> [Effect] { [] }
  mutating func dueDryRun() -> [Effect] { [] }
}
