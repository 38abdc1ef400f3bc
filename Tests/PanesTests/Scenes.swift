import Panes
import Screen
import State

/// Ways to the overlays, as keys.
enum Scenes {
  static let all: [String: @Sendable (inout DemoState) -> Void] = [
    "help": { $0.press(.character("?")) },
    "helpSearch": {
      $0.press(.character("?"))
      $0.type("sel")
    },
    "command": {
      $0.press(.character(":"))
      $0.type("s")
    },
    "filter": {
      $0.press(.character("/"))
      $0.type("api")
    },
    "copy": { $0.press(.character("y")) },
    "actions": { $0.press(.down, .character("a")) },
    "goto": { $0.press(.character("g")) },
    "sort": { $0.press(.character("o")) },
    "quit": {
      $0 = DemoState(.flow)
      $0.press(.backspace, .character("q"))
    },
    "scale": {
      $0.press(.end, .character("S"), .backspace, .character("6"))
    },
    "selector": {
      $0.press(.character("E"), .backspace, .backspace, .backspace, .character("-"))
      $0.type("end")
    },
    "selectorReview": {
      $0.press(.character("E"), .backspace, .backspace, .backspace, .character("-"))
      $0.type("end")
      $0.press(.enter)
    },
    "weights": {
      $0 = DemoState(.flow)
      $0.press(.down, .character("W"), .right, .right)
    },
    "delete": {
      $0 = DemoState(.backends)
      $0.send(.intent(.run(command: "set delete on")))
      $0.press(.end, .character("X"))
    },
    "steer": {
      $0 = DemoState(.backends)
      $0.press(.down, .character("I"), .character("s"))
    },
    "restart": { $0.press(.end, .character("R")) },
    "journal": {
      $0.press(.end, .character("S"), .backspace, .character("6"), .character("Y"), .character("u"))
    },
    "table": {
      $0 = DemoState(.traffic)
      $0.press(.character("6"))
    },
    "explain": { $0.press(.character("e")) },
    "explainWell": { $0.press(.end, .character("e")) },
    "explainBackend": {
      $0 = DemoState(.backends)
      $0.press(.down, .character("e"))
    },
    "explainHop": { $0.press(.character("t"), .character("e")) },
    "faults": { $0.send(.intent(.run(command: "faults"))) },
    "trace": {
      $0.press(.character(":"))
      $0.type("trace ")
    },
    "paused": { $0.press(.character("p")) },
  ]
}
