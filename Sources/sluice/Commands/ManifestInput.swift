import Foundation
import Kubernetes
import Playground
import Topology

/// Manifests of the command line, with every problem said as one line.
struct ManifestInput {
  /// What can be used, in order.
  let manifests: [Manifest]
  /// Whether something had to be left out: exit code 6 where nothing else applies.
  private(set) var isInvalid: Bool

  /// Reads paths and says what is wrong with them.
  init(_ paths: [String], namespace: String? = nil) {
    let set = ManifestReader(namespace: namespace ?? "default").read(paths)
    manifests = set.manifests
    isInvalid = set.isInvalid
    for problem in set.problems { StandardStreams.message("sluice: \(problem)") }
  }

  /// The objects as a cluster takes them.
  var objects: [JSONValue] { manifests.map(\.object) }

  /// Says which objects the playground refused, each with its file and line.
  mutating func report(_ refusals: [Playground.Refusal]) {
    for refusal in refusals where manifests.indices.contains(refusal.index) {
      let manifest = manifests[refusal.index]
      // An unknown kind was named when it was read.
      guard manifest.isKnown else { continue }
      isInvalid = true
      let field = Self.field(in: refusal.reason)
      let place = "\(manifest.source.file):\(manifest.line(of: field))"
      StandardStreams.message("sluice: \(place): \(refusal.reason)".cleaned)
    }
  }

  /// The field that a refusal names: `… is invalid: spec.ports[0].port: Invalid value …`.
  static func field(in reason: String) -> String {
    guard let start = reason.range(of: "is invalid: ")?.upperBound else { return "" }
    return String(reason[start...].prefix { $0 != ":" && $0 != " " })
  }
}
