import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL
import Traffic

/// Why something on the network did not answer, in words.
enum FailureWords {
  /// A phrase for an error of the HTTP client or of a connection.
  static func phrase(_ error: any Error) -> String {
    switch error {
    case let error as HTTPClientError:
      switch error {
      case .deadlineExceeded, .connectTimeout, .readTimeout, .tlsHandshakeTimeout:
        return "it does not answer in time"
      case .remoteConnectionClosed: return "it closes the connection"
      case .cancelled: return "interrupted"
      default: return error.shortDescription
      }
    case is NIOConnectionError, is IOError, is ChannelError, is NIOSSLError:
      switch DirectProbe.outcome(of: error) {
      case .refused: return "it refuses the connection"
      case .silent: return "it does not answer in time"
      case .unroutable(let reason), .failed(let reason): return reason
      case .open, .status, .health, .resolved: return "\(error)"
      }
    default: return "\(error)"
    }
  }
}
