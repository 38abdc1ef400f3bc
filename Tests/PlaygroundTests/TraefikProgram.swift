import Foundation
import TestSupport
import Testing

/// The real Traefik beside a playground, whose API it reads.
struct TraefikProgram {
  /// The port on which it serves routes.
  let port: Int

  /// The kinds that Traefik wants to watch besides those of the sets: it serves no rules where one is missing.
  static let kinds = [
    "IngressRouteTCP",
    "IngressRouteUDP", "MiddlewareTCP", "TLSOption", "TLSStore", "ServersTransport",
    "ServersTransportTCP",
  ].map { kind in
    let plural = "\(kind.lowercased())s"
    return """
      ---
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: \(plural).traefik.io}
      spec:
        group: traefik.io
        scope: Namespaced
        names: {kind: \(kind), plural: \(plural), singular: \(kind.lowercased()), listKind: \(kind)List}
        versions:
        - name: v1alpha1
          served: true
          storage: true
          schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}

      """
  }.joined()

  /// Runs a body while Traefik runs, and ends it whatever happens.
  static func run(
    kubeconfig: String, _ body: (TraefikProgram) async throws -> Void
  ) async throws {
    let path = Program.peer("traefik")
    try #require(
      FileManager.default.isExecutableFile(atPath: path),
      "Traefik is missing: run Tests/peers traefik")
    let port = QuietPort.free()
    let input = try ChildPipe()
    let process = try ChildProcess(
      path, arguments(port),
      environment: ProcessInfo.processInfo.environment.merging(["KUBECONFIG": kubeconfig]) { $1 },
      input: input.reading.fileDescriptor, output: 2, errors: 2)
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await body(TraefikProgram(port: port)))
    } catch {
      outcome = .failure(error)
    }
    process.signal(SIGKILL)
    process.wait()
    try outcome.get()
  }

  private static func arguments(_ port: Int) -> [String] {
    [
      "--entryPoints.web.address=127.0.0.1:\(port)", "--providers.kubernetesingress=true",
      "--providers.kubernetescrd=true", "--log.level=FATAL", "--global.checknewversion=false",
      "--global.sendanonymoususage=false",
    ]
  }
}
