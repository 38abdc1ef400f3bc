import Topology

@testable import Kubernetes

/// A source whose answers are written down beforehand; it is cancelled when the script ends.
struct ScriptedSource: ResourceSource {
  /// One answer of the script.
  enum Step: Sendable {
    /// Batches, and the list's version; without one the list breaks off.
    case list([[Resource]], String)
    case events([WatchEvent])
    case failure(ClientError)
  }

  /// Where the script stands.
  private actor Script {
    private var steps: [Step]
    private(set) var requests: [String] = []

    init(_ steps: [Step]) { self.steps = steps }

    func next(_ request: String) throws(ClientError) -> Step {
      requests.append(request)
      guard !steps.isEmpty else { throw .cancelled }
      let step = steps.removeFirst()
      if case .failure(let error) = step { throw error }
      return step
    }

    /// The next step of a watch; a list that comes next belongs to somebody else's list.
    func nextOfWatch(_ request: String) throws(ClientError) -> Step {
      if case .list = steps.first {
        requests.append(request)
        throw .cancelled
      }
      return try next(request)
    }
  }

  private let script: Script

  init(_ steps: [Step]) { script = Script(steps) }

  /// What was asked, in order.
  var requests: [String] { get async { await script.requests } }

  func discover() async throws(ClientError) -> Discovery {
    Discovery(kinds: ResourceKind.known)
  }

  func list(
    _ query: ResourceQuery, _ freshness: ListFreshness, _ receive: ([Resource]) async -> Void
  ) async throws(ClientError) -> String {
    guard case .list(let batches, let version) = try await script.next("list \(query.kind.plural)")
    else {
      throw .malformed("the script expects a watch")
    }
    for batch in batches { await receive(batch) }
    guard !version.isEmpty else { throw .malformed("it broke off") }
    return version
  }

  func watch(
    _ query: ResourceQuery, from resourceVersion: String, seconds: Int,
    _ receive: ([WatchEvent]) async -> Void
  ) async throws(ClientError) {
    guard
      case .events(let events) = try await script.nextOfWatch(
        "watch \(query.kind.plural) \(resourceVersion)")
    else { throw .malformed("the script expects a list") }
    await receive([])
    await receive(events)
  }
}

/// Collects what a feed reports.
actor Recorder {
  private(set) var lines: [String] = []
  private(set) var pauses: [Double] = []

  func add(_ event: FeedEvent) {
    switch event {
    case .condition(_, let condition): lines.append("\(condition)")
    case .begun: break
    case .limited(let namespace): lines.append("limited to \(namespace)")
    case .changed(let changes):
      for change in changes {
        switch change {
        case .applied(let resource): lines.append("applied \(resource.reference)")
        case .deleted(let reference): lines.append("deleted \(reference)")
        case .listed(_, let resources):
          lines.append("listed \(resources.map(\.metadata.name).joined(separator: " "))")
        }
      }
    }
  }

  func pause(_ seconds: Double) { pauses.append(seconds) }
}
