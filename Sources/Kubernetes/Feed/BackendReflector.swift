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
    while !Task.isCancelled {
      var refusal: String?
      if let slices {
        refusal = await Reflector(source, slices, timing: timing).runUntilRefused { event in
          // The first condition has been reported; another one would unsay what was shown meanwhile.
          if case .condition(_, .syncing) = event { return }
          await emit(event)
        }
        if refusal == nil { return }
      }
      guard let other = await runEndpoints(emit) else { return }
      await emit(.condition(.endpointSlice, .forbidden(refusal ?? other)))
      try? await timing.sleep(backOff.next(timing))
    }
  }

  private func runEndpoints(_ emit: @Sendable (FeedEvent) async -> Void) async -> String? {
    let conversion = EndpointsConversion()
    let query = ResourceQuery(.endpoints, namespace: namespace)
    return await Reflector(source, query, timing: timing).runUntilRefused { event in
      switch event {
      case .changed(let changes): await emit(.changed(await conversion.slices(changes)))
      case .condition(_, .syncing), .limited, .begun: break
      case .condition(_, let condition): await emit(.condition(.endpointSlice, condition))
      }
    }
  }
}
