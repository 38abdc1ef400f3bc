import Screen
import State

/// What is wrong with something: each finding with its sign, its sentence, its mend and its name in the
/// catalogue.
enum FindingLines {
  static func lines(
    _ findings: [Finding], _ context: PaneContext, width: Int
  ) -> [[Drawing.Run]] {
    findings.flatMap { finding in
      let sign = Drawing.Run(context.glyphs.state(finding.health) + " ", finding.health.role)
      var lines = indented(finding.sentence, width: width, lead: sign)
      guard context.layout.form >= .wide else {
        return lines + shortFix(finding, context, width: width)
      }
      if !finding.fix.isEmpty {
        lines += indented("\(context.glyphs.arrow) \(finding.fix)", width: width, role: .muted)
      }
      if let id = finding.id { lines += indented("(\(id))", width: width, role: .muted) }
      return lines
    }
  }

  /// Where there is little room, the mend is one line.
  private static func shortFix(
    _ finding: Finding, _ context: PaneContext, width: Int
  ) -> [[Drawing.Run]] {
    guard !finding.fix.isEmpty else { return [] }
    let text = "  \(context.glyphs.arrow) \(finding.fix)"
    return [[Drawing.Run(text.cut(to: width, context.glyphs), .muted)]]
  }

  private static func indented(
    _ text: String, width: Int, lead: Drawing.Run = Drawing.Run("  "), role: Role = .text
  ) -> [[Drawing.Run]] {
    text.wrapped(to: max(8, width - 2)).enumerated().map { index, line in
      [index == 0 ? lead : Drawing.Run("  "), Drawing.Run(line, role)]
    }
  }
}
