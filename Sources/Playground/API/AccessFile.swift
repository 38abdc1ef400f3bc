import FoundationEssentials
import Glibc

/// The kubeconfig through which clients reach a playground, with its token.
package struct AccessFile: Sendable, Hashable {
  /// The URL of the server, as `https://127.0.0.1:6443`.
  package let server: String
  /// The authority that signed the server's certificate.
  package let authorityPEM: String
  /// The bearer token: never to be drawn or logged.
  package let token: String

  /// The name of cluster, user and context.
  package static let contextName = "playground"

  package init(server: String, authorityPEM: String, token: String) {
    self.server = server
    self.authorityPEM = authorityPEM
    self.token = token
  }

  /// The file's text.
  package var text: String {
    let name = Self.contextName
    return """
      apiVersion: v1
      kind: Config
      clusters:
      - name: \(name)
        cluster:
          server: \(server)
          certificate-authority-data: \(Data(authorityPEM.utf8).base64EncodedString())
      users:
      - name: \(name)
        user:
          token: \(token)
      contexts:
      - name: \(name)
        context:
          cluster: \(name)
          user: \(name)
          namespace: default
      current-context: \(name)

      """
  }

  /// Writes the file so that only its owner can read it, in one step.
  ///
  /// The file is made anew with its mode: there is no moment at which others could read it.
  package func write(to path: String) throws {
    let temporary = "\(path).\(getpid()).new"
    unlink(temporary)
    let descriptor = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw WriteFailure(path: path, reason: Self.reason) }
    let bytes = Array(text.utf8)
    let written = Glibc.write(descriptor, bytes, bytes.count)
    close(descriptor)
    guard written == bytes.count, rename(temporary, path) == 0 else {
      let reason = Self.reason
      unlink(temporary)
      throw WriteFailure(path: path, reason: reason)
    }
  }

  private static var reason: String { String(cString: strerror(errno)) }

  /// The kubeconfig could not be written: say so and name another place.
  package struct WriteFailure: Error, CustomStringConvertible {
    /// Where it was to be.
    package let path: String
    /// Why not, in the system's words.
    package let reason: String

    package var description: String { "cannot write \(path): \(reason)" }
  }
}
