/// How a cluster is reached and as whom: one context of a kubeconfig, resolved.
package struct ClusterAccess: Hashable, Sendable {
  /// Who the program is to the cluster.
  package enum Credentials: Hashable, Sendable {
    case anonymous
    case token(String)
    /// The token is read again for every request, since it rotates.
    case tokenFile(String)
    /// PEM texts of a client certificate and its key.
    case certificate(chain: [UInt8], key: [UInt8])
    case password(user: String, password: String)
    /// A program that gives a token or a certificate.
    case plugin(ExecPlugin)
  }

  /// As whom to act, where the user may act as others.
  package struct Impersonation: Hashable, Sendable {
    package var user: String
    package var uid = ""
    package var groups: [String] = []
    package var extra: [String: [String]] = [:]
  }

  /// The context's name, for people.
  package var context: String
  /// The base URL, without a slash at its end.
  package var server: String
  /// The namespace of the context.
  package var namespace: String
  /// PEM text of the authorities that are trusted; nil trusts the system's.
  package var authorities: [UInt8]?
  /// The name that the server's certificate must carry; nil is the URL's host.
  package var serverName: String?
  /// Whether the server's certificate is not checked; only what the kubeconfig or the user says.
  package var isInsecure: Bool
  /// `http://`, `https://` or `socks5://` with host and port; nil connects directly.
  package var proxy: String?
  package var credentials: Credentials
  /// The name of the user in the kubeconfig, for people.
  package var user = ""
  /// nil acts as the user that the credentials name.
  package var impersonation: Impersonation?

  package init(
    context: String = "", server: String, namespace: String = "default",
    authorities: [UInt8]? = nil, credentials: Credentials = .anonymous
  ) {
    self.context = context
    self.server = server
    self.namespace = namespace
    self.authorities = authorities
    self.credentials = credentials
    isInsecure = false
  }
}
