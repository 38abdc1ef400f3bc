import Diagnosis
import Language
import Screen
import State
import Topology
import Traffic

/// What came when the hops of a trace were asked, and from where: evidence beside what the objects tell.
///
/// Names and certificates are asked for the way in, pods for the hops at its end; nothing stands for the others.
struct TraceProbes {
  let trace: Trace
  let context: PaneContext

  /// So many pods are listed.
  private static let most = 8

  /// Every answer about a hop, with the question and its vantage; nothing while nothing is asked.
  func lines(of hop: Trace.Hop, _ words: FaultLines) -> [[Drawing.Run]] {
    guard context.interface.options.isProbing else { return [] }
    let doors = context.state.doors(of: hop).flatMap { door in
      lines("", context.state.shown.probe(of: door), words)
    }
    let endpoints = endpoints(of: hop)
    let pods = endpoints.prefix(Self.most).flatMap { endpoint in
      lines((endpoint.pod?.name ?? endpoint.address) + ":", probe(endpoint), words)
    }
    let more = endpoints.count - Self.most
    let asked =
      doors + pods
      + (more > 0 ? [[Drawing.Run("  " + localized("\(more) more"), .muted)]] : [])
    return asked.isEmpty ? [] : [[Drawing.Run(localized("Live evidence"), .title)]] + asked
  }

  /// How many of the pods that get such requests answer, with the vantage; nil before the first answer.
  func note(of hop: Trace.Hop) -> Drawing.Run? {
    guard context.interface.options.isProbing, hop.hop == .pod else { return nil }
    let probes = endpoints(of: hop).filter { $0.share > 0 }.compactMap(probe)
    let tally = ProbeTally(probes)
    guard let vantage = probes.first?.vantage, tally.count > 0 else { return nil }
    let health: Health = tally.isWhole ? .ok : tally.well == 0 ? .fault : .warning
    return Drawing.Run(
      localized("live \(tally.well)/\(tally.count) \(vantage.place)"), health.role)
  }

  /// The pods of a hop: those that do not answer well come first, so that little room shows them.
  private func endpoints(of hop: Trace.Hop) -> [Trace.Endpoint] {
    guard hop.hop == .pod || hop.hop == .endpoints else { return [] }
    let endpoints = trace.backends.flatMap(\.endpoints)
    let answers = endpoints.map { probe($0)?.isWell }
    return [false, nil, true].flatMap { answer in
      zip(endpoints, answers).filter { $0.1 == answer }.map(\.0)
    }
  }

  private func probe(_ endpoint: Trace.Endpoint) -> ProbeReading? {
    context.state.shown.probe(at: endpoint.backendAddress)
  }

  private func lines(
    _ name: String, _ probe: ProbeReading?, _ words: FaultLines
  ) -> [[Drawing.Run]] {
    guard let probe else {
      return words.indented(
        "\(name) \(localized("asked, no answer yet"))".cleaned,
        lead: Drawing.Run("\(context.glyphs.unknown) ", .stateUnknown), role: .muted)
    }
    let health: Health = probe.isSound.map { $0 ? .ok : .fault } ?? .unknown
    return words.indented(
      "\(name) \(probe.testimony)".cleaned,
      lead: Drawing.Run("\(context.glyphs.state(health)) ", health.role))
  }
}
