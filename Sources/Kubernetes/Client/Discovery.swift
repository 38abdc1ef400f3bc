import NIOHTTP1
package import Topology

/// Which kinds a server serves, in its preferred versions first.
package struct Discovery: Hashable, Sendable {
  /// Every kind of every served version.
  package var kinds: [ResourceKind]

  package init(kinds: [ResourceKind]) { self.kinds = kinds }

  /// The groups in which kinds of other groups were before.
  static let oldGroups = [
    ResourceKind.ingress.group: "extensions",
    ResourceKind.ingressRoute.group: "traefik.containo.us",
  ]

  /// The served form of a kind: itself, or the same kind in another version or group of old.
  package func served(_ kind: ResourceKind) -> ResourceKind? {
    if kinds.contains(kind) { return kind }
    let same = kinds.first { $0.group == kind.group && $0.plural == kind.plural }
    guard same == nil, let old = Self.oldGroups[kind.group] else { return same }
    return kinds.first { $0.group == old && $0.plural == kind.plural }
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

  /// Reads an `APIGroupDiscoveryList`: all groups, versions and resources in one document.
  ///
  /// A version that is `Stale` could not be asked and is left out, as its group's own document would be.
  static func kinds(inAggregated list: JSONValue) -> [ResourceKind] {
    list["items"].array.flatMap { group in
      group["versions"].array.filter { $0["freshness"].string != "Stale" }.flatMap { version in
        version["resources"].array.compactMap { resource in
          guard let plural = resource["resource"].string,
            let kind = resource["responseKind"]["kind"].string
          else { return nil }
          return ResourceKind(
            group: group["metadata"]["name"].string ?? "",
            version: version["version"].string ?? "", kind: kind, plural: plural,
            isNamespaced: resource["scope"].string != "Cluster")
        }
      }
    }
  }
}

extension KubernetesClient {
  /// Aggregated discovery where the server has it (beta since 1.27), the plain document otherwise.
  private static let aggregated =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

  /// Asks what the server serves of the groups that the program knows; one that does not answer is left out, the
  /// rest counts.
  package func discover() async throws(ClientError) -> Discovery {
    async let first = answer("/api")
    let groups = try await answer("/apis").get()
    let core = try await first.get()
    if groups["kind"].string == "APIGroupDiscoveryList" {
      return Discovery(
        kinds: Discovery.kinds(inAggregated: core) + Discovery.kinds(inAggregated: groups))
    }
    let known = groups["groups"].array.filter {
      ClusterKinds.groups.contains($0["name"].string ?? "")
    }
    let versions = known.flatMap { group in
      let preferred = group["preferredVersion"]["groupVersion"].string ?? ""
      let others = group["versions"].array.compactMap { $0["groupVersion"].string }
      return ([preferred] + others.filter { $0 != preferred }).filter { !$0.isEmpty }
    }
    return Discovery(kinds: try await kinds(of: ["v1"] + versions))
  }

  private func answer(_ path: String) async -> Result<JSONValue, ClientError> {
    do throws(ClientError) {
      return .success(try await send(.GET, path, accept: Self.aggregated))
    } catch {
      return .failure(error)
    }
  }

  /// The kinds of each version, in the order of the versions, asked at the same time.
  private func kinds(of versions: [String]) async throws(ClientError) -> [ResourceKind] {
    let answers = await withTaskGroup { group in
      for (index, version) in versions.enumerated() {
        group.addTask { (index, await self.kinds(of: version)) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    var kinds: [ResourceKind] = []
    for index in versions.indices {
      switch answers[index] {
      case .success(let found): kinds += found
      case .failure(.refused) where versions[index] != "v1": continue
      case nil: continue
      case .failure(let error): throw error
      }
    }
    return kinds
  }

  private func kinds(of version: String) async -> Result<[ResourceKind], ClientError> {
    do throws(ClientError) {
      let path = version == "v1" ? "/api/v1" : "/apis/\(version)"
      return .success(Discovery.kinds(in: try await send(.GET, path)))
    } catch {
      return .failure(error)
    }
  }

  /// The version of the server: `v1.36.0`.
  package func serverVersion() async throws(ClientError) -> String {
    try await send(.GET, "/version")["gitVersion"].string ?? ""
  }
}
