import Screen
package import State

/// The registry: one line for each screen.
package enum PaneCatalogue {
  /// What a screen shows.
  package static func pane(_ screen: ScreenName) -> any Pane {
    switch screen {
    case .flow: FlowPane()
    case .services: ServicesPane()
    case .routes: RoutesPane()
    case .backends: BackendsPane()
    case .traffic: TrafficPane()
    case .trace: TracePane()
    case .network: NetworkPane()
    case .time, .lesson: LaterPane(screen: screen)
    }
  }
}
