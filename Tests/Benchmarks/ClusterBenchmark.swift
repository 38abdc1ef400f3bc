import Foundation
import Topology

/// The console on a real API server that holds 10,000 Services and 150,000 pods, beside a program on client-go.
struct ClusterBenchmark {
  let program: String
  let scale: Double
  /// Seconds of steady changes.
  let seconds: Int
  private static let rounds = 3
  /// Seconds without a loading mark after which all is loaded; they are not counted.
  private static let calm = 2.0

  /// What one run of the console came to.
  struct Load {
    var firstFrame = 0.0
    var loaded = 0.0
    var peak = 0.0
    var resident = 0.0
    var processor = 0.0
  }

  func figures() async throws -> [Figure] {
    let cluster = try FilledCluster(scale: scale)
    var figures = attempt("loading") { try loading(cluster) }
    figures += attempt("lists") { try lists(cluster, called: "large") }
    figures += attempt("console") {
      let console = try ConsoleOnTerminal(program, cluster)
      _ = try load(console)
      return keys(console) + (try changes(cluster, console))
    }
    figures += attempt("storm") { try storm(cluster) }
    do {
      var state = try await StateBenchmark(kubeconfig: cluster.kubeconfig)
      figures += state.figures()
    } catch {
      figures.append(Figure("cluster: state", .missing("\(error)"), target: "to be measured"))
    }
    try cluster.end()
    return figures
      + attempt("lists of a small one") {
        let small = try FilledCluster(scale: 0.01)
        let figures = try lists(small, called: "small")
        try small.end()
        return figures
      }
  }

  /// What one part came to; one that fails costs the others nothing.
  private func attempt(_ part: String, _ measure: () throws -> [Figure]) -> [Figure] {
    do {
      let figures = try measure()
      // What was measured stays known, whatever becomes of the rest of a long run.
      for line in Figure.table(figures) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }
      return figures
    } catch {
      return [Figure("cluster: \(part)", .missing("\(error)"), target: "to be measured")]
    }
  }

  private func loading(_ cluster: FilledCluster) throws -> [Figure] {
    var loads: [Load] = []
    var peers: [JSONValue] = []
    for _ in 0..<Self.rounds {
      loads.append(try load(try ConsoleOnTerminal(program, cluster)))
      let report = try RunningProgram.output(
        cluster.peer, ["inform", "-kubeconfig", cluster.kubeconfig])
      guard let peer = try? JSONValue(parsing: report) else {
        throw RunningProgram.Failure(description: "client-go does not sync: \(report)")
      }
      peers.append(peer)
    }
    let loaded = loads.map(\.loaded).median
    let peak = loads.map(\.peak).median
    let peerSeconds = peers.compactMap { $0["seconds"].double }.median
    let peerPeak = peers.compactMap { $0["peakMiB"].double }.median
    return [
      .note(
        "cluster: objects of the five kinds", peers.compactMap { $0["objects"].double }.median,
        unit: ""),
      .atMost(
        "cluster: first frame with ready counts", loads.map(\.firstFrame).median, 1, unit: "s"),
      .note("cluster: all loaded", loaded, unit: "s"),
      .note("client-go: all loaded", peerSeconds, unit: "s"),
      .atMost("cluster: all loaded beside client-go", loaded / peerSeconds, 0.5, unit: "×"),
      .atMost("cluster: peak memory", peak, 280, unit: "MiB"),
      .note("cluster: processor time of the load", loads.map(\.processor).median, unit: "s"),
      .note("cluster: memory when loaded", loads.map(\.resident).median, unit: "MiB"),
      .note("client-go: peak memory", peerPeak, unit: "MiB"),
      .atMost("cluster: peak memory beside client-go's", peak / peerPeak, 0.1, unit: "×"),
    ]
  }

  /// Follows the console until its last line no longer says that something is loading.
  func load(_ console: ConsoleOnTerminal) throws -> Load {
    var load = Load()
    let start = console.start
    while Date().timeIntervalSince(start) < 180 {
      console.take(within: 0.1)
      let seconds = Date().timeIntervalSince(start)
      if load.firstFrame == 0, console.showsReadyCounts { load.firstFrame = seconds }
      if load.firstFrame == 0 || console.isLoading {
        load.loaded = 0
      } else if load.loaded == 0 {
        load.loaded = seconds
      } else if seconds - load.loaded > Self.calm {
        load.peak = try RunningProgram.memory("VmHWM", of: console.process)
        load.resident = try RunningProgram.memory("VmRSS", of: console.process)
        load.processor = try RunningProgram.processorSeconds(of: console.process)
        return load
      }
    }
    throw RunningProgram.Failure(
      description: "the console is not loaded after 180 s:\n\(console.text.joined(separator: "\n"))"
    )
  }
}
