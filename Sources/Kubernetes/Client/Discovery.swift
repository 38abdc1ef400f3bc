import NIOHTTP1
package import Topology

/// Which kinds a server serves, in its preferred versions first.
package struct Discovery: Hashable, Sendable {
  /// Every kind of every served version.
  package var kinds: [ResourceKind]

  package init(kinds: [ResourceKind]) { self.kinds = kinds }

  /// The served form of a kind: itself, or the same kind in another version or group of old.
  package func served(_ kind: ResourceKind) -> ResourceKind? {
    if kinds.contains(kind) { return kind }
    let same = kinds.first { $0.group == kind.group && $0.plural == kind.plural }
    guard same == nil, kind.group == ResourceKind.ingress.group else { return same }
    return kinds.first { $0.group == "extensions" && $0.plural == kind.plural }
  }

  /// Reads the resources of one `APIResourceList`, without subresources.
  static func kinds(in list: JSONValue) -> [ResourceKind] {
    let parts = (list["groupVersion"].string ?? "").split(separator: "/").map(String.init)
    guard let version = parts.last else { return [] }
    return list["resources"].array.compactMap { resource in
      guard let plural = resource["name"].string, !plural.contains("/"),
        let kind = resource["kind"].string
      else { return nil }
      return ResourceKind(
        group: parts.count == 2 ? parts[0] : "", version: version, kind: kind, plural: plural,
        isNamespaced: resource["namespaced"].bool ?? true)
    }
  }
}

extension KubernetesClient {
  /// Asks what the server serves; a group that does not answer is left out, the rest counts.
  package func discover() async throws(ClientError) -> Discovery {
    let groups = try await send(.GET, "/apis")["groups"].array
    let versions = groups.flatMap { group in
      let preferred = group["preferredVersion"]["groupVersion"].string ?? ""
      let others = group["versions"].array.compactMap { $0["groupVersion"].string }
      return [preferred] + others.filter { $0 != preferred }
    }
    var kinds = Discovery.kinds(in: try await send(.GET, "/api/v1"))
    for version in versions where !version.isEmpty {
      do throws(ClientError) {
        kinds += Discovery.kinds(in: try await send(.GET, "/apis/\(version)"))
      } catch {
        guard case .refused = error else { throw error }
      }
    }
    return Discovery(kinds: kinds)
  }

  /// The version of the server: `v1.36.0`.
  package func serverVersion() async throws(ClientError) -> String {
    try await send(.GET, "/version")["gitVersion"].string ?? ""
  }
}
