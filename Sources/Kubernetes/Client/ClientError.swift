import Topology

/// Why a request to the API server failed.
///
/// `unreachable` may be tried again after a pause; `untrusted` and `malformed` need a person;
/// `refused` says by its status what to do: 401 and 403 ask for rights, 404 the object is gone, 409
/// read again and decide anew, 410 list again, 422 mend the fields in `causes`, 429 and 503 wait
/// `retryAfter` and try again.
package enum ClientError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The server answered with a failure.
  case refused(APIStatus)
  /// No answer came: the reason as a phrase.
  case unreachable(String)
  /// The server's certificate is not trusted, or ours cannot be used.
  case untrusted(String)
  /// The answer is not what the API promises.
  case malformed(String)
  /// The task was cancelled.
  case cancelled

  package var description: String {
    switch self {
    case .refused(let status): status.message.cleaned
    case .unreachable(let why): "the cluster cannot be reached: \(why)".cleaned
    case .untrusted(let why): "the cluster is not trusted: \(why)".cleaned
    case .malformed(let why): "the cluster's answer cannot be read: \(why)".cleaned
    case .cancelled: "interrupted"
    }
  }

  /// The status of a refusal.
  package var status: APIStatus? {
    guard case .refused(let status) = self else { return nil }
    return status
  }

  /// Whether the server does not let us see a kind, or does not serve it; an unknown user is another matter.
  var isRefusalOfKind: Bool { [403, 404, 405].contains(status?.code ?? 0) }
}
