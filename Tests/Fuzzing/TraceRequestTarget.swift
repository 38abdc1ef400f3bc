import Diagnosis
import Topology

/// What `sluice trace` takes: a line of words, headers after `-H`, a source after `--from`.
struct TraceRequestTarget: FuzzTarget {
  let name = "trace"
  let corpus = [
    "http://pay.example.com/a?b#c", "POST https://[::1]:8443/", "service/shop/pay:http",
    "svc/pay:80", "http://a.b.svc.cluster.local:80 -H Host:x.y -H cookie: a=b; c=d",
    "http://1.2.3.4 --from outside/10.0.0.1", "service/pay --from pod/shop/web",
    "http://a. --from deployment/web",
  ]
  let words = [
    "http://", "https://", "ftp://", "service/", "svc/", "pod/", "outside/", "deployment/", "[",
    "]",
    ":", ":0", ":65536", "@", "?", "#", "%00", " ", " -H ", " --from ", "..", "//", "xn--", "::",
  ]

  func check(_ input: [UInt8]) throws {
    let text = String(decoding: input, as: UTF8.self)
    let parts = text.split(separator: " --from ", maxSplits: 1)
    let lines = (parts.first ?? "").split(separator: " -H ")
    let words = (lines.first ?? "").split(separator: " ").map(String.init)
    do throws(TraceRequestError) {
      let request = try TraceRequest(
        words, headers: lines.dropFirst().map(String.init),
        from: parts.count == 2 ? String(parts[1]) : nil)
      try check(request)
    } catch {
      try Violation.unless(!error.description.isEmpty, "a refusal without words")
      try Violation.unless(error.description == error.description.cleaned, "it is not cleaned")
    }
  }

  private func check(_ request: TraceRequest) throws(TraceRequestError) {
    let again = try TraceRequest([request.method, request.text])
    let isSame = again.target == request.target && again.method == request.method
    guard isSame, request.text == request.text.cleaned, request.path.hasPrefix("/"),
      request.host == request.host.lowercased(),
      request.url.map({ (1...65_535) ~= $0.port }) ?? true
    else { return violated(request) }
    _ = request.cookie("a")
  }

  private func violated(_ request: TraceRequest) {
    preconditionFailure("'\(request.text)' is not read as it is written")
  }
}
