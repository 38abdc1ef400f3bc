import Foundation
import Topology

/// What the console costs that reads the pages of 100 proxies every five seconds.
///
/// The cluster is a playground with 100 pods that look like Traefik's. They do not listen where its metrics are, so that
/// this process can serve a page at each of their addresses; the console runs as a program of its own, as on any cluster.
struct ScrapeBenchmark {
  let program: String

  private static let targets = 100
  private static let series = 300
  /// Where Traefik's metrics are when its pod names no port for them.
  private static let port: UInt16 = 9100
  /// Seconds in which everything is loaded and read twice, and seconds that are measured.
  private static let warming = 20.0
  private static let measured = 30.0

  func figures() async throws -> [Figure] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "sluice-benchmark-scrape-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "scrape.yaml")
    try Self.manifests.write(to: file, atomically: true, encoding: .utf8)
    var maker = MetricsPages(.traefik, series: Self.series)
    let pages = (0..<60).map { maker.page($0 * 5).bytes }
    let server = try PageServer(port: Self.port, pages: pages, seconds: 5)
    let serving = Task.detached { server.run() }
    let share: Double
    do {
      share = try consoleShare(file.path)
    } catch {
      server.end()
      throw error
    }
    server.end()
    let served = await serving.value
    guard served.addresses.count == Self.targets else {
      throw RunningProgram.Failure(
        description: "\(served.addresses.count) of \(Self.targets) targets were read")
    }
    let expected = (Self.warming + Self.measured) / 5 * Double(Self.targets) * 0.7
    guard Double(served.requests) > expected else {
      throw RunningProgram.Failure(description: "only \(served.requests) pages were read")
    }
    return [
      .note("traffic: targets of a console", Double(served.addresses.count), unit: ""),
      .note("traffic: size of each page", Double(pages[0].count) / 1000, unit: "kB"),
      .note("traffic: pages read", Double(served.requests), unit: ""),
      .atMost(
        "traffic: processor of the console that reads them every 5 s", share, 5, unit: "%"),
    ]
  }

  /// The share of a core that a console takes, in percent.
  private func consoleShare(_ file: String) throws -> Double {
    let playground = try RunningProgram(program, ["demo", "--serve", "--load", "0", "-f", file])
    let addresses = try playground.firstLine()
    let console = try ConsoleOnTerminal(
      program, kubeconfig: addresses["kubeconfig"].string ?? "")
    let start = Date()
    while Date().timeIntervalSince(start) < Self.warming { console.take(within: 0.5) }
    let before = try RunningProgram.processorSeconds(of: console.process)
    let begin = Date()
    while Date().timeIntervalSince(begin) < Self.measured { console.take(within: 0.5) }
    let seconds = try RunningProgram.processorSeconds(of: console.process) - before
    let share = seconds / Date().timeIntervalSince(begin) * 100
    guard Self.showsRequests(console) else {
      throw RunningProgram.Failure(
        description: "the console counts no requests:\n\(console.text.joined(separator: "\n"))")
    }
    return share
  }

  /// Whether a number of requests stands behind the ready pods of the first Service, of which there are none.
  private static func showsRequests(_ console: ConsoleOnTerminal) -> Bool {
    let row = console.text.first { $0.contains("/checkout-0 ") } ?? ""
    let words = row.split(separator: " ")
    guard let ready = words.firstIndex(of: "0/0"), ready + 1 < words.count else { return false }
    return words[ready + 1].first?.isNumber ?? false
  }

  /// The pods of the proxies, and the Services that their pages name.
  private static var manifests: String {
    let proxies = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: traefik, namespace: default}
      spec:
        replicas: \(targets)
        selector: {matchLabels: {app.kubernetes.io/name: traefik}}
        template:
          metadata: {labels: {app.kubernetes.io/name: traefik}}
          spec: {containers: [{name: traefik, image: traefik, ports: [{name: web, containerPort: 8000}]}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: IngressClass
      metadata: {name: traefik}
      spec: {controller: traefik.io/ingress-controller}
      """
    let services = (0..<series / 40).map { index in
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: team-\(index)}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: checkout-\(index), namespace: team-\(index)}
      spec: {selector: {app: checkout}, ports: [{name: http, port: 80, targetPort: 8080}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: checkout-\(index), namespace: team-\(index)}
      spec:
        ingressClassName: traefik
        rules:
        - host: checkout-\(index).test
          http:
            paths:
            - {path: /, pathType: Prefix, backend: {service: {name: checkout-\(index), port: {name: http}}}}
      """
    }
    return ([proxies] + services).joined(separator: "\n---\n")
  }
}
