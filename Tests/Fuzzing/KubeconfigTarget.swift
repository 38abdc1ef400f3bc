import Foundation
import Kubernetes
import Topology

/// Kubeconfig files.
struct KubeconfigTarget: FuzzTarget {
  let name = "kubeconfig"
  let corpus = [
    """
    apiVersion: v1
    kind: Config
    current-context: one
    contexts:
    - name: one
      context: {cluster: c, user: u, namespace: shop}
    - name: 2
      context: {cluster: d, user: v}
    clusters:
    - name: c
      cluster:
        server: https://127.0.0.1:6443/
        certificate-authority-data: LS0tLS1CRUdJTg==
        tls-server-name: api
    - name: d
      cluster: {server: "http://[::1]:80", insecure-skip-tls-verify: true, proxy-url: "socks5://x:1"}
    users:
    - name: u
      user: {token: abc, as: root, as-groups: [a, b], as-user-extra: {k: [v]}}
    - name: v
      user:
        exec:
          apiVersion: client.authentication.k8s.io/v1
          command: get-token
          args: [a, b]
          env: [{name: A, value: b}]
          interactiveMode: Never
          provideClusterInfo: true
    """,
    """
    {"current-context": "a", "contexts": [{"name": "a", "context": {"cluster": "a", "user": "a"}}],
     "clusters": [{"name": "a", "cluster": {"server": "https://a"}}],
     "users": [{"name": "a", "user": {"client-certificate-data": "YQ==", "client-key-data": "Yg==",
       "username": "x", "password": "y", "auth-provider": {"name": "gcp"}}}]}
    """,
  ]
  let words = [
    "- name: ", "context: ", "cluster: ", "user: ", "server: ", "exec: ", "command: ", "args: ",
    "tokenFile: ", "client-certificate: ", "current-context: ", "&a ", "*a", "<<: *a", "{", "}",
    "[",
    "]", "==", "data: ", "\n  ",
  ]

  func check(_ input: [UInt8]) throws {
    // A certificate or a token that lies in a file is none of this.
    let path = FileManager.default.temporaryDirectory.appending(
      path: "sluice-fuzz-\(ProcessInfo.processInfo.processIdentifier).kubeconfig"
    ).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(input).write(to: URL(filePath: path))
    do throws(KubeconfigError) {
      let file = try Kubeconfig(path: path)
      for name in file.contextNames.prefix(8) {
        do throws(KubeconfigError) {
          let access = try file.access(context: name)
          try unless(access.context == name, "another context")
        } catch {
          try Self.check(error)
        }
      }
      _ = try? file.access()
    } catch {
      try Self.check(error)
    }
  }

  private func unless(_ holds: Bool, _ what: String) throws(KubeconfigError) {
    if !holds { throw KubeconfigError(place: "", what: "", mend: what) }
  }

  private static func check(_ error: KubeconfigError) throws(KubeconfigError) {
    guard error.what.isEmpty || error.description != error.description.cleaned else { return }
    throw error
  }
}
