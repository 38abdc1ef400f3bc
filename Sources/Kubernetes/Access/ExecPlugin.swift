import Foundation
package import Topology

/// A program that signs the user in, as a kubeconfig's `exec` names it.
///
/// Protocol: client.authentication.k8s.io v1 and v1beta1 (client-go credential plugins).
package struct ExecPlugin: Hashable, Sendable {
  /// Whether the plugin may ask its user something.
  package enum InteractiveMode: String, Hashable, Sendable {
    case never = "Never"
    case ifAvailable = "IfAvailable"
    case always = "Always"
  }

  /// `client.authentication.k8s.io/v1` or `/v1beta1`.
  package var apiVersion: String
  /// A name that is looked up in `PATH`, or a path; a relative path is relative to the kubeconfig's folder.
  package var command: String
  package var arguments: [String]
  /// Added to the environment of this program.
  package var environment: [String: String]
  package var interactiveMode: InteractiveMode
  /// What to do when the program is not installed, in the words of the kubeconfig; uncleaned.
  package var installHint: String
  /// The cluster as `KUBERNETES_EXEC_INFO` tells it; null unless `provideClusterInfo` is set.
  package var cluster: JSONValue

  package init(
    apiVersion: String = Self.current, command: String, arguments: [String] = [],
    environment: [String: String] = [:], interactiveMode: InteractiveMode = .ifAvailable,
    installHint: String = "", cluster: JSONValue = .null
  ) {
    self.apiVersion = apiVersion
    self.command = command
    self.arguments = arguments
    self.environment = environment
    self.interactiveMode = interactiveMode
    self.installHint = installHint
    self.cluster = cluster
  }

  package static let current = "client.authentication.k8s.io/v1"
  static let served = [current, "client.authentication.k8s.io/v1beta1"]

  /// The command line for people, without the environment, which may hold secrets.
  package var line: String { ([command] + arguments).joined(separator: " ").cleaned }

  /// Reads the `exec` of a user; nil when its version is not one of ours.
  init?(_ value: JSONValue, folder: String) {
    let version = value["apiVersion"].string ?? ""
    guard Self.served.contains(version), let command = value["command"].string, !command.isEmpty
    else { return nil }
    self.init(apiVersion: version, command: command)
    // As kubectl does: a path with a slash is relative to its file, a bare name is looked up.
    if command.contains("/"), !command.hasPrefix("/"), !folder.isEmpty {
      self.command = "\(folder)/\(command)"
    }
    arguments = value["args"].array.compactMap(\.string)
    for entry in value["env"].array {
      if let name = entry["name"].string { environment[name] = entry["value"].string ?? "" }
    }
    interactiveMode =
      value["interactiveMode"].string.flatMap(InteractiveMode.init) ?? .ifAvailable
    installHint = value["installHint"].string ?? ""
  }

  /// What `KUBERNETES_EXEC_INFO` says: the console owns the terminal, so nothing is interactive.
  var information: JSONValue {
    [
      "apiVersion": .string(apiVersion), "kind": "ExecCredential",
      "spec": ["interactive": false, "cluster": cluster],
    ]
  }
}
