import Foundation
import Language
import Panes
import Screen
import State
import Testing

/// Every screen and overlay in French at 80x24 (T8): whole, and with no English word left.
@Suite struct FrenchPictureTests {
  /// Words of English sentences that neither French nor Kubernetes has.
  private static let english = Set(
    """
    the of and is are was with this that these from nothing every all not to by for it
    its would will when has have been ready healthy unknown warning fault help close
    open move shown more name share weight rows changes requests selected undo sent
    observed measured expected before after lost gained kept yes no row request
    """.split { $0 == " " || $0 == "\n" }.map(String.init))

  /// Names, commands and labels of the shop that look like such words.
  private static let data = [
    "kubectl", "--", "canary-weight", "matches-nothing", "not-ready", "[Ready]", "ready=true",
    "esc", "enter", "space",
    "tab", "all:", "by label", "ns:all", "sort:",
  ]

  private func check(_ demo: DemoState, _ name: String) {
    let rows = demo.picture.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rows.count == demo.size.height, "\(name)")
    for row in rows where !Self.data.contains(where: row.contains) {
      let words = row.split { !$0.isLetter }.filter { $0 != $0.uppercased() }
        .filter { Self.english.contains($0.lowercased()) }
      #expect(words.isEmpty, "\(name): \(words) in \(row)")
    }
  }

  /// What French speakers get.
  private func french(_ make: () -> DemoState) -> DemoState {
    Language.$current.withValue(.french, operation: make)
  }

  @Test(arguments: [ScreenName.flow, .services, .routes, .backends, .trace, .traffic])
  func `a screen is whole in French`(_ screen: ScreenName) {
    check(french { DemoState(screen) }, "\(screen)")
    check(french { DemoState(screen, columns: 120, rows: 40) }, "\(screen) wide")
    check(french { DemoState(screen, columns: 60, rows: 15) }, "\(screen) compact")
  }

  @Test(arguments: Scenes.all.keys.sorted()) func `an overlay is whole in French`(_ scene: String)
    throws
  {
    let keys = try #require(Scenes.all[scene])
    let demo = french {
      var demo = DemoState(.services)
      keys(&demo)
      return demo
    }
    check(demo, scene)
  }

  @Test(arguments: [(80, 24), (120, 40), (60, 15)])
  func `a trace is whole in French`(_ columns: Int, _ rows: Int) {
    let demo = french {
      var demo = DemoState(.routes, columns: columns, rows: rows)
      demo.press(.end, .character("t"))
      return demo
    }
    check(demo, "a broken trace")
    let degraded = french {
      var demo = DemoState(.services, columns: columns, rows: rows)
      demo.press(.down, .character("t"))
      return demo
    }
    check(degraded, "a degraded trace")
  }

  @Test func `the ASCII tier writes French without accents`() {
    let picture = french { DemoState(.services, glyphs: .ascii) }.picture
    #expect(picture.allSatisfy { $0.isASCII })
    #expect(picture.contains("PRET") && !picture.contains("?" + "T"))
  }

  @Test func `numbers have a comma, and the keys stay`() {
    var demo = french { DemoState(.services) }
    #expect(demo.picture.contains("4,9"))
    #expect(demo.intents(.character("é")) == [.show(.services)])
    #expect(demo.intents(.character("1")) == [.show(.flow)])
    demo.send(.intent(.run(command: "lang en")))
    #expect(demo.intents(.character("é")).isEmpty)
    #expect(demo.picture.contains("LIVE as of") && demo.picture.contains("4.9"))
  }
}
