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
        Drawing.Run(sentence(probe).cleaned),
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
    if let end = probe.certificateEnd {
      let left = Figures.age(max(0, end - probe.time))
      let isOver = end <= probe.time
      lines.append([
        Drawing.Run(
          "\(glyphs.state(isOver ? Health.fault : .ok)) ", isOver ? .stateFault : .stateOK),
        Drawing.Run(localized("its certificate").padded(29) + " "),
        Drawing.Run(isOver ? localized("has ended") : localized("ends in \(left)")),
      ])
    }
    return lines
  }

  private static func short(_ probe: ProbeReading) -> String {
    let time = Figures.milliseconds(probe.duration) + "ms"
    return switch probe.outcome {
    case .open: localized("connects") + " \(time)"
    case .status(let code): "\(code) \(time)"
    case .refused: localized("refused")
    case .silent: localized("silent")
    case .unroutable: localized("no way")
    case .failed: localized("failed")
    }
  }

  private static func role(_ probe: ProbeReading) -> Role {
    probe.isWell.map { $0 ? .stateOK : .stateFault } ?? .stateUnknown
  }

  private static func sentence(_ probe: ProbeReading) -> String {
    let time = Figures.milliseconds(probe.duration)
    let answer =
      switch probe.outcome {
      case .open: localized("the connection is taken, in \(time) ms")
      case .status(let code): localized("\(code) in \(time) ms")
      case .refused: localized("the connection is refused")
      case .silent: localized("nothing within \(time) ms")
      case .unroutable(let reason): localized("cannot be reached from there: \(reason)")
      case .failed(let reason): reason
      }
    let place =
      switch probe.vantage {
      case .here: localized("from here")
      case .server: localized("through the API server")
      }
    return "\(probe.question): \(answer), \(place)"
  }
}
