import Foundation
import TestSupport
import Topology

/// The real Envoy of the cluster, for which a test does what Contour would do: it writes its routes and clusters, which
/// carry the names that Contour gives them.
enum RealEnvoy {
  /// Where it takes requests, serves its figures, and has its admin page.
  static let (port, metricsPort, adminPort) = (8080, 8002, 9001)

  private static let types = "type.googleapis.com/envoy.config."

  /// Leads the requests of a host to the pods of a Service, and waits until they get there.
  static func lead(_ host: String, to service: NamespacedName) async throws {
    let endpoints = try await RealCluster.objects("endpoints", in: service.namespace)
      .first { $0["metadata"]["name"].string == service.name }
    let subset = endpoints?["subsets"].array.first ?? .null
    let addresses = subset["addresses"].array.compactMap { $0["ip"].string }
    let port = subset["ports"].array.first?["port"].integer ?? 0
    let name = "\(service.namespace)/\(service.name)/80/da39a3ee5e"
    try write("clusters", cluster(name, of: service, addresses, port))
    try write("routes", route(host, to: name))
    let url = "http://\(RealCluster.serverHost):\(Self.port)/"
    for _ in 0..<100 {
      let answer = try await Program.run(
        "curl", ["-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Host: \(host)", url])
      if answer.output == "200" { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw RealCluster.Failure(description: "Envoy does not lead \(host) to \(service)")
  }

  /// Takes the routes and clusters away.
  static func clear() throws {
    try write("routes", route("none.test", to: nil))
    try write("clusters", nil)
  }

  /// A cluster as Contour makes it, which leaves pods out that fail five times in a row.
  private static func cluster(
    _ name: String, of service: NamespacedName, _ addresses: [String], _ port: Int
  ) -> JSONValue {
    let endpoints = addresses.map { address -> JSONValue in
      let socket: JSONValue = [
        "address": .string(address), "port_value": .integer(Int64(port)),
      ]
      return ["endpoint": ["address": ["socket_address": socket]]]
    }
    return [
      "@type": .string(types + "cluster.v3.Cluster"), "name": .string(name),
      "alt_stat_name": .string("\(service.namespace)_\(service.name)_80"), "type": "STATIC",
      "connect_timeout": "2s",
      "common_lb_config": ["healthy_panic_threshold": ["value": 0]],
      "outlier_detection": [
        "consecutive_5xx": 5, "interval": "1s", "base_ejection_time": "300s",
        "max_ejection_percent": 100,
      ],
      "load_assignment": [
        "cluster_name": .string(name), "endpoints": [["lb_endpoints": .array(endpoints)]],
      ],
    ]
  }

  private static func route(_ host: String, to cluster: String?) -> JSONValue {
    let routes = cluster.map { name -> JSONValue in
      ["match": ["prefix": "/"], "route": ["cluster": .string(name)]]
    }
    return [
      "@type": .string(types + "route.v3.RouteConfiguration"), "name": "ingress_http",
      "ignore_port_in_host_matching": true,
      "virtual_hosts": [
        [
          "name": .string(host), "domains": [.string(host)],
          "routes": .array(routes.map { [$0] } ?? []),
        ]
      ],
    ]
  }

  /// Replaces one of its files at once, which it notices.
  private static func write(_ name: String, _ resource: JSONValue?) throws {
    let folder = URL(filePath: try RealCluster.folder).appending(path: "envoy")
    let resources: JSONValue = ["resources": .array(resource.map { [$0] } ?? [])]
    // An atomic write renames, which is what Envoy waits for.
    try Data(resources.text.utf8).write(
      to: folder.appending(path: "\(name).json"), options: .atomic)
  }
}
