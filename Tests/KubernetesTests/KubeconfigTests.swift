import Foundation
import Testing
import Topology

@testable import Kubernetes

/// Which cluster a kubeconfig leads to.
@Suite struct KubeconfigTests {
  private static let first = """
    apiVersion: v1
    kind: Config
    current-context: dev
    contexts:
    - name: dev
      context: {cluster: one, user: me, namespace: shop}
    clusters:
    - name: one
      cluster: {server: "https://127.0.0.1:6443/", certificate-authority-data: Y2E=}
    users:
    - name: me
      user: {token: secret}
    """
  private static let second = """
    current-context: other
    contexts:
    - name: dev
      context: {cluster: two, user: me}
    - name: certified
      context: {cluster: two, user: holder}
    - name: plugged
      context: {cluster: two, user: plugin}
    - name: lost
      context: {cluster: none, user: me}
    clusters:
    - name: two
      cluster: {server: "https://two.example", insecure-skip-tls-verify: true, tls-server-name: api}
    users:
    - name: holder
      user: {client-certificate: own.crt, client-key-data: a2V5}
    - name: plugin
      user: {exec: {command: aws}}
    """

  private func withFiles<Value>(_ body: (String) throws -> Value) throws -> Value {
    try Fixture.withFolder { folder in
      try Data(Self.first.utf8).write(to: URL(filePath: "\(folder)/a"))
      try Data(Self.second.utf8).write(to: URL(filePath: "\(folder)/b"))
      try Data("chain".utf8).write(to: URL(filePath: "\(folder)/own.crt"))
      return try body(folder)
    }
  }

  @Test func `the current context says server, authority, token and namespace`() throws {
    try withFiles { folder in
      let access = try Kubeconfig(path: "\(folder)/a").access()
      var expected = ClusterAccess(
        context: "dev", server: "https://127.0.0.1:6443", namespace: "shop",
        authorities: Array("ca".utf8), credentials: .token("secret"))
      expected.isInsecure = false
      expected.user = "me"
      #expect(access == expected)
    }
  }

  @Test func `of several files the first to say something wins, and paths are relative to theirs`()
    throws
  {
    try withFiles { folder in
      let config = try Kubeconfig(
        environment: ["KUBECONFIG": "\(folder)/missing:\(folder)/a:\(folder)/b"])
      #expect(config.contextNames == ["certified", "dev", "lost", "plugged"])
      #expect(try config.access().server == "https://127.0.0.1:6443")
      let certified = try config.access(context: "certified")
      #expect(
        certified.credentials == .certificate(chain: Array("chain".utf8), key: Array("key".utf8)))
      #expect(certified.isInsecure)
      #expect(certified.serverName == "api")
    }
  }

  @Test(arguments: [
    ("nope", "there is no context `nope`; choose one of certified, dev, lost, plugged"),
    ("lost", "the context `lost` has no cluster with a server; add the cluster `none`"),
    (
      "plugged",
      "exec speaks ``, which is not known here; set apiVersion to client.authentication.k8s.io/v1 or"
        + " client.authentication.k8s.io/v1beta1, and command"
    ),
  ])
  func `a context that leads nowhere says why`(_ context: String, _ message: String) throws {
    try withFiles { folder in
      let config = try Kubeconfig(environment: ["KUBECONFIG": "\(folder)/a:\(folder)/b"])
      let error = #expect(throws: KubeconfigError.self) { try config.access(context: context) }
      #expect(error?.description == "\(folder)/a:\(folder)/b: \(message)")
    }
  }

  @Test func `a user who acts as another, and a program that signs in`() throws {
    try Fixture.withFolder { folder in
      try Data("chain".utf8).write(to: URL(filePath: "\(folder)/ca"))
      let text = """
        current-context: main
        contexts:
        - {name: main, context: {cluster: one, user: me}}
        - {name: plugged, context: {cluster: one, user: plugin}}
        clusters:
        - name: one
          cluster:
            server: https://one.example
            certificate-authority: ca
            extensions:
            - {name: client.authentication.k8s.io/exec, extension: {audience: us}}
        users:
        - name: me
          user:
            token: t
            as: jane
            as-uid: "7"
            as-groups: [ops, dev]
            as-user-extra: {reason: [audit]}
        - name: plugin
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1beta1
              command: ./bin/login
              args: [--quiet]
              env: [{name: REGION, value: eu}]
              provideClusterInfo: true
              interactiveMode: Never
              installHint: ask for it
        """
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/config"))
      let config = try Kubeconfig(path: "\(folder)/config")
      #expect(
        try config.access().impersonation
          == ClusterAccess.Impersonation(
            user: "jane", uid: "7", groups: ["ops", "dev"], extra: ["reason": ["audit"]]))
      #expect(
        try config.access(context: "plugged").credentials
          == .plugin(
            ExecPlugin(
              apiVersion: "client.authentication.k8s.io/v1beta1",
              command: "\(folder)/./bin/login", arguments: ["--quiet"],
              environment: ["REGION": "eu"], interactiveMode: .never, installHint: "ask for it",
              cluster: [
                "server": "https://one.example",
                "certificate-authority-data": .string(Data("chain".utf8).base64EncodedString()),
                "config": ["audience": "us"],
              ])))
    }
  }

  @Test func `a pod finds its cluster by its service account`() throws {
    try Fixture.withFolder { folder in
      let environment = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
      #expect(ClusterAccess.pod(environment: environment, folder: folder) == nil)
      for (name, text) in [("token", "t"), ("ca.crt", "ca"), ("namespace", "shop\n")] {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
      }
      #expect(ClusterAccess.pod(environment: [:], folder: folder) == nil)
      #expect(
        ClusterAccess.pod(environment: environment, folder: folder)
          == ClusterAccess(
            context: "in-cluster", server: "https://[fd00::1]:443", namespace: "shop",
            authorities: Array("ca".utf8), credentials: .tokenFile("\(folder)/token")))
    }
  }

  @Test func `no kubeconfig and a broken one are told apart`() throws {
    try Fixture.withFolder { folder in
      let absent = try Kubeconfig(environment: ["HOME": folder])
      let missing = #expect(throws: KubeconfigError.self) { try absent.access() }
      #expect(missing?.isInvalidFile == false)
      #expect(
        missing?.description
          == "there is no kubeconfig with a context; set KUBECONFIG or --kubeconfig, or read manifests with -f"
      )
      try Data("contexts: [".utf8).write(to: URL(filePath: "\(folder)/broken"))
      let broken = #expect(throws: KubeconfigError.self) {
        try Kubeconfig(path: "\(folder)/broken")
      }
      #expect(broken?.isInvalidFile == true)
      #expect(broken?.description.hasPrefix("\(folder)/broken:") == true)
    }
  }
}
