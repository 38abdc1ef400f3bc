import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

extension ClientError {
  /// What an error of the HTTP client means.
  init(_ error: any Error, server: String) {
    self =
      switch error {
      case let known as ClientError: known
      case is CancellationError: .cancelled
      case let error as HTTPClientError: Self.meaning(of: error, server)
      case let error as NIOConnectionError: .unreachable(Self.phrase(error, server))
      case let error as NIOSSLError: .untrusted("\(server): \(Self.phrase(error))")
      case is NIOSSLExtraError: .untrusted("\(server): its certificate is for another name")
      case let error as IOError: .unreachable("\(server): \(Self.phrase(error))")
      default: .unreachable("\(server): \(String(describing: error))")
      }
  }

  private static func meaning(of error: HTTPClientError, _ server: String) -> ClientError {
    switch error {
    // A client that was replaced cancels what went over it; that is no wish of the caller's.
    case .cancelled, .alreadyShutdown:
      Task.isCancelled ? .cancelled : .unreachable("\(server): its connection was given up")
    case .connectTimeout, .tlsHandshakeTimeout, .deadlineExceeded, .readTimeout, .writeTimeout:
      .unreachable("\(server) did not answer in time")
    case .remoteConnectionClosed: .unreachable("\(server) closed the connection")
    default: .unreachable("\(server): \(error.shortDescription)")
    }
  }

  private static func phrase(_ error: NIOConnectionError, _ server: String) -> String {
    if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
      return "\(server): its name is not known"
    }
    if let cause = error.connectionErrors.first?.error as? IOError {
      return "\(server): \(phrase(cause))"
    }
    return "\(server) does not answer"
  }

  private static func phrase(_ error: IOError) -> String {
    error.errnoCode == ECONNREFUSED ? "connection refused" : error.description
  }

  private static func phrase(_ error: NIOSSLError) -> String {
    switch error {
    case .handshakeFailed(.sslError(let stack))
    where stack.contains { $0.description.contains("CERTIFICATE_VERIFY_FAILED") }:
      "its certificate is not signed by a trusted authority"
    default: "the TLS handshake failed"
    }
  }
}
