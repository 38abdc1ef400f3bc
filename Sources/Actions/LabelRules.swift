import Language
import Topology

/// What Kubernetes takes as a label (apimachinery `IsQualifiedName`, `IsValidLabelValue`).
package enum LabelRules {
  /// Why a text is no label key; nil when it is one.
  package static func defect(ofKey key: String) -> String? {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2 else { return localized("\"\(key.cleaned)\" has more than one /") }
    if parts.count == 2, !isSubdomain(parts[0]) {
      return localized("\"\(parts[0].description.cleaned)\" before the / is no DNS name")
    }
    guard let name = parts.last, !name.isEmpty else { return localized("a label needs a name") }
    guard name.utf8.count <= 63 else {
      return localized("\"\(key.cleaned)\" is longer than 63 characters")
    }
    return isName(name)
      ? nil
      : localized(
        "\"\(key.cleaned)\" is no label name: letters, digits, - _ . with a letter or digit at both ends"
      )
  }

  /// Why a text is no label value; nil when it is one.
  package static func defect(ofValue value: String) -> String? {
    guard value.utf8.count <= 63 else {
      return localized("\"\(value.cleaned)\" is longer than 63 characters")
    }
    return value.isEmpty || isName(value[...])
      ? nil
      : localized(
        "\"\(value.cleaned)\" is no label value: letters, digits, - _ . with a letter or digit at both ends"
      )
  }

  private static func isName(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    return isAlphanumeric(first) && isAlphanumeric(last)
      && text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
  }

  private static func isSubdomain(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.count <= 253
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
        label.utf8.count <= 63 && isName(label) && !label.contains("_")
          && label.utf8.allSatisfy { !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
      }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }
}
