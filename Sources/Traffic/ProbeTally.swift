/// How many of the backends that were asked answer well.
package struct ProbeTally: Hashable, Sendable {
  package let well: Int
  /// How many answers say something of their backend.
  package let count: Int

  /// Counts the newest reading of each backend.
  ///
  /// Silence to this machine says nothing of a backend while no other one answered this machine: most often the
  /// addresses of pods cannot be reached from outside of their cluster.
  package init(_ readings: [ProbeReading]) {
    let isReached = readings.contains(where: \.isDirectAnswer)
    let told = readings.filter { reading in
      guard case .silent = reading.outcome, reading.vantage == .here else { return true }
      return isReached
    }.compactMap(\.isWell)
    count = told.count
    well = told.count { $0 }
  }

  /// Whether all answer well.
  package var isWhole: Bool { well == count }
}

extension ProbeReading {
  /// Whether something answered this machine itself, however badly.
  package var isDirectAnswer: Bool {
    guard vantage == .here else { return false }
    return switch outcome {
    case .open, .status, .health, .refused, .failed: true
    case .resolved, .silent, .unroutable: false
    }
  }

  /// Whether the certificate that was shown has ended.
  package var isOutdated: Bool { certificateEnd.map { $0 <= time } ?? false }

  /// Whether it is well, its certificate included; nil where the vantage says nothing.
  package var isSound: Bool? { isOutdated ? false : isWell }
}
