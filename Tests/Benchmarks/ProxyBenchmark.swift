import Foundation

/// The ingress proxy beside nginx and Traefik: one run, the same three backends, interleaved rounds.
///
/// The backends are one nginx process with three ports; every proxy has one thread for requests and
/// keeps its connections to the backends.
struct ProxyBenchmark {
  let program: String
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "sluice-benchmark-\(ProcessInfo.processInfo.processIdentifier)")
  private let backends = [19_301, 19_302, 19_303]
  private let rounds = 5

  init(program: String) { self.program = program }

  func figures() throws -> [Figure] {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let peers = try RunningProgram.output("Tests/peers", ["traefik", "nginx", "wrk"])
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let pods = try RunningProgram("\(peers)/nginx", ["-c", try write("backends.conf", podsText)])
    let nginx = try RunningProgram("\(peers)/nginx", ["-c", try write("nginx.conf", nginxText)])
    _ = try write("routes.yaml", routesText)
    let traefik = try RunningProgram(
      "\(peers)/traefik",
      [
        "--entrypoints.web.address=127.0.0.1:19312", "--global.checknewversion=false",
        "--global.sendanonymoususage=false",
        "--providers.file.filename=\(folder.path)/routes.yaml",
      ], environment: ["GOMAXPROCS": "1"])
    let sluice = try RunningProgram(
      program,
      [
        "demo", "--serve", "--load", "0", "--ingress-port", "19310", "-f",
        try write("bench.yaml", manifests),
      ])
    defer { withExtendedLifetime((pods, nginx, traefik, sluice)) {} }
    _ = try sluice.firstLine()
    return try compare(wrk: "\(peers)/wrk")
  }

  private func compare(wrk: String) throws -> [Figure] {
    let proxies = [("sluice", 19_310), ("nginx", 19_311), ("traefik", 19_312)]
    for (_, port) in proxies { try RunningProgram.waitForAnswer("http://127.0.0.1:\(port)/") }
    var rates: [String: [Double]] = [:]
    var latencies: [String: [Double]] = [:]
    for _ in 0..<rounds {
      for (name, port) in proxies {
        let report = try RunningProgram.output(
          wrk, ["-t1", "-c64", "-d3s", "--latency", "http://127.0.0.1:\(port)/"])
        guard !report.contains("Non-2xx"), !report.contains("Socket errors"),
          let rate = Self.number(after: "Requests/sec:", in: report),
          let latency = Self.number(after: "99%", in: report)
        else { throw RunningProgram.Failure(description: "\(name): \(report)") }
        rates[name, default: []].append(rate)
        latencies[name, default: []].append(latency)
      }
    }
    func rate(_ name: String) -> Double { (rates[name] ?? []).median }
    func latency(_ name: String) -> Double { (latencies[name] ?? []).median }
    var figures = proxies.map { Figure.note("\($0.0): requests", rate($0.0), unit: "/s") }
    figures += proxies.map { Figure.note("\($0.0): p99", latency($0.0), unit: "ms") }
    figures.append(
      .atLeast("proxy: requests beside Traefik", rate("sluice") / rate("traefik"), 1.5, unit: "×"))
    figures.append(
      .atLeast("proxy: requests beside nginx", rate("sluice") / rate("nginx"), 0.6, unit: "×"))
    figures.append(
      .atMost("proxy: p99 beside Traefik's", latency("sluice") / latency("traefik"), 1, unit: "×"))
    return figures
  }

  /// The number after a word of wrk's report: a rate, or a time in milliseconds.
  static func number(after word: String, in report: String) -> Double? {
    guard let line = report.split(separator: "\n").first(where: { $0.contains(word) }),
      let text = line.split(separator: " ").last
    else { return nil }
    for (unit, factor) in [("us", 0.001), ("ms", 1), ("s", 1000)] where text.hasSuffix(unit) {
      return Double(text.dropLast(unit.count)).map { $0 * factor }
    }
    return Double(text)
  }

  private func write(_ name: String, _ text: String) throws -> String {
    let file = folder.appending(path: name)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }
}

extension ProxyBenchmark {
  /// Folders that nginx wants even when it never uses them, where no root is needed.
  private var temporaryPaths: String {
    ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map { "\($0)_temp_path \(folder.path)/\($0);" }.joined(separator: " ")
  }

  private var podsText: String {
    """
    worker_processes 1; daemon off; pid \(folder.path)/pods.pid; error_log /dev/null;
    events { worker_connections 2048; }
    http {
      access_log off; keepalive_requests 100000000; keepalive_timeout 600s;
      \(temporaryPaths)
      server {
        \(backends.map { "listen 127.0.0.1:\($0);" }.joined(separator: " "))
        location / { default_type text/plain; return 200 "hello from a pod\\n"; }
      }
    }
    """
  }

  private var nginxText: String {
    """
    worker_processes 1; daemon off; pid \(folder.path)/nginx.pid; error_log /dev/null;
    events { worker_connections 2048; }
    http {
      access_log off; keepalive_requests 100000000;
      \(temporaryPaths)
      upstream pods {
        \(backends.map { "server 127.0.0.1:\($0);" }.joined(separator: " "))
        keepalive 256; keepalive_requests 100000000;
      }
      server {
        listen 127.0.0.1:19311;
        location / {
          proxy_pass http://pods; proxy_http_version 1.1; proxy_set_header Connection "";
          proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;
          proxy_set_header X-Real-IP $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;
          proxy_set_header X-Forwarded-Host $host; proxy_set_header X-Request-ID $request_id;
        }
      }
    }
    """
  }

  private var routesText: String {
    """
    http:
      routers:
        all: {rule: "PathPrefix(`/`)", service: pods, entryPoints: [web]}
      services:
        pods:
          loadBalancer:
            servers:
    \(backends.map { "          - url: http://127.0.0.1:\($0)" }.joined(separator: "\n"))
    """
  }

  /// A Service without selector whose endpoints are the three backends.
  private var manifests: String {
    let slices = backends.map { port in
      """
      ---
      apiVersion: discovery.k8s.io/v1
      kind: EndpointSlice
      metadata: {name: pods-\(port), labels: {kubernetes.io/service-name: pods}}
      addressType: IPv4
      ports: [{name: "", port: \(port), protocol: TCP}]
      endpoints: [{addresses: ["127.0.0.1"], conditions: {ready: true}}]
      """
    }
    return """
      apiVersion: v1
      kind: Service
      metadata: {name: pods}
      spec: {ports: [{port: 80}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: all}
      spec:
        rules:
        - http:
            paths:
            - {path: /, pathType: Prefix, backend: {service: {name: pods, port: {number: 80}}}}
      \(slices.joined(separator: "\n"))
      """
  }
}
