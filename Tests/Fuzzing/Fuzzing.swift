import Foundation

/// Feeds the readers of hostile input with whatever a seed leads to.
///
///     sluice-fuzz [--seconds 600] [--seed 1] [manifest] [selector] [routing] …
///     sluice-fuzz --input HEX manifest     one input again
///
/// Each reader runs in a process of its own for the given time; ends with 1 where something did not hold.
@main
struct Fuzzing {
  static func main() async throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let seconds = Double(option("--seconds", of: &arguments) ?? "600") ?? 600
    let seed = UInt64(option("--seed", of: &arguments) ?? "1") ?? 1
    let input = option("--input", of: &arguments)
    let worker = option("--worker", of: &arguments)
    let known = FuzzTargets.all.map(\.name)
    if let unknown = arguments.first(where: { !known.contains($0) }) {
      print("sluice-fuzz: no reader '\(unknown)'; there are \(known.joined(separator: ", "))")
      exit(2)
    }
    let targets = FuzzTargets.all.filter { arguments.isEmpty || arguments.contains($0.name) }
    if let input {
      for target in targets { try target.check(FuzzFile.bytes(hex: input)) }
      return
    }
    var isSound = true
    for target in targets {
      if let worker {
        exit(
          try FuzzWorker(target: target, seed: seed, seconds: seconds, path: worker).run())
      }
      let isRight = try await FuzzWatch(target: target, seed: seed, seconds: seconds).run()
      isSound = isSound && isRight
    }
    exit(isSound ? 0 : 1)
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
