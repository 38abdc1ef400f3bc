/// The languages that the console speaks.
///
/// What scripts read stays English in every one.
package enum Language: String, Hashable, Sendable, CaseIterable {
  case english = "en"
  case french = "fr"

  /// The language that `localized` answers in: set around each step of the state and each picture.
  @TaskLocal package static var current = Language.english

  /// The language of the locale's variables, the strongest first; nil where they name none of these.
  ///
  /// The order is POSIX's: `LC_ALL`, `LC_MESSAGES`, `LANG`; an empty one counts as unset.
  package init?(environment: [String: String]) {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
    guard let locale = names.lazy.compactMap({ environment[$0] }).first(where: { !$0.isEmpty })
    else {
      return nil
    }
    self.init(rawValue: String(locale.prefix { $0 != "_" && $0 != "." && $0 != "@" }))
  }

  /// Between the whole and the tenths of a number.
  package var decimalSeparator: String {
    switch self {
    case .english: "."
    case .french: ","
    }
  }

  /// Whether this number of things takes the singular: in French 0 does too.
  package func isSingular(_ count: Int) -> Bool {
    switch self {
    case .english: count == 1
    case .french: count == 0 || count == 1
    }
  }

  /// The words of this language for an English template; nil where it has none.
  func words(for template: String) -> String? {
    switch self {
    case .english: nil
    case .french: Catalogue.french[template]
    }
  }
}
