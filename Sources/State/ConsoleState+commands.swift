extension ConsoleState {
  mutating func run(_ command: String) -> [Effect] { [] }
  mutating func set(_ option: String, to value: String) -> [Effect] { [] }
}
