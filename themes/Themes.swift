package import Screen

/// The themes that come with the program, and the reader of theme files.
package enum Themes {
  /// The names of the shipped themes, the default first.
  package static let names = Array(sources.map(\.name))

  /// A shipped theme; nil when there is none of that name.
  package static func shipped(_ name: String) -> Theme? {
    guard let source = sources.first(where: { $0.name == name }) else { return nil }
    return try? load(String(decoding: source.bytes, as: UTF8.self), named: name).theme
  }

  /// Reads a theme file; roles that it does not state come from the shipped theme it inherits.
  package static func load(
    _ text: String, named name: String = "theme"
  ) throws(ThemeProblem) -> ThemeReading {
    var reader = ThemeReader()
    do throws(ThemeError) {
      return try reader.read(text, named: name)
    } catch {
      throw ThemeProblem(error: error, line: reader.line)
    }
  }

  static func source(_ name: String) -> String? {
    sources.first { $0.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  private static let sources: [(name: String, bytes: [UInt8])] = [
    ("default", PackageResources.default_yaml), ("dark", PackageResources.dark_yaml),
    ("light", PackageResources.light_yaml), ("cvd-dark", PackageResources.cvd_dark_yaml),
    ("cvd-light", PackageResources.cvd_light_yaml), ("hc-dark", PackageResources.hc_dark_yaml),
    ("hc-light", PackageResources.hc_light_yaml), ("mono", PackageResources.mono_yaml),
    ("amber", PackageResources.amber_yaml), ("green", PackageResources.green_yaml),
  ]
}
