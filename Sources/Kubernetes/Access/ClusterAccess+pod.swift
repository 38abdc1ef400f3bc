import Foundation

extension ClusterAccess {
  /// Where a pod finds its service account.
  package static let serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

  /// The way to the cluster that this program runs in as a pod; nil outside of one.
  ///
  /// Rules: client-go's `rest.InClusterConfig`. The token is read again for every request, since it rotates.
  package static func pod(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    folder: String = serviceAccountFolder
  ) -> ClusterAccess? {
    guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
      let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty,
      FileManager.default.isReadableFile(atPath: "\(folder)/token")
    else { return nil }
    let name = host.contains(":") ? "[\(host)]" : host
    var access = ClusterAccess(
      context: "in-cluster", server: "https://\(name):\(port)",
      credentials: .tokenFile("\(folder)/token"))
    if let authority = FileManager.default.contents(atPath: "\(folder)/ca.crt") {
      access.authorities = Array(authority)
    }
    if let text = FileManager.default.contents(atPath: "\(folder)/namespace") {
      let namespace = String(decoding: text, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
      if !namespace.isEmpty { access.namespace = namespace }
    }
    return access
  }
}
