/// An argument or variable that makes a server listen on the loopback address, where only its own pod reaches it.
///
/// A guess from the names that servers commonly give their listening address; names that clients use as well
/// (`DB_HOST`, `--upstream`) are not among them.
package struct LocalBinding: Hashable, Sendable {
  /// As it was written: `--host=127.0.0.1`.
  package var text: String
  /// The port that it names; nil when it names none.
  package var port: Int?

  package init(_ text: String, port: Int? = nil) {
    self.text = text
    self.port = port
  }

  private static let options: Set<String> = [
    "host", "bind", "bind-address", "bind-addr", "bind-host", "bind-ip", "listen",
    "listen-address", "listen-addr", "listen-host", "listen-ip", "web.listen-address", "http-host",
    "http-address", "http-addr", "http-listen-address", "http.host", "http.addr", "http.address",
    "server-host", "server-address", "server.host", "server.address",
  ]
  private static let variables: Set<String> = [
    "HOST", "BIND", "BIND_ADDRESS", "BIND_ADDR", "BIND_HOST", "BIND_IP", "LISTEN",
    "LISTEN_ADDRESS", "LISTEN_ADDR", "LISTEN_HOST", "LISTEN_IP", "SERVER_HOST", "SERVER_ADDRESS",
    "FLASK_RUN_HOST", "UVICORN_HOST", "ASPNETCORE_URLS",
  ]

  /// Finds it in a container's command line and environment; nil when the container also listens elsewhere.
  package static func first(
    words: [String], environment: [(name: String, value: String)]
  ) -> LocalBinding? {
    var stated: [(text: String, value: String)] = []
    // A shell's command is one word.
    let parts = words.flatMap { $0.split(whereSeparator: \.isWhitespace) }
    for (index, part) in parts.enumerated() where part.hasPrefix("-") {
      let pair = part.drop { $0 == "-" }.split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = pair[0].lowercased().replacing("_", with: "-")
      // Only with its port is -b no other option.
      guard options.contains(name) || name == "b" else { continue }
      if pair.count == 2 {
        stated.append((String(part), String(pair[1])))
      } else if index + 1 < parts.count, name != "b" || parts[index + 1].contains(":") {
        stated.append(("\(part) \(parts[index + 1])", String(parts[index + 1])))
      }
    }
    for (name, value) in environment where variables.contains(name.uppercased()) {
      stated.append(("\(name)=\(value)", value))
    }
    let local = stated.compactMap { LocalBinding(text: $0.text, address: $0.value) }
    return local.count == stated.count ? local.first : nil
  }

  /// A loopback address (`127.0.0.1:8080`, `[::1]:80`, `localhost`); nil for every other one.
  private init?(text written: String, address value: String) {
    var text = Substring(value.lowercased())
    for scheme in ["http://", "https://", "tcp://"] where text.hasPrefix(scheme) {
      text = text.dropFirst(scheme.count)
    }
    if text.hasSuffix("/") { text = text.dropLast() }
    self.init(written)
    if text == "::1" || text == "[::1]" { return }
    let colon = text.lastIndex(of: ":") ?? text.endIndex
    let host = text[..<colon]
    guard host == "localhost" || host == "[::1]" || Self.isLoopback(host) else { return nil }
    guard colon < text.endIndex else { return }
    guard let port = Int(text[text.index(after: colon)...]) else { return nil }
    self.port = port
  }

  private static func isLoopback(_ host: Substring) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
