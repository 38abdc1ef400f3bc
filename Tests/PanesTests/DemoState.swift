import Language
import Panes
import Routing
import Screen
import State
import TestSupport
import Topology
import Traffic

/// The console on the fixed shop, and what keys make of it.
struct DemoState {
  var state: ConsoleState
  var size: Size
  var glyphs: Glyphs

  /// The shop after five minutes of traffic.
  private static let measured: ConsoleState = {
    var connection = Connection(context: "embedded", kind: .simulated, writableUntil: .infinity)
    connection.lastFact = DemoFixture.now - 1
    var state = ConsoleState(connection: connection, now: DemoFixture.now - 300)
    _ = state.apply(.resources(DemoFixture.resources.map { .applied($0) }))
    for scrape in DemoFixture.scrapes() {
      _ = state.apply(.scraped(scrape))
      _ = state.apply(.tick(scrape.time))
    }
    _ = state.apply(.intent(.setNamespace("shop")))
    return state
  }()

  init(
    _ screen: ScreenName = .flow, columns: Int = 80, rows: Int = 24, glyphs: Glyphs = .unicode
  ) {
    size = Size(width: columns, height: rows)
    self.glyphs = glyphs
    state = Self.measured
    state.speak(Language.current)
    send(.intent(.show(screen)))
  }

  /// Takes in one event; the effects are for those who ask.
  @discardableResult
  mutating func send(_ event: Event) -> [Effect] { state.apply(event) }

  /// What a key asks for.
  func intents(_ key: Key) -> [Intent] {
    KeyMap.intents(for: key, state: state, size: size, glyphs: glyphs)
  }

  /// Presses keys one after the other.
  mutating func press(_ keys: Key...) {
    for key in keys { for intent in intents(key) { send(.intent(intent)) } }
  }

  /// Types a text.
  mutating func type(_ text: String) { for character in text { press(.character(character)) } }

  var canvas: Canvas { Picture.draw(state: state, size: size, glyphs: glyphs) }
  var picture: String { canvas.text }
}
