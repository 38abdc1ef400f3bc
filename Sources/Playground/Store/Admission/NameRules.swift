/// The forms of names in the API, with the sentences that the API uses for them.
enum NameRules {
  static let subdomainNote =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
    + "and must start and end with an alphanumeric character (e.g. 'example.com', regex used for "
    + #"validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"#
  static let labelNote =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must "
    + "start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
    + "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
  static let serviceNote =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
    + "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
    + "regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
  private static let keyNote =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with "
    + "an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
    + "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
  private static let valueNote =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
    + "and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or "
    + "'12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

  /// What is wrong with a DNS subdomain; nil when nothing is.
  static func subdomain(_ text: String) -> String? {
    if text.utf8.count > 253 { return "must be no more than 253 bytes" }
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.allSatisfy(isLabel) ? nil : subdomainNote
  }

  /// What is wrong with a DNS label.
  static func label(_ text: String) -> String? {
    if text.utf8.count > 63 { return "must be no more than 63 bytes" }
    return isLabel(text.utf8[...]) ? nil : labelNote
  }

  /// What is wrong with a Service's name.
  static func service(_ text: String) -> String? {
    if text.utf8.count > 63 { return "must be no more than 63 bytes" }
    let startsWell = text.utf8.first.map { !isDigit($0) } ?? false
    return startsWell && isLabel(text.utf8[...]) ? nil : serviceNote
  }

  /// What is wrong with a name that only has to fit into a path.
  static func pathSegment(_ text: String) -> String? {
    if text == "." || text == ".." { return "may not be '\(text)'" }
    return text.first { $0 == "/" || $0 == "%" }.map { "may not contain '\($0)'" }
  }

  /// What is wrong with the key of a label or annotation.
  static func qualifiedKey(_ text: String) -> String? {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard let name = parts.last, parts.count <= 2 else {
      return "a qualified name " + keyNote.dropFirst("name part ".count)
        + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
    }
    if parts.count == 2 {
      if parts[0].isEmpty { return "prefix part must be non-empty" }
      if let note = subdomain(String(parts[0]) ?? "") { return "prefix part \(note)" }
    }
    if name.isEmpty { return "name part must be non-empty" }
    if name.count > 63 { return "name part must be no more than 63 bytes" }
    return isLabelText(name) ? nil : keyNote
  }

  /// What is wrong with the value of a label.
  static func labelValue(_ text: String) -> String? {
    if text.utf8.count > 63 { return "must be no more than 63 bytes" }
    return text.isEmpty || isLabelText(text.utf8[...]) ? nil : valueNote
  }

  /// What is wrong with the name of a container's port (IANA service name).
  static func portName(_ text: String) -> String? {
    if text.utf8.count > 15 { return "must be no more than 15 characters" }
    let bytes = Array(text.utf8)
    guard bytes.allSatisfy({ isLowerAlphanumeric($0) || $0 == dash }) else {
      return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"
    }
    if !bytes.contains(where: { !isDigit($0) && $0 != dash }) {
      return "must contain at least one letter (a-z)"
    }
    if bytes.first == dash || bytes.last == dash {
      return "must not begin or end with a hyphen"
    }
    let isDoubled = zip(bytes, bytes.dropFirst()).contains { $0 == dash && $1 == dash }
    return isDoubled ? "must not contain consecutive hyphens" : nil
  }

  /// What is wrong with a key of a ConfigMap or Secret.
  static func dataKey(_ text: String) -> String? {
    let isAllowed: (UInt8) -> Bool = {
      isAlphanumeric($0) || $0 == dash || $0 == 0x5F || $0 == 0x2E
    }
    if text.utf8.count > 253 { return "must be no more than 253 bytes" }
    if text == "." || text == ".." { return "must not be '\(text)'" }
    guard text.isEmpty || !text.utf8.allSatisfy(isAllowed) else { return nil }
    return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. "
      + "'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
  }

  /// Whether a text is an IPv4 address.
  static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        guard let number = Int(part), (0...255).contains(number) else { return false }
        return String(number) == part
      }
  }

  private static let dash = UInt8(ascii: "-")

  private static func isLabel(_ bytes: Substring.UTF8View) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return false }
    return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
      && bytes.allSatisfy { isLowerAlphanumeric($0) || $0 == dash }
  }

  private static func isLabelText(_ bytes: Substring.UTF8View) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return false }
    return isAlphanumeric(first) && isAlphanumeric(last)
      && bytes.allSatisfy { isAlphanumeric($0) || $0 == dash || $0 == 0x5F || $0 == 0x2E }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || isDigit(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLowerAlphanumeric(byte) || (0x41...0x5A).contains(byte)
  }
}
