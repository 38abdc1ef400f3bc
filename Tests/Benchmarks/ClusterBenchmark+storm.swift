import Foundation
import Topology

extension ClusterBenchmark {
  /// The port of the first mark, as the program beside us counts.
  private static let firstMark = 20_000
  private static let rate = 5000
  private static let stormSeconds = 60

  /// From an event on the wire to the terminal while 5,000 come a second.
  ///
  /// The events are told by a program between the console and the API server, since no API server on a machine like
  /// this one makes so many. The port of a Service on screen changes twenty times a second beside them: what is measured
  /// goes from the moment before that event is written to the moment when the terminal has the new port.
  func storm(_ cluster: FilledCluster) throws -> [Figure] {
    let peer = try RunningProgram(
      cluster.peer,
      [
        "storm", "-kubeconfig", cluster.kubeconfig, "-rate", "\(Self.rate)", "-seconds",
        "\(Self.stormSeconds)",
      ])
    let server = try peer.firstLine()["server"].string ?? ""
    let console = try ConsoleOnTerminal(program, kubeconfig: try kubeconfig(server))
    _ = try load(console)
    // Rows that go up and down with their health would carry the one that is looked at away.
    _ = console.milliseconds(for: ":sort name\r")
    guard let service = console.firstService else {
      throw RunningProgram.Failure(description: "no Service stands on the screen")
    }
    _ = try RunningProgram.output(
      "curl",
      [
        "-s", "--noproxy", "*",
        "\(server)/storm?service=\(service)",
      ])
    let used = try RunningProgram.processorSeconds(of: console.process)
    let seen = marks(on: console, service)
    let share = try RunningProgram.processorSeconds(of: console.process) - used
    let report = try peer.firstLine()
    let told = report["marks"].array.compactMap(\.integer)
    let waits = Self.waits(told: told, seen: seen)
    return [
      .note(
        "cluster: events told",
        (report["events"].double ?? .nan) / (report["seconds"].double ?? .nan), unit: "/s"),
      .atMost("cluster: event to screen under them, p99", waits.quantile(0.99), 16, unit: "ms"),
      .note("cluster: event to screen under them, median", waits.median, unit: "ms"),
      .note("cluster: marked events", Double(waits.count), unit: ""),
      .note(
        "cluster: processor under them", share / Double(Self.stormSeconds + 1) * 100, unit: "%"),
    ]
  }

  private func kubeconfig(_ server: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "sluice-benchmark-storm-\(ProcessInfo.processInfo.processIdentifier)")
    let text = """
      clusters: [{name: a, cluster: {server: "\(server)"}}]
      contexts: [{name: a, context: {cluster: a}}]
      current-context: a
      """
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  /// Which mark stood on the screen when, in nanoseconds since 1970, until the storm is over.
  private func marks(on console: ConsoleOnTerminal, _ name: String) -> [(mark: Int, at: Int)] {
    var seen: [(mark: Int, at: Int)] = []
    let end = Date().addingTimeInterval(Double(Self.stormSeconds) + 1)
    while Date() < end {
      console.take(within: 0.1)
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      guard let port = console.port(ofService: name), port >= Self.firstMark,
        port - Self.firstMark != seen.last?.mark
      else { continue }
      seen.append((port - Self.firstMark, now.tv_sec * 1_000_000_000 + now.tv_nsec))
    }
    return seen
  }

  /// How many milliseconds each mark needed; one that a newer one overtook needed as long as that.
  private static func waits(told: [Int], seen: [(mark: Int, at: Int)]) -> [Double] {
    var waits: [Double] = []
    var next = seen[...]
    for (mark, time) in told.enumerated() {
      while let first = next.first, first.mark < mark { next.removeFirst() }
      guard let first = next.first else {
        // It never came.
        waits.append(.infinity)
        continue
      }
      waits.append(Double(first.at - time) / 1e6)
    }
    return waits
  }
}
