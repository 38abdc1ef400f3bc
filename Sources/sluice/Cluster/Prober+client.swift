import Kubernetes
import Probing
import Topology
import Traffic

extension Prober.Cluster {
  /// What a cluster is asked through its API server.
  init(_ client: KubernetesClient) {
    self.init(
      pod: { try? await client.get(.pod, $0) },
      proxied: { pod, port, isTLS, path in
        let answer = try? await client.proxied(pod, port: port, isTLS: isTLS, path: path)
        return answer.map(ProbeReading.Outcome.init)
      })
  }
}

extension ProbeReading.Outcome {
  /// What came through the API server, as any other answer.
  fileprivate init(_ answer: ProxiedAnswer) {
    self =
      switch answer {
      case .status(let code): .status(code)
      case .refused: .refused
      case .silent: .silent
      case .unreachable(let reason): .failed(reason)
      }
  }
}
