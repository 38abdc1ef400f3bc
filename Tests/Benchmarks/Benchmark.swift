import Foundation

/// Measures what issue 2 promises of speed, and prints each figure beside its target.
///
///     sluice-benchmark [--program PATH] [proxy] [playground] [console]
///
/// Figures against other programs are ratios of medians over interleaved rounds of one run, since a
/// machine is never as fast as another one, nor as itself an hour ago.
@main
struct Benchmark {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    var program = ".build/release/sluice"
    if let index = arguments.firstIndex(of: "--program"), index + 1 < arguments.count {
      program = arguments[index + 1]
      arguments.removeSubrange(index...index + 1)
    }
    let parts: [(name: String, run: (String) throws -> [Figure])] = [
      ("proxy", { try ProxyBenchmark(program: $0).figures() }),
      ("playground", { try PlaygroundBenchmark(program: $0).figures() }),
      ("console", { try ConsoleBenchmark(program: $0).figures() }),
    ]
    if let unknown = arguments.first(where: { name in !parts.contains { $0.name == name } }) {
      print("sluice-benchmark: no part '\(unknown)'; there are proxy, playground and console")
      exit(2)
    }
    guard FileManager.default.isExecutableFile(atPath: program) else {
      print("sluice-benchmark: no \(program): swift build -c release --product sluice")
      exit(2)
    }
    var figures: [Figure] = []
    for part in parts where arguments.isEmpty || arguments.contains(part.name) {
      do {
        figures += try part.run(program)
      } catch {
        figures.append(Figure(part.name, .missing("\(error)"), target: "to be measured"))
      }
    }
    for line in Figure.table(figures) { print(line) }
    exit(figures.allSatisfy(\.isMet) ? 0 : 1)
  }
}
