import Diagnosis
import TestSupport

/// One request of chance, as a trace is asked for it and as a client writes it.
struct RandomRequest {
  private static let hosts = [
    "a.io", "b.io", "x.a.io", "y.a.io", "y.x.a.io", "c.io", "A.IO", "X.a.io:8080", "b.io.",
    "a.io:80",
  ]
  private static let paths = [
    "/", "/a", "/a/", "/a/b", "/ab", "/A", "/a/b/c", "/a//b", "/aa", "/a/bc", "/a?b=/a/b", "/%61",
    "/a/./b", "",
  ]
  private static let headers: [[(String, String)]] = [
    [], [], [("X-Canary", "always")], [("x-canary", "never")], [("X-Canary", "me")],
    [("Cookie", "a=b; canary=always")], [("Cookie", "canary=never")],
    [("X-Canary", "you"), ("Cookie", "canary=always")],
  ]

  let host: String
  let path: String
  let headers: [(name: String, value: String)]

  init(_ chance: inout SeededGenerator) {
    host = chance.pick(Self.hosts)
    path = chance.pick(Self.paths)
    headers = chance.pick(Self.headers).map { (name: $0.0, value: $0.1) }
  }

  var line: String { "http://\(host)\(path) \(headers.map { "\($0.name): \($0.value)" })" }

  var traced: TraceRequest {
    get throws {
      try TraceRequest(
        ["http://\(host)\(path)"], headers: headers.map { "\($0.name): \($0.value)" })
    }
  }

  /// What goes over the wire.
  var text: String {
    let lines = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
    return "GET \(path.isEmpty ? "/" : path) HTTP/1.1\r\nHost: \(host)\r\n\(lines)\r\n"
  }
}
