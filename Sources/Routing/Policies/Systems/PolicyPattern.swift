/// A regular expression of a policy (RE2), which must match a text as a whole.
///
/// What is not of the small part that all engines read alike is not evaluated.
struct PolicyPattern: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  /// Whether it matches; nil where only the proxy can tell.
  func matches(_ input: String) -> Bool? {
    TraefikPattern("^(?:\(text))$").isFound(in: input)
  }
}
