import Foundation
import Topology

extension ClusterBenchmark {
  /// `sluice get services` beside kubectl, in interleaved rounds: seconds of each.
  func lists(_ cluster: FilledCluster, called name: String) throws -> [Figure] {
    let kubectl = try FilledCluster.kubectl()
    var (own, other) = ([Double](), [Double]())
    for _ in 0..<5 {
      own.append(
        try seconds(program, ["get", "services", "-A", "-o", "json"], cluster, count: "\"cluster"))
      other.append(
        try seconds(kubectl, ["get", "services", "-A", "-o", "json"], cluster, count: "\"cluster"))
    }
    return [
      .note("sluice get services -A -o json, \(name) cluster", own.median, unit: "s"),
      .note("kubectl get services -A -o json, \(name) cluster", other.median, unit: "s"),
      .atMost(
        "cluster: get services beside kubectl, \(name)", own.median / other.median, 0.5, unit: "×"),
    ]
  }

  private func seconds(
    _ path: String, _ arguments: [String], _ cluster: FilledCluster, count: String
  ) throws -> Double {
    let start = Date()
    let text = try RunningProgram.output(path, arguments + ["--kubeconfig", cluster.kubeconfig])
    let seconds = Date().timeIntervalSince(start)
    guard text.contains(count) else {
      throw RunningProgram.Failure(description: "\(path) lists nothing: \(text.prefix(200))")
    }
    return seconds
  }

  /// What a key costs on the full cluster while nothing else changes: from the byte to the answer on the terminal.
  func keys(_ console: ConsoleOnTerminal) -> [Figure] {
    var switches: [Double] = []
    for _ in 0..<20 {
      for key in ["3", "4", "1", "2"] { switches.append(console.milliseconds(for: key)) }
    }
    var filters: [Double] = []
    for _ in 0..<10 {
      _ = console.milliseconds(for: "/")
      for key in "checkout-19".map(String.init) { filters.append(console.milliseconds(for: key)) }
      for key in ["\u{15}", "\r"] { _ = console.milliseconds(for: key) }
    }
    return [
      .atMost("cluster: screen switch, p99", switches.quantile(0.99), 16, unit: "ms"),
      .note("cluster: screen switch, median", switches.median, unit: "ms"),
      .note("cluster: a key of the filter to the screen, median", filters.median, unit: "ms"),
      .note("cluster: a key of the filter to the screen, p99", filters.quantile(0.99), unit: "ms"),
    ]
  }

  /// Memory and processor time while objects change at a steady rate.
  func changes(_ cluster: FilledCluster, _ console: ConsoleOnTerminal) throws -> [Figure] {
    let churn = try RunningProgram(
      cluster.peer,
      [
        "churn", "-kubeconfig", cluster.kubeconfig, "-scale", "\(cluster.scale)", "-rate", "500",
        "-seconds", "\(seconds)",
      ])
    // The first half warms up: buffers and caches take their size.
    let start = Date()
    while Date().timeIntervalSince(start) < Double(seconds) / 2 { console.take(within: 0.1) }
    let used = try RunningProgram.processorSeconds(of: console.process)
    let middle = Date()
    var samples: [(minute: Double, memory: Double)] = []
    while Date().timeIntervalSince(start) < Double(seconds) - 1 {
      let memory = try RunningProgram.memory("VmRSS", of: console.process)
      samples.append((Date().timeIntervalSince(middle) / 60, memory))
      let next = Date().addingTimeInterval(0.5)
      while Date() < next { console.take(within: 0.1) }
    }
    let minutes = Date().timeIntervalSince(middle) / 60
    let share = try RunningProgram.processorSeconds(of: console.process) - used
    let report = try churn.firstLine()
    let rate = report["rate"].double ?? .nan
    return [
      .note("cluster: changes made", rate, unit: "/s"),
      .atMost(
        "cluster: growth of memory under them", Self.slope(samples), 1, unit: "MiB/min"),
      .note("cluster: memory under them", samples.map(\.memory).median, unit: "MiB"),
      .note("cluster: processor under them", share / minutes / 60 * 100, unit: "%"),
      .note(
        "cluster: processor time of a change, connection and drawing included",
        share / (minutes * 60 * rate) * 1e6, unit: "µs"),
    ]
  }

  /// The growth by which a straight line is nearest to all samples: memory swings by some MiB from second to second.
  private static func slope(_ samples: [(minute: Double, memory: Double)]) -> Double {
    let count = Double(samples.count)
    let minute = samples.map(\.minute).reduce(0, +) / count
    let memory = samples.map(\.memory).reduce(0, +) / count
    let both = samples.map { ($0.minute - minute) * ($0.memory - memory) }.reduce(0, +)
    return both / samples.map { ($0.minute - minute) * ($0.minute - minute) }.reduce(0, +)
  }
}
