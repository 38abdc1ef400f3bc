import Actions
import Language
import Panes
import Screen
import State
import Testing
import Topology

@Suite struct KeyMapTests {
  @Test(arguments: ScreenName.allCases)
  func `no lower-case key opens a change, and no key but Y sends one`(_ screen: ScreenName) {
    let demo = DemoState(screen)
    let context = PaneContext(state: demo.state, size: demo.size, glyphs: demo.glyphs)
    for binding in KeyMap.bindings(context) {
      for key in binding.keys {
        guard case .character(let character) = key else {
          #expect(!binding.changesCluster, "\(key) is no upper-case key")
          continue
        }
        let intents = demo.intents(key)
        let proposes = intents.contains {
          switch $0 {
          case .propose, .undo, .redo, .confirm: true
          default: false
          }
        }
        #expect(!intents.contains(.confirm), "\(character) confirms")
        #expect(!proposes || character.isUppercase, "\(character) changes the cluster")
        #expect(!binding.changesCluster || character.isUppercase)
      }
    }
  }

  @Test func `control keys that terminals and multiplexers own are never bound`() {
    for screen in ScreenName.allCases {
      let demo = DemoState(screen)
      for character in "as q\\hjkw" where character != " " {
        #expect(demo.intents(.control(character)) == [], "ctrl-\(character) on \(screen)")
      }
    }
  }

  @Test func `digits go to screens`() {
    #expect(DemoState(.flow).intents(.character("2")) == [.show(.services)])
    #expect(DemoState(.services).intents(.character("6")) == [.show(.traffic)])
  }

  @Test func `moving names the row that is seen below`() {
    let demo = DemoState(.services)
    let rows = ["pay", "api-v2", "api-v1", "web"].map { RowID.service(NamespacedName("shop", $0)) }
    #expect(demo.intents(.down) == [.select(rows[1], on: .services, order: rows)])
    #expect(demo.intents(.character("G")) == [.select(rows[3], on: .services, order: rows)])
    #expect(demo.intents(.up) == [])
  }

  @Test func `scaling proposes the workload behind the selected Service`() {
    var demo = DemoState(.services)
    demo.press(.end)
    #expect(
      demo.intents(.character("S"))
        == [.propose(.scale(ObjectReference("Deployment", "shop", "web"), replicas: 3))])
  }

  @Test func `a key that cannot do anything says why`() {
    guard case .notice(let text, _)? = DemoState(.services).intents(.character("U")).first else {
      Issue.record("no notice")
      return
    }
    #expect(text == "there is nothing to undo yet")
  }

  @Test func `a paste outside a field is ignored with a notice`() {
    let intents = DemoState(.services).intents(.paste("Y\nkubectl delete"))
    #expect(intents == [.notice("paste ignored: no field is open (: or / opens one)", .info)])
  }

  @Test func `a paste in a field becomes one line of text`() {
    var demo = DemoState(.services)
    demo.press(.character("/"), .paste("api\nv2"))
    #expect(demo.state.interface.list(.services).filter == "api v2")
  }

  @Test func `hotkeys off leaves arrows, tab, enter, escape and the colon`() {
    var demo = DemoState(.services)
    demo.send(.intent(.set(option: "hotkeys", value: "off")))
    #expect(!demo.state.interface.options.areHotkeysOn)
    #expect(demo.intents(.character("S")) == [])
    #expect(demo.intents(.character("2")) == [])
    #expect(demo.intents(.character(":")) != [])
    #expect(demo.intents(.down) != [])
  }

  @Test func `enter on an untouched dialog cancels and sends nothing`() {
    var demo = DemoState(.services)
    demo.press(.end, .character("S"))
    let effects = demo.intents(.enter).flatMap { demo.send(.intent($0)) }
    #expect(effects == [])
    #expect(demo.state.interface.overlay == nil)
    #expect(demo.state.journal.isEmpty)
  }

  @Test func `the key that opens a dialog never confirms it`() {
    var demo = DemoState(.services)
    demo.press(.end, .character("S"), .character("S"), .character("S"))
    #expect(demo.state.journal.isEmpty)
  }

  @Test func `Y applies what the preview shows`() {
    var demo = DemoState(.services)
    demo.press(.end, .character("S"), .backspace, .character("6"), .character("Y"))
    #expect(demo.state.journal.map(\.plan.sentence) == ["Scale deployment shop/web from 3 to 6"])
  }

  @Test func `escape takes one step back at a time`() {
    var demo = DemoState(.services)
    demo.press(.character("/"))
    demo.type("api")
    demo.press(.enter, .character(" "))
    #expect(!demo.state.interface.list(.services).marks.isEmpty)
    demo.press(.escape)
    #expect(demo.state.interface.list(.services).marks.isEmpty)
    #expect(demo.state.interface.list(.services).filter == "api")
    demo.press(.escape)
    #expect(demo.state.interface.list(.services).filter == "")
    demo.press(.escape)
    #expect(demo.state.interface.screen == .flow)
  }

  @Test func `control c cancels, and twice quits`() {
    var demo = DemoState(.services)
    demo.press(.character("?"), .control("c"))
    #expect(demo.state.interface.overlay == nil)
    demo.press(.control("c"))
    #expect(demo.intents(.control("c")) == [.quit])
  }
}
