import Screen
import Yams

/// Reads the format of theme files: names, a palette, and a look for every role.
struct ThemeReader {
  private var palette: [String: Color] = [:]
  private var entries: [String: Entry] = [:]
  private var warnings: [String] = []
  /// The line of the file that is being read, counted from 1; nil in a theme that it inherits.
  private(set) var line: Int?

  private struct Entry {
    var look: Node
    /// Where the file itself states it; nil when it is inherited.
    var line: Int?
  }

  mutating func read(_ text: String, named name: String) throws(ThemeError) -> ThemeReading {
    var chain: [(name: String, root: Node.Mapping)] = []
    var next: String? = name
    var source = text
    while let current = next {
      let root = try mapping(source, isOwn: chain.isEmpty)
      if let format = root["format"]?.int, format != 1 { throw .unknownFormat(format) }
      if chain.isEmpty { line = root["inherits"]?.mark?.line }
      chain.append((current, root))
      next = root["inherits"]?.string
      guard let parent = next else { break }
      if chain.contains(where: { $0.name == parent }), parent != name || chain.count > 1 {
        throw .cycle(parent)
      }
      if parent == name { throw .cycle(name) }
      guard let found = Themes.source(parent) else { throw .unknownParent(parent) }
      source = found
    }
    var theme = Theme(name: name)
    for (index, link) in chain.enumerated().reversed() {
      try take(link.root, isOwn: index == 0, into: &theme)
    }
    var reading = ThemeReading(theme: theme, warnings: warnings)
    for role in Role.allCases {
      let entry = entries[role.rawValue]
      line = entry?.line
      reading.theme.looks[role] = try look(of: role.rawValue, seen: [])
      reading.lines[role] = entry?.line
    }
    return reading
  }

  private mutating func mapping(
    _ text: String, isOwn: Bool
  ) throws(ThemeError) -> Node.Mapping {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      if isOwn { line = Self.line(of: error) }
      throw .notYAML("\(error)".split(separator: "\n").first.map { String($0) } ?? "")
    }
    guard case .mapping(let mapping)? = node, mapping["format"]?.int != nil else {
      throw .notATheme
    }
    return mapping
  }

  private static func line(of error: any Error) -> Int? {
    switch error as? YamlError {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      mark.line
    default: nil
    }
  }

  private mutating func take(
    _ root: Node.Mapping, isOwn: Bool, into theme: inout Theme
  ) throws(ThemeError) {
    for (key, value) in root {
      line = isOwn ? key.mark?.line : nil
      switch key.string ?? "" {
      case "format", "inherits": break
      case "name": theme.name = value.string ?? theme.name
      case "variant": theme.variant = Theme.Variant(rawValue: value.string ?? "") ?? theme.variant
      case "contrast": theme.contrast = value.float ?? theme.contrast
      case "focus": theme.doublesFocus = value.string == "double"
      case "palette":
        for (name, color) in value.mapping ?? [:] {
          let text = color.string ?? ""
          line = isOwn ? color.mark?.line : nil
          palette[name.string ?? ""] = try self.color(text, role: "palette")
        }
      case "roles":
        for (role, look) in value.mapping ?? [:] { takeRole(role.string ?? "", look, isOwn: isOwn) }
      case let other: warnings.append("unknown key \(other)")
      }
    }
  }

  /// A list stands for the roles `.1`, `.2` and so on.
  private mutating func takeRole(_ role: String, _ look: Node, isOwn: Bool) {
    if let list = look.sequence {
      for (index, entry) in list.enumerated() {
        takeRole("\(role).\(index + 1)", entry, isOwn: isOwn)
      }
    } else if Role(rawValue: role) == nil {
      warnings.append("unknown role \(role)")
    } else {
      entries[role] = Entry(look: look, line: isOwn ? look.mark?.line : nil)
    }
  }

  private func look(of role: String, seen: Set<String>) throws(ThemeError) -> Look {
    guard !seen.contains(role) else { throw .roleCycle(role) }
    guard let entry = entries[role] else { return Look() }
    if let mapping = entry.look.mapping { return try look(mapping, role: role) }
    let text = entry.look.string ?? ""
    if Role(rawValue: text) != nil { return try look(of: text, seen: seen.union([role])) }
    var look = Look()
    look.exact.foreground = try color(text, role: role)
    return look
  }

  private func look(_ mapping: Node.Mapping, role: String) throws(ThemeError) -> Look {
    var look = Look()
    if let text = mapping["fg"]?.string { look.exact.foreground = try color(text, role: role) }
    if let text = mapping["bg"]?.string { look.exact.background = try color(text, role: role) }
    if let text = mapping["c256"]?.string { look.many = try pair(text, role: role) }
    if let text = mapping["c16"]?.string { look.few = try pair(text, role: role) }
    for name in mapping["attr"]?.sequence ?? [] {
      switch name.string {
      case "bold": look.attributes.insert(.bold)
      case "dim": look.attributes.insert(.dim)
      case "reverse": look.attributes.insert(.reverse)
      case "underline": look.attributes.insert(.underline)
      default: throw .wrongColor(role: role, text: name.string ?? "")
      }
    }
    return look
  }

  /// `foreground` or `foreground/background`.
  private func pair(_ text: String, role: String) throws(ThemeError) -> Look.Colors {
    let parts = text.split(separator: "/", maxSplits: 1)
    var colors = Look.Colors()
    if let first = parts.first { colors.foreground = try color(String(first), role: role) }
    if parts.count == 2 { colors.background = try color(String(parts[1]), role: role) }
    return colors
  }

  private static let names = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
  ]

  private func color(_ text: String, role: String) throws(ThemeError) -> Color {
    if text == "default" { return .standard }
    if let color = palette[text] { return color }
    if let index = Self.names.firstIndex(of: text) { return .indexed(UInt8(index)) }
    if text.hasPrefix("bright-"),
      let index = Self.names.firstIndex(of: String(text.dropFirst("bright-".count)))
    {
      return .indexed(UInt8(8 + index))
    }
    if let number = UInt8(text) { return .indexed(number) }
    guard text.hasPrefix("#"), let value = UInt32(text.dropFirst(), radix: 16) else {
      throw .wrongColor(role: role, text: text)
    }
    switch text.utf8.count {
    case 4:
      let parts = [value >> 8, value >> 4, value].map { UInt8(($0 & 15) * 17) }
      return .rgb(parts[0], parts[1], parts[2])
    case 7: return .rgb(UInt8(value >> 16), UInt8(value >> 8 & 255), UInt8(value & 255))
    default: throw .wrongColor(role: role, text: text)
    }
  }
}
