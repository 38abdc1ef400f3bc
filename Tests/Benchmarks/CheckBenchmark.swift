import Foundation
import Topology

/// What `sluice check` of many manifests takes, beside `kubectl apply --dry-run=client` on the same files.
///
/// kubectl asks a server what it has of each object: here the playground's, on this machine.
struct CheckBenchmark {
  private let program: String

  private static let rounds = 3
  private static let applications = 250
  private static let settings = 265

  init(_ program: String) { self.program = program }

  func figures() throws -> [Figure] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "sluice-benchmark-check-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let bytes = try write(to: folder)
    let server = try RunningProgram(program, ["demo", "--serve", "--load", "0"])
    let kubeconfig = try server.firstLine()["kubeconfig"].string ?? ""
    let kubectl = try Self.kubectl()
    var (own, other): ([Double], [Double]) = ([], [])
    for _ in 0..<Self.rounds {
      own.append(try seconds { try checked(folder.path) })
      other.append(try seconds { try applied(folder.path, kubectl, kubeconfig) })
    }
    return [
      .note("check: 1,000 manifests", Double(bytes) / 1e6, unit: "MB"),
      .note("check: sluice check", own.median, unit: "s"),
      .note("check: kubectl apply --dry-run=client", other.median, unit: "s"),
      .atMost("check: sluice check beside kubectl", own.median / other.median, 0.5, unit: "×"),
    ]
  }

  /// The newer kubectl: it may ask ten times as often as the older one.
  private static func kubectl() throws -> String {
    let folder = try RunningProgram.output("Tests/peers", ["kubectl-new"])
      .trimmingCharacters(in: .whitespacesAndNewlines)
    return "\(folder)/kubectl-new"
  }

  private func seconds(_ work: () throws -> Void) rethrows -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    try work()
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
  }

  private func checked(_ folder: String) throws {
    let report = try RunningProgram.output(program, ["check", "-f", folder])
    guard report.hasSuffix("nothing found\n") else {
      throw RunningProgram.Failure(description: "something is found: \(report.prefix(500))")
    }
  }

  private func applied(_ folder: String, _ kubectl: String, _ kubeconfig: String) throws {
    let report = try RunningProgram.output(
      kubectl, ["--kubeconfig", kubeconfig, "apply", "--dry-run=client", "-f", folder])
    let lines = report.split(separator: "\n").count
    guard lines == Self.applications * 4 else {
      throw RunningProgram.Failure(description: "kubectl names \(lines) objects")
    }
  }

  /// Writes a file for each application, and says how many bytes that are.
  private func write(to folder: URL) throws -> Int {
    var bytes = 0
    for index in 0..<Self.applications {
      let text = Self.manifests(index)
      try text.write(
        to: folder.appending(path: "application-\(index).yaml"), atomically: true, encoding: .utf8)
      bytes += text.utf8.count
    }
    return bytes
  }

  /// A Deployment with many settings, what they come from, its Service and its Ingress: nothing is wrong with them.
  private static func manifests(_ index: Int) -> String {
    let name = "application-\(index)"
    let pairs = (0..<settings).map { ("SETTING_\($0)", "the value \($0) of \(name) in production") }
    let data = pairs.map { "  \($0.0): \"\($0.1)\"" }.joined(separator: "\n")
    let variables = pairs.map { "        - {name: \($0.0), value: \"\($0.1)\"}" }
      .joined(separator: "\n")
    return """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: \(name)}
      data:
      \(data)
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: \(name)}
      spec:
        replicas: 2
        selector: {matchLabels: {app: \(name)}}
        template:
          metadata: {labels: {app: \(name)}}
          spec:
            containers:
            - name: web
              image: web
              ports: [{name: http, containerPort: 8080}]
              readinessProbe: {httpGet: {path: /readyz, port: http}}
              livenessProbe: {httpGet: {path: /healthz, port: http}}
              env:
      \(variables)
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: \(name)}
      spec:
        selector: {app: \(name)}
        ports: [{name: http, port: 80, targetPort: http}]
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: \(name)}
      spec:
        ingressClassName: nginx
        rules:
        - host: \(name).example.com
          http:
            paths:
            - path: /
              pathType: Prefix
              backend: {service: {name: \(name), port: {name: http}}}

      """
  }
}
