package import Topology

extension TrafficShift {
  /// One backend's part in a forecast and in what came of it.
  package struct Outcome: Hashable, Sendable {
    package var backend: String
    package var service: NamespacedName
    /// The share before, the predicted one and the measured one, 0…1; nil where there is none.
    package var before: Double?
    package var predicted: Double?
    package var observed: Double?
    /// Requests a second, predicted and measured.
    package var predictedRate: Double?
    package var observedRate: Double?
  }

  /// The forecast beside what was measured, backend by backend; nil observed is "not measured yet".
  ///
  /// Pods that the forecast could not name take the places of its new ones as they came.
  package func outcomes(_ observed: TrafficShift?) -> [Outcome] {
    var services: [NamespacedName] = []
    for line in lines where !services.contains(line.service) { services.append(line.service) }
    return services.flatMap { service in
      outcomes(
        lines.filter { $0.service == service },
        observed?.lines.filter { $0.service == service } ?? [])
    }
  }

  private func outcomes(_ predicted: [Line], _ observed: [Line]) -> [Outcome] {
    let seen = Dictionary(
      observed.map { ($0.backend, $0) }, uniquingKeysWith: { first, _ in first })
    let named = predicted.filter { $0.newPods == 0 }
    let names = Set(named.map(\.backend))
    let places = predicted.filter { $0.newPods > 0 }.flatMap(Self.places)
    let came = observed.filter { !names.contains($0.backend) }
    let others = (0..<max(places.count, came.count)).map { index in
      Self.outcome(
        places.indices.contains(index) ? places[index] : nil,
        came.indices.contains(index) ? came[index] : nil)
    }
    return named.map { Self.outcome($0, seen[$0.backend]) } + others
  }

  /// A line for each of the pods that a line stands for.
  private static func places(_ line: Line) -> [Line] {
    guard line.newPods > 1 else { return [line] }
    var part = line
    part.after = line.after.map { $0 / Double(line.newPods) }
    part.rateAfter = line.rateAfter.map { $0 / Double(line.newPods) }
    return Array(repeating: part, count: line.newPods)
  }

  private static func outcome(_ predicted: Line?, _ observed: Line?) -> Outcome {
    let isPlace = (predicted?.newPods ?? 0) > 0
    return Outcome(
      backend: (isPlace ? observed?.backend : nil) ?? (predicted ?? observed)?.backend ?? "",
      service: (predicted ?? observed)?.service ?? NamespacedName("", ""),
      before: predicted?.before ?? observed?.before, predicted: predicted?.after,
      observed: observed?.after, predictedRate: predicted?.rateAfter,
      observedRate: observed?.rateAfter)
  }
}
