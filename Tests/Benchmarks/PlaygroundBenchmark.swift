import Foundation
import Topology

/// How fast a big playground is ready, and how much memory a busy one needs.
struct PlaygroundBenchmark {
  let program: String

  func figures() throws -> [Figure] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "sluice-benchmark-start-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "big.yaml")
    try Self.manifests.write(to: file, atomically: true, encoding: .utf8)
    let starts = try (0..<3).map { _ in try startSeconds(file.path) }
    let (resident, peak) = try memory(file.path)
    return [
      .atMost(
        "playground: 200 pods, 50 services, 100 routes to all ready", starts.median, 1, unit: "s"),
      .atMost("playground: resident memory at 1,000 requests/s", resident, 120, unit: "MiB"),
      .note("playground: its highest", peak, unit: "MiB"),
    ]
  }

  private func startSeconds(_ file: String) throws -> Double {
    let start = Date()
    let sluice = try RunningProgram(program, ["demo", "--serve", "--load", "0", "-f", file])
    let addresses = try sluice.firstLine()
    let kubeconfig = try String(
      contentsOfFile: addresses["kubeconfig"].string ?? "", encoding: .utf8)
    let words = kubeconfig.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\"" })
    let token = words.firstIndex(of: "token:").map { words[$0 + 1] } ?? ""
    let url = (addresses["api"].string ?? "") + "/api/v1/pods"
    while Date().timeIntervalSince(start) < 30 {
      let text = try RunningProgram.output(
        "curl", ["-sk", "--noproxy", "*", "-H", "Authorization: Bearer \(token)", url])
      let pods = ((try? JSONValue(parsing: text)) ?? .null)["items"].array.map { Pod($0) }
      if pods.count >= 200, pods.allSatisfy(\.isReady) {
        return Date().timeIntervalSince(start)
      }
    }
    throw RunningProgram.Failure(description: "200 pods are not ready after 30 s")
  }

  private func memory(_ file: String) throws -> (resident: Double, peak: Double) {
    let sluice = try RunningProgram(program, ["demo", "--serve", "--load", "1000", "-f", file])
    _ = try sluice.firstLine()
    poll(nil, 0, 15_000)
    return (
      try RunningProgram.memory("VmRSS", of: sluice.identifier),
      try RunningProgram.memory("VmHWM", of: sluice.identifier)
    )
  }

  /// Fifty Deployments of four pods, each with a Service and two routes.
  private static var manifests: String {
    (1...50).map { index in
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: app-\(index)}
      spec:
        replicas: 4
        selector: {matchLabels: {app: app-\(index)}}
        template:
          metadata: {labels: {app: app-\(index)}}
          spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: app-\(index)}
      spec: {selector: {app: app-\(index)}, ports: [{port: 80, targetPort: 8080}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: app-\(index)}
      spec:
        rules:
        - host: app-\(index).test
          http:
            paths:
            - {path: /a, pathType: Prefix, backend: {service: {name: app-\(index), port: {number: 80}}}}
            - {path: /b, pathType: Exact, backend: {service: {name: app-\(index), port: {number: 80}}}}
      """
    }.joined(separator: "\n---\n")
  }
}
