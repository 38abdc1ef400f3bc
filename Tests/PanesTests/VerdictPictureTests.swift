import Foundation
import Panes
import Screen
import State
import TestSupport
import Testing
import Topology
import Traffic

/// What proxies hold of backends, beside their health.
@Suite struct VerdictPictureTests {
  private static let service = NamespacedName("shop", "api-v2")
  private static let used = BackendAddress(address: "127.64.1.17", port: 8080)
  private static let ejected = BackendAddress(address: "127.64.2.19", port: 8080)

  /// The backends of api-v2 after two Envoys have told of them.
  private static func told(columns: Int) -> DemoState {
    var demo = DemoState(.services, columns: columns, rows: 40)
    demo.press(.down, .character("4"))
    var round = TrafficRound(
      from: DemoFixture.now, to: DemoFixture.now + 5, increases: [:],
      sources: [TrafficSource(system: "Contour", vantage: .here, asked: 2, answered: 2)])
    round.verdicts = [
      .backend(service, used): ProxyVerdict(system: "Contour", proxies: 2),
      .backend(service, ejected): ProxyVerdict(
        system: "Contour", proxies: 2, ejecting: 1, failingChecks: 2),
    ]
    demo.send(.measured(round))
    demo.send(.tick(DemoFixture.now + 5))
    return demo
  }

  /// The rows of the two backends, and what is held of the selected one.
  private static func lines(_ demo: DemoState) -> String {
    demo.picture.split(separator: "\n").filter { line in
      line.contains("  api-v2   ") || line.contains("held of it")
    }.map { $0.trimmingCharacters(in: ["│", " "]) }.joined(separator: "\n")
  }

  @Test func `an ejected backend is called so in its row and its detail, not in its health`() {
    var demo = Self.told(columns: 120)
    let before = DemoState(.backends).state.backendRow(Self.service, Self.ejected.description)
    let row = demo.state.backendRow(Self.service, Self.ejected.description)
    #expect(row?.verdict?.ejecting == 1 && row?.isReady == before?.isReady)
    #expect(row?.health == before?.health)
    #expect(
      Self.lines(demo) == """
        ► ▲   api-v2-8b-0mm2p  api-v2   in use   127.64.1.17  node-1  yes    yes            0     175   100%     9.0   4.9
        ○   api-v2-8b-ztt8v  api-v2   ejected  127.64.2.19  node-2  no     no             4       -      -       -     -
        • held of it by Contour         in use by 2 of 2 proxies
        """)
    demo.press(.down)
    #expect(
      Self.lines(demo) == """
        ▲   api-v2-8b-0mm2p  api-v2   in use   127.64.1.17  node-1  yes    yes            0     175   100%     9.0   4.9
        ► ○   api-v2-8b-ztt8v  api-v2   ejected  127.64.2.19  node-2  no     no             4       -      -       -     -
        ▲ held of it by Contour         ejected by outlier detection in 1 of 2 proxies, fails the checks of 2 of 2 proxies
        """)
  }

  @Test func `where no proxy tells there is no column`() {
    #expect(!DemoState(.backends, columns: 120).picture.contains("PROXY"))
  }
}
