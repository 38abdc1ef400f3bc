import FoundationEssentials
import Topology

/// The path and query of a request, decoded.
struct RequestTarget: Sendable {
  /// The path's parts, without empty ones.
  let path: [String]
  /// The query's values; the last of a name wins.
  let query: [String: String]

  init(path: String, query: String?) {
    self.path = path.split(separator: "/").map { Self.decoded($0) }
    var values: [String: String] = [:]
    for pair in (query ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      values[Self.decoded(parts[0], isQuery: true)] =
        parts.count == 2 ? Self.decoded(parts[1], isQuery: true) : ""
    }
    self.query = values
  }

  /// Whether a switch such as `watch=1` is on.
  func isSet(_ name: String) -> Bool {
    ["1", "true", "True", "TRUE", "t", "T"].contains(query[name] ?? "")
  }

  /// Whether nothing is to be stored.
  var isDryRun: Bool { !(query["dryRun"] ?? "").isEmpty }

  /// Undoes percent encoding; broken sequences stay as they are.
  private static func decoded(_ text: Substring, isQuery: Bool = false) -> String {
    guard text.utf8.contains(where: { $0 == 0x25 || $0 == 0x2B }) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      let pair = String(rest.prefix(2)) ?? ""
      if byte == 0x25, pair.utf8.count == 2, let value = UInt8(pair, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(isQuery && byte == 0x2B ? 0x20 : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// What a path below `/api` or `/apis` names.
struct ResourcePath: Sendable, Hashable {
  var group: String
  var version: String
  var plural = ""
  var namespace: String?
  var name: String?
  var subresource = ""

  /// Reads the parts of a path; nil when they name no group and version.
  init?(_ parts: [String]) {
    var rest = parts[...]
    switch rest.popFirst() {
    case "api":
      guard let version = rest.popFirst() else { return nil }
      group = ""
      self.version = version
    case "apis":
      guard let group = rest.popFirst(), let version = rest.popFirst() else { return nil }
      self.group = group
      self.version = version
    default: return nil
    }
    let parts = Array(rest)
    guard parts.count <= 5 else { return nil }
    let isInNamespace =
      parts.count >= 3 && parts[0] == "namespaces" && !["status", "finalize"].contains(parts[2])
    var tail = parts[...]
    if isInNamespace {
      namespace = parts[1]
      tail = parts[2...]
    }
    plural = tail.popFirst() ?? ""
    name = tail.popFirst()
    subresource = tail.popFirst() ?? ""
    if !tail.isEmpty { return nil }
  }
}
