import TestSupport
import Testing
import Topology

/// Live answers of pods, from here and through the API server.
@Suite(.serialized) struct ClusterProbeTests {
  @Test func `backends are asked by their own readiness path, and the vantage is named`()
    async throws
  {
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 2)) { namespace in
      try await RealCluster.waitForRollout("web", in: namespace)
      let config = try RealCluster.kubeconfig()
      let start = "{} --kubeconfig \(config) -n \(namespace) --screen backends"
      try await Tmux.with(start, width: 120, height: 40) { console in
        try await console.wait(for: "the answer of the readiness path") {
          $0.contains("GET http :8080/readyz: 200 in ") && $0.contains(", from here")
        }
        let pods = try await RealCluster.objects("pods", in: namespace)
        let names = pods.compactMap { $0["metadata"]["name"].string }
        for name in names {
          try await RealCluster.kubectl(
            "-n", namespace, "annotate", "pod/\(name)", "demo/latency-ms=700")
        }
        try await console.wait(for: "a slow answer") { screen in
          screen.contains("200 7") && !screen.contains("200 7ms")
        }
        try await console.press("v")
        try await console.wait(for: "the probes off") { !$0.contains("ANSWERS") }
        try await console.press("v")
        try await RealCluster.withoutWayToPods {
          try await console.wait(for: ", through the API server", seconds: 40)
        }
      }
    }
  }
}
