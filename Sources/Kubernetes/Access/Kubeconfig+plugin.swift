import Foundation
import Topology

extension Kubeconfig {
  /// The sign-in program of a user.
  static func plugin(
    _ user: Entry, cluster: Entry, place: String
  ) throws(KubeconfigError) -> ClusterAccess.Credentials {
    let exec = user.value["exec"]
    guard var plugin = ExecPlugin(exec, folder: user.folder) else {
      let version = exec["apiVersion"].string ?? ""
      throw KubeconfigError(
        place: place,
        what: exec["command"].string == nil
          ? "exec has no command" : "exec speaks `\(version)`, which is not known here",
        mend: "set apiVersion to \(ExecPlugin.served.joined(separator: " or ")), and command")
    }
    if exec["provideClusterInfo"].bool == true {
      plugin.cluster = try information(of: cluster)
    }
    return .plugin(plugin)
  }

  /// A cluster as plugins are told of it: with its authority as data, never with a path.
  private static func information(of cluster: Entry) throws(KubeconfigError) -> JSONValue {
    var told: JSONValue = [:]
    for key in ["server", "tls-server-name", "insecure-skip-tls-verify", "proxy-url"] {
      told[key] = cluster.value[key]
    }
    if let authorities = try bytes("certificate-authority", of: cluster) {
      told["certificate-authority-data"] = .string(Data(authorities).base64EncodedString())
    }
    let extensions = cluster.value["extensions"].array
    let name = "client.authentication.k8s.io/exec"
    if let config = extensions.first(where: { $0["name"].string == name }) {
      told["config"] = config["extension"]
    }
    return told
  }
}
