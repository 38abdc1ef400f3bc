/// A colour as a theme states it.
package enum Color: Hashable, Sendable {
  /// The terminal's own.
  case standard
  /// One of the terminal's palette: 0 to 15 are the user's, the rest is fixed.
  case indexed(UInt8)
  case rgb(UInt8, UInt8, UInt8)
}

/// How many colours a terminal shows.
package enum ColorDepth: Int, Hashable, Sendable, CaseIterable {
  case mono = 0
  case eight = 8
  case sixteen = 16
  case many = 256

  /// The depth of a terminal with this many colours.
  package init(colors: Int) {
    self = Self.allCases.last { $0.rawValue <= colors } ?? .mono
  }
}

/// What a role looks like: stated once exactly, and again for terminals with fewer colours.
package struct Look: Hashable, Sendable {
  /// A foreground and a background; nil leaves the background to `ui.background`.
  package struct Colors: Hashable, Sendable {
    package var foreground: Color
    package var background: Color?

    package init(_ foreground: Color = .standard, on background: Color? = nil) {
      self.foreground = foreground
      self.background = background
    }
  }

  package var exact = Colors()
  /// For 256 colours; nil takes the nearest.
  package var many: Colors?
  /// For 16 colours; nil takes palette colours of `exact`, else the terminal's own.
  package var few: Colors?
  package var attributes: Attributes = []

  package init() {}
}

/// A look for one terminal: palette numbers, -1 for the terminal's own colour.
package struct Appearance: Hashable, Sendable {
  package var foreground: Int
  package var background: Int
  package var attributes: Attributes
}

/// A look for every role.
package struct Theme: Hashable, Sendable {
  /// The background that a theme is made for.
  package enum Variant: String, Hashable, Sendable {
    case dark, light
  }

  package var name: String
  package var variant = Variant.dark
  /// The least contrast of its texts that `ThemeCheck` accepts.
  package var contrast = 4.5
  package var looks: [Role: Look] = [:]
  /// Whether the focused frame has double lines.
  package var doublesFocus = false

  /// A theme without looks: everything in the terminal's own colours.
  package init(name: String) { self.name = name }

  /// How cells of a style look on a terminal with this many colours.
  package func appearance(of style: Style, at depth: ColorDepth) -> Appearance {
    let look = looks[style.role] ?? Look()
    var appearance = Appearance(
      foreground: -1, background: -1, attributes: look.attributes.union(style.attributes))
    guard depth != .mono else { return appearance }
    let colors = look.colors(at: depth)
    let ground = (looks[.background] ?? Look()).colors(at: depth).background ?? .standard
    let plain = (looks[.text] ?? Look()).colors(at: depth).foreground
    let foreground = colors.foreground == .standard ? plain : colors.foreground
    appearance.foreground = foreground.number(at: depth)
    appearance.background = (colors.background ?? ground).number(at: depth)
    if depth == .eight {
      if appearance.foreground >= 8 {
        appearance.foreground -= 8
        appearance.attributes.insert(.bold)
      }
      if appearance.background >= 8 { appearance.background -= 8 }
    }
    return appearance
  }
}

extension Look {
  /// The colours to use at a depth.
  package func colors(at depth: ColorDepth) -> Colors {
    switch depth {
    case .many: many ?? exact
    case .sixteen, .eight: few ?? exact
    case .mono: Colors()
    }
  }
}

extension Color {
  /// The colour's number at a depth; -1 where the terminal's own has to do.
  func number(at depth: ColorDepth) -> Int {
    switch self {
    case .standard: -1
    case .indexed(let number):
      Int(number) < 16 || depth == .many ? Int(number) : -1
    case .rgb(let red, let green, let blue):
      depth == .many ? Color.nearest(red, green, blue) : -1
    }
  }

  /// The nearest colour of the fixed part of the 256.
  private static func nearest(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
    (16..<256).min { left, right in
      distance(left, red, green, blue) < distance(right, red, green, blue)
    } ?? -1
  }

  private static func distance(_ number: Int, _ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
    guard let (r, g, b) = Color.indexed(UInt8(number)).components else { return .max }
    let differences = [Int(r) - Int(red), Int(g) - Int(green), Int(b) - Int(blue)]
    return differences.reduce(0) { $0 + $1 * $1 }
  }

  /// Red, green and blue, where they are known: the first 16 are the user's own.
  package var components: (red: UInt8, green: UInt8, blue: UInt8)? {
    switch self {
    case .standard: return nil
    case .rgb(let red, let green, let blue): return (red, green, blue)
    case .indexed(let number):
      guard number >= 16 else { return nil }
      if number >= 232 {
        let grey = UInt8(8 + 10 * (Int(number) - 232))
        return (grey, grey, grey)
      }
      let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
      let index = Int(number) - 16
      return (levels[index / 36], levels[index / 6 % 6], levels[index % 6])
    }
  }
}
