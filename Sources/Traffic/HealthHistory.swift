import HashTreeCollections
package import Topology

/// Ready or not over the last ten minutes, pod by pod.
///
/// Kept as changes, so that an event costs what it touches; the cells are made when they are shown.
package struct HealthHistory: Sendable {
  /// How a pod was; the worst of a cell is shown.
  package enum State: Int, Hashable, Sendable, Comparable {
    case noData, ready, notReady, dead

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// How a pod is.
    package init(_ pod: Pod) {
      let fatal = [
        "CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "InvalidImageName",
        "CreateContainerConfigError", "CreateContainerError", "RunContainerError",
      ]
      if pod.isFinished || pod.phase == "Unknown" || fatal.contains(pod.reason) {
        self = .dead
      } else {
        self = pod.isReady && !pod.metadata.isDeleting ? .ready : .notReady
      }
    }
  }

  /// The length of a cell in seconds, and how far back cells go.
  package static let cellSeconds = 10.0
  package static let seconds = 600.0
  private static let mostChanges = 240

  /// One of very many, in eight bytes: the last two bits of the time are the state.
  private struct Change: Hashable {
    private var bits: UInt64

    init(time: Double, state: State) {
      bits = time.bitPattern & ~3 | UInt64(state.rawValue)
    }

    var time: Double { Double(bitPattern: bits & ~3) }
    var state: State { State(rawValue: Int(bits & 3)) ?? .noData }
  }

  /// The change of each pod to its present state.
  private var latest: TreeDictionary<NamespacedName, Change> = [:]
  /// The changes before that: most pods have changed once, when they were first seen.
  private var earlier: TreeDictionary<NamespacedName, [Change]> = [:]
  private var outages: [ClosedRange<Double>] = []
  private var lostSince: Double?

  package init() {}

  /// Takes in what the cluster said of pods, at the time of the last tick.
  package mutating func observe(_ event: ResourceEvent, at now: Double) {
    switch event {
    case .applied(.pod(let pod)): note(pod.metadata.key, State(pod), at: now)
    case .deleted(let reference) where reference.kind == "Pod":
      latest[reference.name] = nil
      earlier[reference.name] = nil
    case .listed(let kind, let resources) where kind.kind == "Pod":
      var listed: Set<NamespacedName> = []
      for case .pod(let pod) in resources {
        listed.insert(pod.metadata.key)
        note(pod.metadata.key, State(pod), at: now)
      }
      latest = latest.filter { listed.contains($0.key) }
      earlier = earlier.filter { listed.contains($0.key) }
    default: break
    }
  }

  private mutating func note(_ pod: NamespacedName, _ state: State, at now: Double) {
    let change = Change(time: now, state: state)
    guard let known = latest.updateValue(change, forKey: pod) else { return }
    guard known.state != state else {
      latest[pod] = known
      return
    }
    var before = (earlier[pod] ?? []) + [known]
    // The last change before the shown time says how it began.
    let first = (before + [change]).lastIndex { $0.time <= now - Self.seconds } ?? 0
    before.removeFirst(min(before.count, max(first, before.count + 1 - Self.mostChanges, 0)))
    earlier[pod] = before.isEmpty ? nil : before
  }

  /// The feed of pods was lost: from now on nothing is known.
  package mutating func disconnected(at now: Double) {
    if lostSince == nil { lostSince = now }
  }

  /// The feed of pods is back.
  package mutating func connected(at now: Double) {
    guard let since = lostSince else { return }
    lostSince = nil
    outages.append(since...max(since, now))
    outages.removeAll { $0.upperBound < now - Self.seconds }
  }

  /// Cells of ten seconds, the newest last and still growing; the worst state of each.
  package func cells(of pod: NamespacedName, count: Int = 60, now: Double) -> [State] {
    let known = (earlier[pod] ?? []) + (latest[pod].map { [$0] } ?? [])
    let newest = (now / Self.cellSeconds).rounded(.down)
    return (0..<max(0, count)).map { index in
      let start = (newest - Double(count - 1 - index)) * Self.cellSeconds
      return worst(known, from: start, to: min(start + Self.cellSeconds, now.nextUp))
    }
  }

  private func worst(_ known: [Change], from start: Double, to end: Double) -> State {
    let lost = outages + (lostSince.map { [$0...max($0, end)] } ?? [])
    if lost.contains(where: { $0.lowerBound <= start && $0.upperBound >= end }) { return .noData }
    var worst = State.noData
    for (index, change) in known.enumerated() {
      let until = index + 1 < known.count ? known[index + 1].time : Double.infinity
      if change.time < end, until > start { worst = max(worst, change.state) }
    }
    return worst
  }

  /// When a pod took its present state; nil when it is unknown.
  package func since(_ pod: NamespacedName) -> Double? { latest[pod]?.time }
}
