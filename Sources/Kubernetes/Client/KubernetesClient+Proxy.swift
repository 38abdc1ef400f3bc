import AsyncHTTPClient
import NIOCore
import NIOHTTP1
package import Topology

/// What came back from a pod through the API server.
package enum ProxiedAnswer: Hashable, Sendable {
  /// The pod's own HTTP status.
  case status(Int)
  /// The API server says that the pod refuses the connection.
  case refused
  /// The API server got nothing from it in time.
  case silent
  /// The API server could not reach it for another reason.
  case unreachable(String)
}

extension KubernetesClient {
  /// Asks a pod for a path through the API server's proxy (core/v1 `pods/proxy`, right `get`).
  ///
  /// Throws where the API server itself refuses or cannot be reached.
  package func proxied(
    _ pod: NamespacedName, port: Int, isTLS: Bool, path: String
  ) async throws(ClientError) -> ProxiedAnswer {
    let scheme = isTLS ? "https:" : ""
    let base = ResourceKind.pod.path(namespace: Self.escaped(pod.namespace))
    let url = "\(base)/\(scheme)\(Self.escaped(pod.name)):\(port)/proxy\(path)"
    do throws(ClientError) {
      let response = try await answer(timeout: .seconds(5)) { line in
        Self.request(line, .GET, url, query: [], accept: "*/*")
      }
      return .status(Int(response.status.code))
    } catch {
      guard case .refused(let status) = error else { throw error }
      // What the pod answered carries no Status; what the API server says does.
      guard !status.reason.isEmpty else { return .status(status.code) }
      guard status.reason == "ServiceUnavailable" || status.code >= 500 else { throw error }
      if status.message.contains("refused") { return .refused }
      if status.message.contains("timeout") { return .silent }
      return .unreachable(status.message)
    }
  }
}
