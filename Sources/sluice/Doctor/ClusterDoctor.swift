import Foundation
import Kubernetes
import Topology

/// What the cluster of a kubeconfig gives the console: reachability, versions, permissions.
struct ClusterDoctor {
  let options: ClusterOptions
  /// The namespace that is meant; nil is that of the context.
  let namespace: String?

  func findings() async -> [DoctorFinding] {
    let access: ClusterAccess
    do throws(ProgramExit) {
      access = try options.access()
    } catch {
      return [
        DoctorFinding(
          check: "kubeconfig", state: .failure, says: error.message, code: error.code)
      ]
    }
    var all = [kubeconfig(access), signIn(access)]
    guard let client = try? KubernetesClient(access) else {
      let says = "its certificates cannot be read"
      return all + [
        DoctorFinding(check: "kubeconfig", state: .failure, says: says, code: .invalidFile)
      ]
    }
    all += await ask(client)
    await client.shutdown()
    return all
  }

  private func kubeconfig(_ access: ClusterAccess) -> DoctorFinding {
    var finding = DoctorFinding(
      check: "kubeconfig", state: .ok,
      says: "context \(access.context), namespace \(namespace ?? access.namespace),"
        + " server \(access.server)")
    if access.isInsecure {
      finding.state = .warning
      finding.says += ", its certificate is not checked"
      finding.mend = "put certificate-authority-data in the place of insecure-skip-tls-verify"
    }
    return finding
  }

  private func signIn(_ access: ClusterAccess) -> DoctorFinding {
    let user = access.user.isEmpty ? "" : "\(access.user): "
    let how =
      switch access.credentials {
      case .anonymous: "no credentials"
      case .token: "a token"
      case .tokenFile(let path): "the token in \(path)"
      case .certificate: "a client certificate"
      case .password: "user name and password"
      case .plugin(let plugin): "the plugin `\(plugin.line)`"
      }
    let other = access.impersonation.map { ", acting as \($0.user)" } ?? ""
    return DoctorFinding(check: "sign-in", state: .ok, says: user + how + other)
  }

  private func ask(_ client: KubernetesClient) async -> [DoctorFinding] {
    let start = ContinuousClock.now
    do throws(ClientError) {
      let version = try await client.serverVersion()
      let time = ContinuousClock.now - start
      let milliseconds =
        time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000
      let reached = DoctorFinding(
        check: "server", state: .ok, says: "Kubernetes \(version), answered in \(milliseconds) ms")
      let discovery = try await client.discover()
      return [reached, kinds(discovery)] + (await permissions(client, discovery))
    } catch {
      let exit = ProgramExit(error)
      return [
        DoctorFinding(
          check: "server", state: .failure, says: error.description,
          mend: exit.code == .refused
            ? "sign in again, or use another context"
            : "check the address, the proxy and the network",
          code: exit.code)
      ]
    }
  }

  private func kinds(_ discovery: Discovery) -> DoctorFinding {
    let wanted: [(String, ResourceKind)] = [
      ("EndpointSlice", .endpointSlice), ("Ingress", .ingress),
      ("NetworkPolicy", .networkPolicy), ("HorizontalPodAutoscaler", .horizontalPodAutoscaler),
    ]
    var served = wanted.map { name, kind in
      "\(name) \(discovery.served(kind)?.apiVersion ?? "no")"
    }
    let gateway = discovery.kinds.first { $0.group == "gateway.networking.k8s.io" }
    served.append("Gateway API \(gateway?.version ?? "no")")
    return DoctorFinding(check: "kinds", state: .ok, says: served.joined(separator: ", "))
  }

  private func permissions(
    _ client: KubernetesClient, _ discovery: Discovery
  ) async -> [DoctorFinding] {
    let space = namespace ?? client.access.namespace
    let kinds = ClusterKinds.queries(discovery: discovery, withNetwork: false).map(\.kind)
    let everywhere = await refused(kinds, client, in: nil)
    let here = everywhere.isEmpty ? [] : await refused(everywhere, client, in: space)
    let reading: DoctorFinding
    if everywhere.isEmpty {
      reading = DoctorFinding(
        check: "reading", state: .ok, says: "\(kinds.count) kinds in all namespaces")
    } else if here.contains(.service) {
      reading = DoctorFinding(
        check: "reading", state: .failure, says: "you may not list services in \(space)",
        mend: "ask for the ClusterRole `view`", code: .refused)
    } else {
      let missing = everywhere.map(\.plural).joined(separator: ", ")
      reading = DoctorFinding(
        check: "reading", state: .warning,
        says: "not in all namespaces: \(missing)"
          + (here.isEmpty
            ? "" : "; not in \(space) either: \(here.map(\.plural).joined(separator: ", "))"),
        mend: "what may not be listed is shown as unknown")
    }
    return [reading, await changing(client, in: space)]
  }

  /// The kinds that may not be listed in a namespace, or (nil) in all.
  private func refused(
    _ kinds: [ResourceKind], _ client: KubernetesClient, in namespace: String?
  ) async -> [ResourceKind] {
    let answers = await withTaskGroup { group in
      for kind in kinds {
        group.addTask { (kind, (try? await client.allows("list", kind, in: namespace)) ?? false) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    return kinds.filter { answers[$0] != true }
  }

  private func changing(_ client: KubernetesClient, in space: String) async -> DoctorFinding {
    guard let rights = try? await client.rights(in: space) else {
      return DoctorFinding(
        check: "changing", state: .warning, says: "the cluster does not say what you may change")
    }
    let asked: [(String, String, ResourceKind, String?)] = [
      ("scale", "patch", .deployment, "scale"), ("edit selectors", "patch", .service, nil),
      ("shift weights", "patch", .ingress, nil), ("restart", "patch", .deployment, nil),
      ("delete pods", "delete", .pod, nil),
    ]
    let allowed = asked.filter { rights.allows($0.1, $0.2, subresource: $0.3, name: "") == true }
    let says =
      allowed.isEmpty
      ? "nothing in \(space)" : "you may \(allowed.map(\.0).joined(separator: ", ")) in \(space)"
    return DoctorFinding(check: "changing", state: .ok, says: says)
  }
}
