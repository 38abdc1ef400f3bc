/// A request that is sent to a door as a client sends it.
package struct ProbeRequest: Hashable, Sendable {
  /// One header of it.
  package struct Header: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  package let isTLS: Bool
  package let method: String
  /// The path with its query.
  package let target: String
  /// The host that is asked for.
  package let host: String
  /// The other headers; they may be secret and are never told.
  package let headers: [Header]

  package init(
    isTLS: Bool, method: String, target: String, host: String, headers: [Header]
  ) {
    self.isTLS = isTLS
    self.method = method
    self.target = target
    self.host = host
    self.headers = headers
  }

  /// The question in words: `GET https :443/pay, host shop.local`.
  package func question(port: Int) -> String {
    "\(method) \(isTLS ? "https" : "http") :\(port)\(target), host \(host)"
  }
}
