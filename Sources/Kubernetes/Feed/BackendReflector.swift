import Synchronization
import Topology

/// Keeps the slices current, or slices made of Endpoints where the cluster refuses the slices themselves.
///
/// Roles that were written for older clusters allow Endpoints and not slices (`view` of 1.20 does); one of the two
/// is enough to know the backends. Where both are refused that is said, and both are tried again.
struct BackendReflector: Sendable {
  let source: any ResourceSource
  /// The query of the slices; nil where they are not served.
  let slices: ResourceQuery?
  let namespace: String?
  let timing: FeedTiming

  /// Runs until it is cancelled.
  func run(_ emit: @Sendable (FeedEvent) async -> Void) async {
    await emit(.condition(.endpointSlice, .syncing))
    var backOff = BackOff()
    // Once something was reported, also of the other kind, the next list replaces it.
    let isReported = Mutex(false)
    while !Task.isCancelled {
      var refusal: String?
      if let slices {
        let reflector = Reflector(
          source, slices, timing: timing, replaces: isReported.withLock { $0 })
        refusal = await reflector.runUntilRefused { event in
          // The first condition has been reported; another one would unsay what was shown meanwhile.
          if case .condition(_, .syncing) = event { return }
          if case .changed = event { isReported.withLock { $0 = true } }
          await emit(event)
        }
        if refusal == nil { return }
      }
      let replaces = isReported.withLock { $0 }
      let other = await runEndpoints(replaces: replaces) { event in
        if case .changed = event { isReported.withLock { $0 = true } }
        await emit(event)
      }
      guard let other else { return }
      await emit(.condition(.endpointSlice, .forbidden(refusal ?? other)))
      try? await timing.sleep(backOff.next(timing))
    }
  }

  private func runEndpoints(
    replaces: Bool, _ emit: @Sendable (FeedEvent) async -> Void
  ) async -> String? {
    let conversion = EndpointsConversion()
    let reflector = Reflector(
      source, ResourceQuery(.endpoints, namespace: namespace), timing: timing,
      replaces: replaces)
    return await reflector.runUntilRefused { event in
      switch event {
      case .changed(let changes): await emit(.changed(await conversion.slices(changes)))
      case .condition(_, .syncing), .limited, .begun: break
      case .condition(_, let condition): await emit(.condition(.endpointSlice, condition))
      }
    }
  }
}
