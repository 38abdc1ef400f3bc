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
    let lead = Drawing.Run("  \(context.glyphs.arrow) ")
    return says + (fix.isEmpty ? [] : indented(fix, lead: lead))
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
  ///
  /// The mend is left out beside a fix, which says the same with the names of this case.
  func meaning(
    of id: String, inEveryLanguage: Bool = false, hasMend: Bool = true
  ) -> [[Drawing.Run]] {
    guard let kind = FaultCatalogue.kind(id),
      inEveryLanguage || Language.current == .english
    else { return [] }
    return field(localized("meaning"), kind.meaning)
      + (hasMend ? field(localized("mend"), kind.mend) : [])
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

  /// A text with a sign before its first line, the other lines as far in as the first.
  func indented(
    _ text: String, lead: Drawing.Run = Drawing.Run("  "), role: Role = .text
  ) -> [[Drawing.Run]] {
    let indent = lead.text.terminalWidth
    return text.wrapped(to: max(8, width - indent)).enumerated().map { index, line in
      [index == 0 ? lead : Drawing.Run("".padded(indent)), Drawing.Run(line, role)]
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
