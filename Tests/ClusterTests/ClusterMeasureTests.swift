import AsyncHTTPClient
import Foundation
import Kubernetes
import Probing
import TestSupport
import Testing
import Topology
import Traffic

/// Figures of a real Traefik and a real Envoy, from their own pages and from a real Prometheus.
@Suite(.serialized) struct ClusterMeasureTests {
  private static let prometheus = "http://\(RealCluster.serverHost):9090"

  private static func server() throws -> PrometheusServer {
    PrometheusServer(url: try #require(PrometheusURL(prometheus)), client: .shared)
  }

  /// What counts the requests of a Service, in PromQL.
  private func counter(_ service: String, _ namespace: String) -> String {
    service == "web"
      ? #"traefik_service_requests_total{service="\#(namespace)-web-80@kubernetes"}"#
      : #"envoy_cluster_upstream_rq_completed{envoy_cluster_name="\#(namespace)_api_80"}"#
  }

  /// The requests a second of a Service over a minute in PromQL, as Prometheus had them at each half second of the last
  /// eight.
  private func rates(_ service: String, _ namespace: String) async throws -> [Double] {
    let server = try Self.server()
    let now = Date().timeIntervalSince1970
    var rates: [Double] = []
    for age in 0...16 {
      let samples = try await server.samples(
        "sum(rate(\(counter(service, namespace))[60s]))", at: now - Double(age) / 2)
      if let rate = samples.first?.value { rates.append(rate) }
    }
    return rates
  }

  /// The figure in the column REQ/S of a Service; nil while it is unknown.
  private func figure(_ service: String, _ screen: String) -> Double? {
    let row = screen.split(separator: "\n").first { row in
      row.contains("/\(service) ") || row.contains(" \(service) ")
    }
    guard let words = row?.split(separator: " "),
      let ready = words.firstIndex(where: { $0.contains("2/2") }), ready + 1 < words.count
    else { return nil }
    return Double(words[ready + 1])
  }

  private func withConsole(
    _ arguments: String, _ test: (Tmux) async throws -> Void
  ) async throws {
    let config = try RealCluster.kubeconfig("admin")
    try await Tmux.with(
      "{} --kubeconfig \(config) \(arguments)", width: 140, height: 45, test: test)
  }

  /// Waits until both Services have figures, and gives the screen.
  @discardableResult
  private func waitForFigures(
    _ console: Tmux, above least: Double, seconds: Double = 10
  ) async throws -> String {
    try await console.wait(for: "figures", seconds: seconds) { screen in
      ["web", "api"].allSatisfy { (self.figure($0, screen) ?? 0) > least }
    }
  }

  @Test func `for five minutes the console's figures are those of PromQL on the same Prometheus`()
    async throws
  {
    try await MeasuredServices.with { services in
      let namespace = services.namespace
      try await withConsole(
        "-n \(namespace) --screen services --prometheus \(Self.prometheus)"
      ) { console in
        try await waitForFigures(console, above: 5, seconds: 60)
        var restarts: [(after: Duration, part: String)] = [
          (.seconds(90), "traefik"), (.seconds(180), "envoy"),
        ]
        let start = ContinuousClock.now
        var compared = ["web": 0, "api": 0]
        while ContinuousClock.now - start < .seconds(300) {
          // Prometheus knows of their restarts as everybody who scrapes.
          if let next = restarts.first, ContinuousClock.now - start > next.after {
            restarts.removeFirst()
            try await RealCluster.restart(next.part, after: 3)
          }
          let screen = try await waitForFigures(console, above: 0)
          for service in ["web", "api"] {
            // It was asked for at most seven seconds ago, and is shown rounded.
            let shown = try #require(figure(service, screen))
            let rates = try await rates(service, namespace)
            let (least, most) = (try #require(rates.min()), try #require(rates.max()))
            compared[service, default: 0] += 1
            #expect(
              shown >= least - 0.51 && shown <= most + 0.51,
              "\(service): \(shown) is none of \(rates)")
            #expect(shown > 1 && shown < 60, "\(service): \(shown) is a zero or a spike")
          }
          try await Task.sleep(for: .seconds(2))
        }
        #expect(restarts.isEmpty && compared.values.allSatisfy { $0 > 60 }, "\(compared)")
        // Both have begun anew for Prometheus too.
        for service in ["web", "api"] {
          let resets = try await Self.server().samples(
            "max(resets(\(counter(service, namespace))[300s]))")
          #expect(resets.first?.value == 1, "\(service): \(resets)")
        }
        try await console.press("6")
        for system in ["Traefik", "Contour"] {
          try await console.wait(for: "\(system) 1 of 1 by Prometheus")
        }
      }
    }
  }

  @Test func `their own pages give the same, and restarts are neither a spike nor a zero`()
    async throws
  {
    try await MeasuredServices.with { services in
      try await withConsole("-n \(services.namespace) --screen services") { console in
        try await waitForFigures(console, above: 5, seconds: 60)
        var figures: [String: [Double?]] = [:]
        for round in 0..<50 {
          if round == 10 { try await RealCluster.restart("traefik", after: 3) }
          if round == 30 { try await RealCluster.restart("envoy", after: 3) }
          let screen = try await console.capture()
          for service in ["web", "api"] {
            figures[service, default: []].append(figure(service, screen))
          }
          try await Task.sleep(for: .seconds(1))
        }
        // Thirty requests a second at most are sent, in bursts; the counters have come to hundreds before they begin anew.
        for (service, figures) in figures {
          let known = figures.compactMap { $0 }
          #expect(
            known.count > 24 && known.allSatisfy { $0 > 0 && $0 < 60 }, "\(service): \(figures)")
        }
        try await console.press("6")
        for system in ["Traefik", "Contour"] {
          try await console.wait(for: "\(system) 1 of 1 from here", seconds: 15)
        }
      }
    }
  }

  @Test func `Envoy's admin page tells what each pod gets, and which one Envoy leaves out`()
    async throws
  {
    try await MeasuredServices.with { services in
      let namespace = services.namespace
      let pods = try await RealCluster.objects("pods", in: namespace)
        .compactMap { $0["metadata"]["name"].string }.filter { $0.hasPrefix("api-") }
      func row(_ pod: String, _ screen: String) -> String {
        screen.split(separator: "\n").first { $0.contains(" \(pod) ") }.map { String($0) } ?? ""
      }
      try await withConsole("-n \(namespace) --screen backends") { console in
        let screen = try await console.wait(for: "both pods in use", seconds: 60) { screen in
          pods.count == 2 && pods.allSatisfy { row($0, screen).contains("in use") }
            && screen.contains("held of it by Contour")
        }
        // Nobody tells of the pods behind Traefik.
        #expect(!screen.split(separator: "\n").contains { $0.contains(/web-.* in use/) })
        try await RealCluster.kubectl(
          "-n", namespace, "annotate", "pod", pods[1], "demo/error-rate=1")
        try await console.wait(for: "an ejected pod, which is ready", seconds: 60) { screen in
          row(pods[1], screen).contains(#/ejected .*yes /#)
            && row(pods[0], screen).contains("in use")
        }
        // What is left out gets nothing, and the other pod all of it.
        try await console.wait(for: "0 requests a second", seconds: 30) { screen in
          row(pods[1], screen).contains(#/ 0% +0(\.0+)? /#)
            && row(pods[0], screen).contains(#/ (9[0-9]|100)% +[1-9]/#)
        }
      }
    }
  }

  @Test func `the API server passes a page on, and what a Prometheus server in the cluster says`()
    async throws
  {
    try await MeasuredServices.with { services in
      let namespace = services.namespace
      try await RealCluster.withClient { client in
        let page = try await client.page(
          of: NamespacedName(namespace, "traefik"), port: 9100, path: "/metrics", limit: 1 << 20)
        #expect(String(decoding: page, as: UTF8.self).contains("traefik_service_requests_total{"))
        await #expect(throws: ClientError.malformed("it has more than 0 MiB")) {
          try await client.page(
            of: NamespacedName(namespace, "traefik"), port: 9100, path: "/metrics", limit: 100)
        }
      }
      try await RealCluster.kubectl("-n", namespace, "delete", "pod", "traefik", "envoy")
      try await services.addPrometheus()
      try await withConsole("-n \(namespace) --screen traffic") { console in
        for system in ["Traefik", "Contour"] {
          try await console.wait(for: "\(system) 1 of 1 by Prometheus", seconds: 30)
        }
      }
    }
  }
}
