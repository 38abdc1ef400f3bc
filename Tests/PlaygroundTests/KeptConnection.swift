/// A client that sends one request after the other on one connection, as long as that is kept.
final class KeptConnection {
  /// What a request was answered.
  struct Answer: Hashable {
    let status: Int
    let body: String
    var head = ""

    /// The pod that says so in a header.
    var pod: String { String(head.components(after: "X-Pod: ").prefix { !$0.isNewline }) }
  }

  private let address: String
  private let port: Int
  private let source: String?
  private var client: IngressRawClient?

  init(address: String = "127.0.0.1", port: Int, from source: String? = nil) {
    self.source = source
    self.address = address
    self.port = port
  }

  /// The answer to a request; nil when the connection is refused or ends without one.
  func exchange(_ request: String) -> Answer? {
    guard let client = client ?? (try? IngressRawClient(port: port, address: address, from: source))
    else {
      return nil
    }
    self.client = client
    client.send(request)
    let text = client.receive { Self.answer($0) != nil }
    let answer = Self.answer(text)
    if answer == nil || text.includes("Connection: close") { close() }
    return answer
  }

  func close() {
    client?.close()
    client = nil
  }

  /// A whole answer; nil while anything of it is missing.
  private static func answer(_ text: String) -> Answer? {
    guard text.includes("\r\n\r\n") else { return nil }
    let body = text.components(after: "\r\n\r\n")
    let length = text.components(after: "Content-Length: ").prefix { $0.isNumber }
    guard let count = Int(length), body.utf8.count >= count else { return nil }
    let words = text.split(separator: " ", maxSplits: 2)
    return Answer(
      status: Int(words[1]) ?? 0, body: body,
      head: String(text.prefix(text.count - body.count)))
  }
}
