import ArgumentParser
import Foundation
import Playground
import Topology

/// `sluice demo --serve`: the playground for other programs, until a signal ends it.
struct ServeProgram {
  let cluster: DemoCluster

  /// Runs to the signal; its exit code is the signal's.
  func run() async throws {
    let signals = EndingSignals()
    let running = try await cluster.run()
    for line in cluster.refusals(running.playground) { StandardStreams.message("sluice: \(line)") }
    StandardStreams.output(Self.line(running) + "\n")
    let load = Task { await cluster.drive(running) }
    let code = await signals.codes.first { _ in true } ?? 130
    load.cancel()
    await running.stop()
    throw ExitCode(code)
  }

  /// The line that scripts wait for.
  private static func line(_ running: DemoCluster.Running) -> String {
    let endpoints = running.playground.endpoints
    let value: JSONValue = [
      "api": .string(endpoints.api), "kubeconfig": .string(endpoints.kubeconfig),
      "ingress": .string("http://127.0.0.1:\(running.httpPort)"),
      "ingressTLS": .string("https://127.0.0.1:\(running.httpsPort)"),
      "authority": .string(endpoints.authority), "metrics": .string(running.metrics),
      "block": .integer(Int64(endpoints.plan.block)),
    ]
    return value.text
  }
}
