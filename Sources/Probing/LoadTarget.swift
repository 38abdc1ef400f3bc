package import Topology

/// Requests of one kind that the load generator sends: what, where to, and how many a second.
package struct LoadTarget: Hashable, Sendable {
  /// Where the connection goes; only loopback addresses are dialled.
  package var address: BackendAddress
  /// The address that the connection comes from; nil for any.
  package var source: String?
  /// The Host header.
  package var host: String
  /// The path, starting with `/`.
  package var path: String
  /// Requests a second, on average.
  package var rate: Double

  package init(
    address: BackendAddress, from source: String? = nil, host: String, path: String, rate: Double
  ) {
    self.address = address
    self.source = source
    self.host = host
    self.path = path
    self.rate = rate
  }
}

extension LoadTarget {
  /// What a connection belongs to.
  struct Way: Hashable {
    let address: BackendAddress
    let source: String?
  }

  var way: Way { Way(address: address, source: source) }
}

/// What the load generator did since it started.
package struct LoadStatistics: Hashable, Sendable {
  package var sent = 0
  /// Answers of any status.
  package var answered = 0
  /// Requests whose connection failed or ended before the answer did.
  package var failed = 0
  /// Requests that were due while too many were under way, and were left out.
  package var skipped = 0
}
