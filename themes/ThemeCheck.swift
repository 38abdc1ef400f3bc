package import Screen

/// Whether everybody can read a theme: the contrast of its texts, and its states for every kind of sight.
///
/// Colours that the user's terminal decides (the first sixteen and `default`) cannot be checked.
package struct ThemeCheck: Sendable {
  /// What is wrong, and how to mend it.
  package struct Finding: Hashable, Sendable {
    package var role: Role
    package var message: String
  }

  /// The least contrast of texts that any theme may ask for, and the least of lines and plots.
  package static let leastText = 4.5
  private static let leastLine = 3.0
  private static let leastDistance = 0.05
  /// Lines and areas, which carry no text.
  private static let lines: Set<Role> = [
    .border, .linkBusy, .linkIdle, .ramp1, .ramp2, .ramp3, .ramp4, .ramp5,
  ]

  private let theme: Theme

  package init(_ theme: Theme) { self.theme = theme }

  /// Everything that is wrong, in the order of the roles; empty for a good theme.
  package var findings: [Finding] {
    let low = theme.contrast < Self.leastText
    let own = Finding(
      role: .background,
      message: "contrast: \(theme.contrast) is too little for text; state \(Self.leastText) or more"
    )
    return (low ? [own] : []) + Role.allCases.flatMap(contrastFindings) + stateFindings
  }

  /// The contrast of a role with its background; nil where the terminal decides either.
  package func contrast(of role: Role, at depth: ColorDepth = .many) -> Double? {
    guard let colors = colors(of: role, at: depth) else { return nil }
    return colors.foreground.contrast(with: colors.background)
  }

  /// The least contrast of all texts; nil where the terminal decides all.
  package var leastContrast: Double? {
    Role.allCases.filter { $0 != .background && !Self.lines.contains($0) }
      .compactMap { role in Shade.allCases.compactMap { contrast(of: role, $0) }.min() }.min()
  }

  /// A theme states its colours twice: exactly, and for 256 colours.
  private enum Shade: String, CaseIterable {
    case exact = "fg"
    case many = "c256"
  }

  private func contrastFindings(_ role: Role) -> [Finding] {
    guard role != .background else { return [] }
    let isLine = Self.lines.contains(role)
    let least = isLine ? Self.leastLine : max(theme.contrast, Self.leastText)
    return Shade.allCases.compactMap { shade in
      guard let contrast = contrast(of: role, shade), contrast < least else { return nil }
      let way = theme.variant == .dark ? "lighter" : "darker"
      return Finding(
        role: role,
        message: "\(role.rawValue) (\(shade.rawValue)) has contrast \(Self.text(contrast)), needs "
          + "\(Self.text(least)); make it \(way)")
    }
  }

  private var stateFindings: [Finding] {
    let pairs: [(Role, Role)] = [
      (.stateOK, .stateWarning), (.stateOK, .stateFault), (.stateWarning, .stateFault),
    ]
    return pairs.flatMap { left, right -> [Finding] in
      guard !differsInShape(left, right) else { return [] }
      return Shade.allCases.flatMap { shade -> [Finding] in
        ColorVision.allCases.compactMap { vision in
          guard let a = colors(of: left, shade), let b = colors(of: right, shade),
            vision.distance(a.foreground, b.foreground) < Self.leastDistance
          else { return nil }
          let eye = vision == .normal ? "everybody" : "\(vision.rawValue) eyes"
          return Finding(
            role: right,
            message: "\(right.rawValue) (\(shade.rawValue)) looks like \(left.rawValue) to \(eye); "
              + "change its lightness, or give one of them reverse or underline")
        }
      }
    }
  }

  /// Whether two roles are told apart without any colour.
  private func differsInShape(_ left: Role, _ right: Role) -> Bool {
    let shapes: Attributes = [.reverse, .underline]
    let (a, b) = (theme.looks[left] ?? Look(), theme.looks[right] ?? Look())
    return a.attributes.intersection(shapes) != b.attributes.intersection(shapes)
  }

  private func contrast(of role: Role, _ shade: Shade) -> Double? {
    colors(of: role, shade).map { $0.foreground.contrast(with: $0.background) }
  }

  private func colors(of role: Role, at depth: ColorDepth) -> (
    foreground: LinearColor, background: LinearColor
  )? {
    depth == .many ? colors(of: role, .many) ?? colors(of: role, .exact) : nil
  }

  /// What a role's text and its ground look like; nil where the terminal decides either.
  private func colors(of role: Role, _ shade: Shade) -> (
    foreground: LinearColor, background: LinearColor
  )? {
    func stated(_ role: Role) -> Look.Colors {
      let look = theme.looks[role] ?? Look()
      return shade == .exact ? look.exact : look.many ?? look.exact
    }
    let colors = stated(role)
    let ground = colors.background ?? stated(.background).background ?? .standard
    let text = colors.foreground == .standard ? stated(.text).foreground : colors.foreground
    guard let foreground = LinearColor(text), let background = LinearColor(ground) else {
      return nil
    }
    return (foreground, background)
  }

  /// A ratio with one decimal, rounded down so that it never says more than there is.
  static func text(_ ratio: Double) -> String {
    let tenths = Int(ratio * 10)
    return "\(tenths / 10).\(tenths % 10)"
  }
}
