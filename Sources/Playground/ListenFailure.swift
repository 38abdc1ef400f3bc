import NIOCore

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A port on loopback that could not be had: who wanted it, and why not.
package struct ListenFailure: Error, CustomStringConvertible {
  /// Who listens on a port that users may choose.
  package enum Part: String, Sendable {
    case api = "the API server"
    case http = "the ingress proxy"
    case https = "the ingress proxy (TLS)"
    case metrics = "the metrics endpoint"
  }

  package let part: Part
  /// The port that was asked for; 0 for any.
  package let port: Int
  /// Why not.
  package let reason: String

  init(_ part: Part, port: Int, _ error: any Error) {
    self.part = part
    self.port = port
    reason =
      switch (error as? IOError)?.errnoCode {
      case EADDRINUSE: "another process uses that port"
      case EACCES: "ports under 1024 need root"
      case let code?: String(cString: strerror(code))
      case nil: "\(error)"
      }
  }

  package var description: String {
    "\(part.rawValue) cannot listen on 127.0.0.1:\(port): \(reason)"
  }
}
