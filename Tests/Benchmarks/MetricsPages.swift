import Topology

/// Pages of metrics as programs write them: the same ones in every run, with more in every round.
///
/// Names, order and numbers follow what Traefik 3, Envoy behind Contour and Envoy in Istio answer.
struct MetricsPages {
  /// A program whose pages are made.
  enum Writer: String, CaseIterable {
    case traefik = "Traefik"
    case contour = "Contour"
    case istio = "Istio"
  }

  let writer: Writer
  /// How many series a page has, about.
  let series: Int
  private(set) var text = ""
  private var count = 0
  private var round = 0

  init(_ writer: Writer, series: Int) {
    self.writer = writer
    self.series = series
  }

  /// The page of a round; counters of later rounds stand higher.
  mutating func page(_ round: Int) -> (bytes: [UInt8], series: Int) {
    (self.round, count) = (round, 0)
    text = ""
    text.reserveCapacity(series * 200)
    switch writer {
    case .traefik: traefik()
    case .contour: envoy(clusters: max(1, series / 107))
    case .istio:
      // The page of a gateway has Envoy's own counters too.
      istio(pairs: max(1, series / 2 / 24))
      envoy(clusters: max(1, series / 2 / 107))
    }
    return (Array(text.utf8), count)
  }
}

extension MetricsPages {
  /// A counter of a series, as Go and Envoy write it.
  private func counter(_ number: Int) -> Int {
    let start = (number &* 7919 % 104_729) * (number % 11 == 0 ? 97 : 1)
    return start + round * (number % 13)
  }

  /// Go writes from a million on with an exponent (`strconv.AppendFloat`, `g`).
  private func goNumber(_ value: Int) -> String {
    guard value >= 1_000_000 else { return "\(value)" }
    var digits = String(value)
    let exponent = digits.utf8.count - 1
    while digits.last == "0" { digits.removeLast() }
    let mantissa = digits.count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst())"
    return "\(mantissa)e+\(exponent < 10 ? "0" : "")\(exponent)"
  }

  private mutating func head(_ name: String, _ type: String, help: String? = nil) {
    if let help { text += "# HELP \(name) \(help)\n" }
    text += "# TYPE \(name) \(type)\n"
  }

  private mutating func sample(_ name: String, _ labels: String, _ value: String) {
    text += name
    text += "{"
    text += labels
    text += "} "
    text += value
    text += "\n"
    count += 1
  }

  private mutating func traefik() {
    head("process_start_time_seconds", "gauge", help: "Start time of the process since epoch.")
    text += "process_start_time_seconds 1.79876543212e+09\n"
    let services = max(1, series / 40)
    let codes = ["200", "304", "404", "503"]
    let labels = (0..<services).flatMap { service in
      codes.map { code in
        #"code="\#(code)",method="GET",protocol="http","#
          + #"service="team-\#(service % 40)-checkout-\#(service)-http@kubernetes""#
      }
    }
    histograms(
      "traefik_service_request_duration_seconds", labels,
      bounds: ["0.1", "0.3", "1.2", "5", "+Inf"], help: "How long it took to process the request.")
    for name in [
      "traefik_service_requests_bytes_total", "traefik_service_requests_total",
      "traefik_service_responses_bytes_total",
    ] {
      head(name, "counter", help: "Counted on a service, by status code, protocol, and method.")
      let isBytes = name.contains("bytes")
      for (index, labels) in labels.enumerated() {
        sample(name, labels, goNumber(counter(index) * (isBytes ? 713 : 1)))
      }
    }
  }

  /// Buckets, sum and count of each series; `le` is the last label.
  private mutating func histograms(
    _ name: String, _ labels: [String], bounds: [String], help: String? = nil
  ) {
    head(name, "histogram", help: help)
    for (index, labels) in labels.enumerated() {
      let total = counter(index)
      for (place, bound) in bounds.enumerated() {
        let below = total * (place + 1) / bounds.count
        sample("\(name)_bucket", "\(labels),le=\"\(bound)\"", goNumber(below))
      }
      sample("\(name)_sum", labels, "\(Double(total * 37 + index % 1000) / 1024)")
      sample("\(name)_count", labels, goNumber(total))
    }
  }
}

extension MetricsPages {
  private static let clusterCounters = [
    "assignment_stale", "assignment_timeout_received", "bind_errors", "lb_healthy_panic",
    "lb_local_cluster_not_ok", "lb_recalculate_zone_structures", "lb_subsets_created",
    "lb_zone_no_capacity_left", "membership_change", "retry_or_shadow_abandoned",
    "update_attempt", "update_empty", "update_failure", "update_no_rebuild", "update_success",
    "upstream_cx_close_notify", "upstream_cx_connect_fail", "upstream_cx_connect_timeout",
    "upstream_cx_destroy", "upstream_cx_destroy_local", "upstream_cx_destroy_remote",
    "upstream_cx_http1_total", "upstream_cx_idle_timeout", "upstream_cx_max_requests",
    "upstream_cx_overflow", "upstream_cx_pool_overflow", "upstream_cx_protocol_error",
    "upstream_cx_rx_bytes_total", "upstream_cx_total", "upstream_cx_tx_bytes_total",
    "upstream_flow_control_backed_up_total", "upstream_flow_control_drained_total",
    "upstream_rq_cancelled", "upstream_rq_completed", "upstream_rq_maintenance_mode",
    "upstream_rq_max_duration_reached", "upstream_rq_pending_failure_eject",
    "upstream_rq_pending_overflow", "upstream_rq_pending_total", "upstream_rq_per_try_timeout",
    "upstream_rq_retry", "upstream_rq_retry_limit_exceeded", "upstream_rq_retry_success",
    "upstream_rq_rx_reset", "upstream_rq_timeout", "upstream_rq_total", "upstream_rq_tx_reset",
  ]
  private static let clusterGauges = [
    "circuit_breakers_default_cx_open", "circuit_breakers_default_rq_open", "lb_subsets_active",
    "max_host_weight", "membership_degraded", "membership_excluded", "membership_healthy",
    "membership_total", "upstream_cx_active", "upstream_rq_active", "upstream_rq_pending_active",
    "version",
  ]
  private static let milliseconds = [
    "0.5", "1", "5", "10", "25", "50", "100", "250", "500", "1000", "2500", "5000", "10000",
    "30000", "60000", "300000", "600000", "1800000", "3600000", "+Inf",
  ]

  private mutating func envoy(clusters: Int) {
    let labels = (0..<clusters).map { index in
      writer == .istio
        ? #"envoy_cluster_name="outbound|8080||checkout-\#(index).team-\#(index % 40).svc.cluster.local""#
        : #"envoy_cluster_name="team-\#(index % 40)_checkout-\#(index)_8080""#
    }
    head("envoy_server_uptime", "gauge")
    text += "envoy_server_uptime{} \(1000 + round * 5)\n"
    counters(Self.clusterCounters, "counter", labels)
    head("envoy_cluster_upstream_rq", "counter")
    for (index, labels) in labels.enumerated() {
      for code in ["200", "404", "503"] {
        sample(
          "envoy_cluster_upstream_rq", "envoy_response_code=\"\(code)\",\(labels)",
          "\(counter(index))")
      }
    }
    head("envoy_cluster_upstream_rq_xx", "counter")
    for (index, labels) in labels.enumerated() {
      for kind in ["2", "4", "5"] {
        sample(
          "envoy_cluster_upstream_rq_xx", "envoy_response_code_class=\"\(kind)\",\(labels)",
          "\(counter(index))")
      }
    }
    counters(Self.clusterGauges, "gauge", labels)
    for name in ["upstream_cx_length_ms", "upstream_rq_time"] {
      histograms("envoy_cluster_\(name)", labels, bounds: Self.milliseconds)
    }
  }

  private mutating func counters(_ names: [String], _ type: String, _ labels: [String]) {
    for name in names {
      head("envoy_cluster_\(name)", type)
      for (index, labels) in labels.enumerated() {
        sample("envoy_cluster_\(name)", labels, "\(counter(index + name.utf8.count))")
      }
    }
  }

  /// The requests between pairs of workloads.
  private mutating func istio(pairs: Int) {
    let labels = (0..<pairs).map { index in
      Self.istioLabels(index).map { "\($0)=\"\($1)\"" }.joined(separator: ",")
    }
    head("istio_requests_total", "counter")
    for (index, labels) in labels.enumerated() {
      sample("istio_requests_total", labels, "\(counter(index))")
    }
    histograms("istio_request_duration_milliseconds", labels, bounds: Self.milliseconds)
  }

  /// All labels of Istio's standard metrics.
  private static func istioLabels(_ index: Int) -> [(String, String)] {
    let (source, target) = ("cart-\(index % 20)", "checkout-\(index)")
    let (from, to) = ("team-\(index % 7)", "team-\(index % 40)")
    let root = "spiffe://cluster.local/ns"
    return [
      ("reporter", "source"), ("source_workload", source), ("source_canonical_service", source),
      ("source_canonical_revision", "latest"), ("source_workload_namespace", from),
      ("source_principal", "\(root)/\(from)/sa/\(source)"), ("source_app", source),
      ("source_version", "v1"), ("source_cluster", "Kubernetes"),
      ("destination_workload", "\(target)-v1"), ("destination_workload_namespace", to),
      ("destination_principal", "\(root)/\(to)/sa/\(target)"), ("destination_app", target),
      ("destination_version", "v1"),
      ("destination_service", "\(target).\(to).svc.cluster.local"),
      ("destination_canonical_service", target), ("destination_canonical_revision", "v1"),
      ("destination_service_name", target), ("destination_service_namespace", to),
      ("destination_cluster", "Kubernetes"), ("request_protocol", "http"),
      ("response_code", index % 9 == 8 ? "503" : "200"), ("grpc_response_status", ""),
      ("response_flags", "-"), ("connection_security_policy", "unknown"),
    ]
  }
}
