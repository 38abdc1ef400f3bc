import Diagnosis
import Foundation
import Kubernetes
import Playground
import Topology

/// Manifests of the command line, with every problem said as one line.
struct ManifestInput {
  /// What can be used, in order.
  let result: ManifestSet
  /// Whether something had to be left out: exit code 6 where nothing else applies.
  private(set) var isInvalid: Bool
  /// What was said of what had to be left out, a line each.
  private(set) var errors: [String]

  /// Reads paths and says what is wrong with them.
  init(_ paths: [String], namespace: String? = nil) async {
    result = await ManifestReader(namespace: namespace ?? "default").readAtOnce(paths)
    isInvalid = result.isInvalid
    errors = result.problems.filter { $0.severity == .error }.map(\.description)
    for problem in result.problems { StandardStreams.message("sluice: \(problem)") }
  }

  /// The objects as a cluster takes them.
  var objects: [JSONValue] { result.manifests.map(\.object) }

  /// Where an object, or a field of it, stands in the files.
  var locator: Diagnosis.Locator {
    let manifests = Dictionary(
      result.manifests.map { ($0.reference, $0) }, uniquingKeysWith: { first, _ in first })
    return { object, field in
      manifests[object].map {
        SourceLocation(file: $0.source.file, line: $0.line(of: field ?? ""))
      }
    }
  }

  /// Says which objects the playground refused, each with its file and line.
  mutating func report(_ refusals: [Playground.Refusal]) {
    for line in result.lines(about: refusals) {
      isInvalid = true
      errors.append(line)
      StandardStreams.message("sluice: \(line)")
    }
  }
}

extension ManifestSet {
  /// One line for each object that the API refused, safe to print.
  func lines(about refusals: [Playground.Refusal]) -> [String] {
    refusals.compactMap { refusal in
      guard manifests.indices.contains(refusal.index) else { return nil }
      let manifest = manifests[refusal.index]
      let place = "\(manifest.source.file):\(manifest.line(of: Self.field(in: refusal.reason)))"
      return "\(place): \(refusal.reason)".cleaned
    }
  }

  /// The field that a refusal names: `… is invalid: spec.ports[0].port: Invalid value …`.
  private static func field(in reason: String) -> String {
    guard let start = reason.range(of: "is invalid: ")?.upperBound else { return "" }
    return String(reason[start...].prefix { $0 != ":" && $0 != " " })
  }
}
