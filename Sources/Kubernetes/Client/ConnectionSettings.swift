import AsyncHTTPClient
import Foundation
import NIOCore
import NIOSSL
import Topology

/// The HTTP client's configuration for one way to a cluster.
struct ConnectionSettings {
  var baseURL: String
  var configuration: HTTPClient.Configuration

  /// Connections that one server may have: every watch holds one.
  private static let mostConnections = 64

  init(
    _ access: ClusterAccess, silence: Double = 90,
    certificate: (chain: [UInt8], key: [UInt8])? = nil
  ) throws(ClientError) {
    baseURL = access.server
    configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.httpVersion = .automatic
    // The handshake counts too: a server that takes connections and says nothing is given up as well.
    configuration.timeout.connect = .milliseconds(Int64(min(silence, 10) * 1000))
    configuration.timeout.read = .milliseconds(Int64(silence * 1000))
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.mostConnections
    configuration.connectionPool.retryConnectionEstablishment = false
    guard let url = URLComponents(string: access.server), let host = url.host,
      url.scheme == "https" || url.scheme == "http"
    else { throw .unreachable("`\(access.server)` is no URL of a server") }
    configuration.proxy = try Self.proxy(access.proxy)
    guard url.scheme == "https" else { return }
    configuration.tlsConfiguration = try Self.security(access, certificate)
    if let name = access.serverName, name != host {
      var renamed = url
      renamed.host = name
      baseURL = renamed.string ?? access.server
      configuration.dnsOverride = [name: host]
    }
  }

  private static func security(
    _ access: ClusterAccess, _ certificate: (chain: [UInt8], key: [UInt8])?
  ) throws(ClientError) -> TLSConfiguration {
    var security = TLSConfiguration.makeClientConfiguration()
    do {
      if let authorities = access.authorities {
        security.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(authorities))
      }
      if access.isInsecure { security.certificateVerification = .none }
      var identity = certificate
      if case .certificate(let chain, let key) = access.credentials { identity = (chain, key) }
      if let (chain, key) = identity {
        security.certificateChain = try NIOSSLCertificate.fromPEMBytes(chain)
          .map { .certificate($0) }
        security.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
      }
    } catch {
      throw .untrusted("a certificate or key of the kubeconfig cannot be read")
    }
    return security
  }

  private static func proxy(_ text: String?) throws(ClientError) -> HTTPClient.Configuration.Proxy?
  {
    guard let text, !text.isEmpty else { return nil }
    guard let url = URLComponents(string: text), let host = url.host else {
      throw .unreachable("`\(text)` is no URL of a proxy")
    }
    return switch url.scheme {
    case "socks5": .socksServer(host: host, port: url.port ?? 1080)
    default: .server(host: host, port: url.port ?? 8080)
    }
  }
}
