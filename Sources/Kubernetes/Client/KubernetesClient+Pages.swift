import AsyncHTTPClient
import NIOCore
import NIOHTTP1
package import Topology

extension KubernetesClient {
  /// The bytes that a pod answers at a path, through the API server's proxy (core/v1 `pods/proxy`, right `get`).
  ///
  /// A refusal of the API server and one of the pod are both thrown; so is an answer of more bytes than `limit`.
  package func page(
    of pod: NamespacedName, port: Int, path: String, limit: Int
  ) async throws(ClientError) -> [UInt8] {
    let base = ResourceKind.pod.path(namespace: Self.escaped(pod.namespace))
    return try await page("\(base)/\(Self.escaped(pod.name)):\(port)/proxy\(path)", limit: limit)
  }

  /// The same of a Service (core/v1 `services/proxy`), with a query; names and values are escaped here.
  package func page(
    of service: NamespacedName, port: String, path: String, query: [(String, String)], limit: Int
  ) async throws(ClientError) -> [UInt8] {
    let base = ResourceKind.service.path(namespace: Self.escaped(service.namespace))
    let name = "\(Self.escaped(service.name)):\(Self.escaped(port))"
    return try await page("\(base)/\(name)/proxy\(path)", query: query, limit: limit)
  }

  private func page(
    _ path: String, query: [(String, String)] = [], limit: Int
  ) async throws(ClientError) -> [UInt8] {
    let response = try await answer(timeout: .seconds(5)) { line in
      Self.request(line, .GET, path, query: query, accept: "*/*")
    }
    do {
      return Array(buffer: try await response.body.collect(upTo: limit))
    } catch is NIOTooManyBytesError {
      throw .malformed("it has more than \(limit >> 20) MiB")
    } catch {
      throw ClientError(error, server: access.server)
    }
  }
}
