/// The screens, in the order of their number keys.
package enum ScreenName: String, Hashable, Sendable, CaseIterable {
  case flow, services, routes, backends, trace, traffic, time, lesson, network

  /// The word on the tab.
  package var title: String {
    switch self {
    case .flow: "Flow"
    case .services: "Services"
    case .routes: "Routes"
    case .backends: "Backends"
    case .trace: "Trace"
    case .traffic: "Traffic"
    case .time: "Time"
    case .lesson: "Lesson"
    case .network: "Network"
    }
  }

  /// The number key, 1…9.
  package var number: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }

  /// Whether this version of the program has it; the others say so instead of pretending.
  package var isBuilt: Bool {
    switch self {
    case .flow, .services, .routes, .backends, .trace, .traffic, .network: true
    case .time, .lesson: false
    }
  }
}
