import Language
import Topology

/// What definitions of plugins and of load balancers look at: an inventory, with its DaemonSets looked up once.
struct NetworkView {
  /// One setting and where it stands.
  struct Setting {
    let value: String
    let source: String
  }

  let inventory: Inventory
  let unreadable: Set<String>
  let daemonSets: [Workload]
  let nodes: [Node]

  init(_ inventory: Inventory, unreadable: Set<String> = []) {
    self.inventory = inventory
    self.unreadable = unreadable
    daemonSets = inventory.topWorkloads { $0.kind == .daemonSet }
    nodes = inventory.sortedNodes
  }

  /// Where the cluster's own programs and its plugins keep their ConfigMaps, the most usual place first.
  private static let homes = ["kube-system", "kube-flannel", "cilium"]

  /// A ConfigMap of a program of the cluster.
  func config(_ name: String) -> GenericResource? {
    Self.homes.lazy.compactMap {
      inventory.object("ConfigMap", NamespacedName($0, name))
    }.first
  }

  /// A value of such a ConfigMap; nil where it is empty or unknown.
  func setting(_ name: String, key: String) -> Setting? {
    guard let map = config(name), let value = map.object["data"][key].string, !value.isEmpty else {
      return nil
    }
    return Setting(value: value, source: "\(map.reference) \(key)")
  }

  /// A field of a document in such a ConfigMap, wherever it stands in it.
  func setting(_ name: String, key: String, field: String) -> Setting? {
    guard let map = config(name), let text = map.object["data"][key].string,
      let value = SettingsText.value(of: field, in: text), !value.isEmpty
    else { return nil }
    return Setting(value: value, source: "\(map.reference) \(key)")
  }

  /// The objects of a kind whose group is one of these.
  func objects(_ kind: String, of groups: Set<String>) -> [GenericResource] {
    inventory.objects(kind).filter { groups.contains($0.kind.group) }
  }
}

/// Reads one setting out of a text of settings, in YAML or JSON, without reading the rest.
enum SettingsText {
  /// The value behind `name:`, or `"name":`, without quotes; the first one counts, comments do not.
  static func value(of name: String, in text: String) -> String? {
    for line in text.split(whereSeparator: { $0.isNewline || $0 == "{" || $0 == "}" }) {
      for part in parts(of: line) {
        guard let colon = part.firstIndex(of: ":"), word(part[..<colon]) == name else { continue }
        return word(part[part.index(after: colon)...])
      }
    }
    return nil
  }

  /// A line of JSON has several members, one of YAML has one.
  private static func parts(of line: Substring) -> [Substring] {
    let trimmed = line.drop { $0 == " " || $0 == "\t" || $0 == "-" }
    guard trimmed.first != "#" else { return [] }
    return trimmed.first == "\"" ? trimmed.split(separator: ",") : [trimmed]
  }

  private static func word(_ text: Substring) -> String {
    let value = text.prefix { $0 != "#" }.filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
    return value.hasSuffix(",") ? String(value.dropLast()) : value
  }
}
