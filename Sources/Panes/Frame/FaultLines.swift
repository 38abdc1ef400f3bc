import Diagnosis
import Language
import Screen
import State
import Topology

/// A fault of the catalogue in lines: what is wrong, what to do, what it follows from, and what it means.
struct FaultLines {
  let context: PaneContext
  let width: Int

  /// What is wrong and what to do.
  func summary(of fault: Fault, isSaid: Bool = true) -> [[Drawing.Run]] {
    let says = isSaid ? indented(localized(fault.says), lead: sign(fault)) : []
    let fix = localized(fault.fix)
    return says + (fix.isEmpty ? [] : indented("\(context.glyphs.arrow) \(fix)"))
  }

  /// The faults that it follows from, the nearest first.
  func causes(of fault: Fault) -> [[Drawing.Run]] {
    let chain = context.state.faultCauses.chain(of: fault)
    guard !chain.isEmpty else {
      return fault.cause.map { indented(localized("because of \($0)"), role: .muted) } ?? []
    }
    return chain.enumerated().flatMap { index, cause in
      let words = localized(
        "because of \(cause.id) of \(cause.object.description.cleaned): \(cause.says)")
      return indented(String(repeating: " ", count: index) + words, role: .muted)
    }
  }

  /// What the catalogue says of it: its meaning and its mend, in the languages that have them.
  func meaning(of id: String, inEveryLanguage: Bool = false) -> [[Drawing.Run]] {
    guard let kind = FaultCatalogue.kind(id),
      inEveryLanguage || Language.current == .english
    else { return [] }
    return field(localized("meaning"), kind.meaning) + field(localized("mend"), kind.mend)
  }

  /// A name and a text beside it, wrapped.
  func field(_ name: String, _ text: String, _ role: Role = .text) -> [[Drawing.Run]] {
    let indent = max(11, name.terminalWidth + 2)
    return text.wrapped(to: max(8, width - indent)).enumerated().map { index, line in
      [Drawing.Run((index == 0 ? name : "").padded(indent), .muted), Drawing.Run(line, role)]
    }
  }

  func sign(_ fault: Fault) -> Drawing.Run {
    let health = fault.health
    return Drawing.Run(context.glyphs.state(health) + " ", health.role)
  }

  /// A text, two columns in, with a sign before its first line.
  func indented(
    _ text: String, lead: Drawing.Run = Drawing.Run("  "), role: Role = .text
  ) -> [[Drawing.Run]] {
    text.wrapped(to: max(8, width - 2)).enumerated().map { index, line in
      [index == 0 ? lead : Drawing.Run("  "), Drawing.Run(line, role)]
    }
  }
}

extension Fault {
  /// How it reads on a row: what still answers in part is a warning.
  var health: Health {
    switch grade {
    case .blocker: .fault
    case .degraded, .risk: .warning
    case .info: .ok
    }
  }
}

extension Trace.Hop.State {
  /// The health whose sign stands for it.
  var health: Health {
    switch self {
    case .ok: .ok
    case .warning: .warning
    case .fault: .fault
    case .unknown: .unknown
    case .notReached: .unready
    }
  }
}

extension Trace.Verdict {
  /// The health whose sign stands for it.
  var health: Health {
    switch self {
    case .ok: .ok
    case .degraded: .warning
    case .fault: .fault
    case .unknown: .unknown
    }
  }
}
