import Diagnosis
import Language
import Screen
import State
import Topology
import Traffic

/// What a backend answered when it was asked, in a cell and in sentences.
enum ProbeWords {
  /// `200 3 ms`, `connects 1 ms`, `refused`; `-` before the first answer.
  static func cell(_ row: BackendRow) -> Drawing.Run {
    guard let probe = row.probe else { return Drawing.Run("-", .muted) }
    return Drawing.Run(short(probe), role(probe))
  }

  /// The newest answer with the question and the vantage, and how the last ones were.
  static func lines(_ row: BackendRow, _ context: PaneContext) -> [[Drawing.Run]] {
    guard context.interface.options.isProbing else { return [] }
    let glyphs = context.glyphs
    guard let probe = row.probe else {
      return [
        [
          Drawing.Run("\(glyphs.unknown) ", .stateUnknown),
          Drawing.Run(localized("asked, no answer yet")),
        ]
      ]
    }
    let sign: Health = probe.isWell.map { $0 ? .ok : .fault } ?? .unknown
    var lines = [
      [
        Drawing.Run("\(glyphs.state(sign)) ", sign.role),
        Drawing.Run(localized("answers when asked").padded(29) + " "),
        Drawing.Run(probe.sentence.cleaned),
      ]
    ]
    let marks = row.probes.suffix(20).map { reading in
      reading.isWell.map { $0 ? glyphs.healthy : glyphs.fault } ?? glyphs.unknown
    }.joined()
    let times = row.probes.filter { $0.isWell == true }.map(\.duration).sorted()
    var history = marks
    if let least = times.first, let most = times.last {
      let middle = Figures.milliseconds(times[times.count / 2])
      history +=
        "  "
        + localized(
          "\(Figures.milliseconds(least)) to \(Figures.milliseconds(most)) ms, half within \(middle) ms"
        )
    }
    lines.append([
      Drawing.Run("\(glyphs.arrow) ", .muted),
      Drawing.Run(localized("the last answers").padded(29) + " "), Drawing.Run(history),
    ])
    if let end = certificate(probe) {
      lines.append([
        Drawing.Run("\(glyphs.state(probe.isOutdated ? Health.fault : .ok)) ", end.role),
        Drawing.Run(localized("its certificate").padded(29) + " "), Drawing.Run(end.words),
      ])
    }
    return lines
  }

  /// When the certificate ends that was shown, in words.
  static func certificate(_ probe: ProbeReading) -> (words: String, role: Role)? {
    probe.validity.map { (localized($0), probe.isOutdated ? .stateFault : .stateOK) }
  }

  /// A line for each way from outside with its newest answer; nothing while nothing is asked.
  static func lines(_ doors: [Door], _ context: PaneContext) -> [[Drawing.Run]] {
    guard context.interface.options.isProbing else { return [] }
    return doors.map { line($0, context) }
  }

  private static func line(_ door: Door, _ context: PaneContext) -> [Drawing.Run] {
    let glyphs = context.glyphs
    let kind =
      switch door.kind {
      case .nodePort(let node): localized("node port of \(node.cleaned)")
      case .loadBalancer: localized("load balancer")
      case .name: localized("name")
      case .certificate: localized("certificate")
      }
    guard let probe = context.state.shown.probe(of: door) else {
      return [
        Drawing.Run("\(glyphs.unknown) ", .stateUnknown), Drawing.Run(kind.padded(24) + " "),
        Drawing.Run(localized("asked, no answer yet"), .muted),
      ]
    }
    let end = certificate(probe)
    let sign: Health = probe.isSound.map { $0 ? .ok : .fault } ?? .unknown
    let place =
      switch door.kind {
      case .nodePort, .loadBalancer: "\(door.address.address) "
      case .name, .certificate: ""
      }
    return [
      Drawing.Run("\(glyphs.state(sign)) ", sign.role), Drawing.Run(kind.padded(24) + " "),
      Drawing.Run((place + probe.sentence).cleaned),
      Drawing.Run(end.map { "  " + $0.words } ?? "", end?.role ?? .text),
    ]
  }

  private static func short(_ probe: ProbeReading) -> String {
    let time = Figures.milliseconds(probe.duration) + "ms"
    return switch probe.outcome {
    case .open: localized("connects") + " \(time)"
    case .status(let code): "\(code) \(time)"
    case .health(let isServing):
      (isServing ? localized("serves") : localized("serves not")) + " \(time)"
    case .resolved(let addresses): addresses.first ?? localized("unknown")
    case .refused: localized("refused")
    case .silent: localized("silent")
    case .unroutable: localized("no way")
    case .failed: localized("failed")
    }
  }

  private static func role(_ probe: ProbeReading) -> Role {
    probe.isWell.map { $0 ? .stateOK : .stateFault } ?? .stateUnknown
  }
}
