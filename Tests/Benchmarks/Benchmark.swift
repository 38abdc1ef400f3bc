import Foundation

/// Measures what is promised of speed, and prints each figure beside its target.
///
///     sluice-benchmark [--program PATH] [--scale 1] [--seconds 120] [PART…]
///
/// The parts are proxy, playground, console, traffic, diagnosis and cluster; without a name all of them run.
///
/// `cluster` fills a real API server the first time, and is left out until then where nothing is named.
///
/// Figures against other programs are ratios of medians over interleaved rounds of one run, since a
/// machine is never as fast as another one, nor as itself an hour ago.
@main
struct Benchmark {
  static func main() async throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let program = option("--program", of: &arguments) ?? ".build/release/sluice"
    let scale = Double(option("--scale", of: &arguments) ?? "1") ?? 1
    let seconds = Int(option("--seconds", of: &arguments) ?? "120") ?? 120
    let parts: [(name: String, run: (String) async throws -> [Figure])] = [
      ("proxy", { try ProxyBenchmark(program: $0).figures() }),
      ("playground", { try PlaygroundBenchmark(program: $0).figures() }),
      ("console", { try ConsoleBenchmark(program: $0).figures() }),
      ("traffic", { try await TrafficBenchmark(program: $0).figures() }),
      (
        "diagnosis",
        { program in
          try DiagnosisBenchmark(scale: scale).figures() + CheckBenchmark(program).figures()
        }
      ),
      (
        "cluster",
        {
          try await ClusterBenchmark(program: $0, scale: scale, seconds: seconds).figures()
        }
      ),
    ]
    if let unknown = arguments.first(where: { name in !parts.contains { $0.name == name } }) {
      let names = parts.map(\.name).joined(separator: ", ")
      print("sluice-benchmark: no part '\(unknown)'; there are \(names)")
      exit(2)
    }
    guard FileManager.default.isExecutableFile(atPath: program) else {
      print("sluice-benchmark: no \(program): swift build -c release --product sluice")
      exit(2)
    }
    if arguments.isEmpty {
      arguments = parts.map(\.name).filter { $0 != "cluster" || FilledCluster.isStored(scale) }
    }
    if arguments.contains("cluster") { try Alone.enter() }
    var figures: [Figure] = []
    for part in parts where arguments.contains(part.name) {
      do {
        figures += try await part.run(program)
      } catch {
        figures.append(Figure(part.name, .missing("\(error)"), target: "to be measured"))
      }
    }
    for line in Figure.table(figures) { print(line) }
    exit(figures.allSatisfy(\.isMet) ? 0 : 1)
  }

  /// Takes an option with its value out of the arguments.
  private static func option(_ name: String, of arguments: inout [String]) -> String? {
    guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else {
      return nil
    }
    defer { arguments.removeSubrange(index...index + 1) }
    return arguments[index + 1]
  }
}

/// A network and processes of one's own, so that the cluster's addresses collide with nothing.
enum Alone {
  private static let mark = "SLUICE_BENCHMARK_ALONE"

  /// Starts this program again under `Tests/RealCluster/alone`, unless it runs there.
  static func enter() throws {
    guard ProcessInfo.processInfo.environment[mark] == nil else { return }
    try FilledCluster.prepare()
    setenv(mark, "1", 1)
    // The API server takes all memory that it finds, and is killed where there is no more; its data are 6 GiB.
    setenv("GOMEMLIMIT", "12GiB", 0)
    let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let script = "Tests/RealCluster/alone"
    let words = ([script, path] + CommandLine.arguments.dropFirst()).map { strdup($0) } + [nil]
    execv(script, words)
    throw RunningProgram.Failure(description: "\(script) does not start: errno \(errno)")
  }
}
