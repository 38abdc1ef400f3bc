import Topology

/// The rows that `kubectl get` prints (`meta.k8s.io/v1` Table).
struct ResourceTable {
  /// One column: its heading and how a cell is read from an object.
  struct Column: Sendable {
    let name: String
    let type: String
    /// Columns above 0 are shown by `-o wide` only.
    let priority: Int
    let cell: @Sendable (JSONValue, Double) -> JSONValue

    init(
      _ name: String, wide: Bool = false, type: String = "string",
      _ cell: @escaping @Sendable (JSONValue, Double) -> JSONValue
    ) {
      self.name = name
      self.type = type
      self.priority = wide ? 1 : 0
      self.cell = cell
    }
  }

  private let columns: [Column]
  private let now: Double
  private let includes: String

  init(_ kind: ResourceKind, now: Double, includes: String) {
    columns = PrinterColumns.columns(for: kind)
    self.now = now
    self.includes = includes
  }

  /// The table of these objects.
  func table(_ objects: [JSONValue], metadata: JSONValue) -> JSONValue {
    [
      "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
      "columnDefinitions": .array(columns.map(definition)),
      "rows": .array(objects.map(row)),
    ]
  }

  private func definition(_ column: Column) -> JSONValue {
    [
      "name": .string(column.name), "type": .string(column.type),
      "format": column.name == "Name" ? "name" : "", "description": "",
      "priority": .integer(Int64(column.priority)),
    ]
  }

  private func row(_ object: JSONValue) -> JSONValue {
    var row: JSONValue = ["cells": .array(columns.map { $0.cell(object, now) })]
    switch includes {
    case "None": break
    case "Object": row["object"] = object
    default: row["object"] = Representation.metadata(of: object)
    }
    return row
  }

  /// The age of an object in kubectl's short form.
  static func age(since timestamp: JSONValue, _ now: Double) -> JSONValue {
    guard let start = timestamp.string.flatMap(Timestamp.seconds) else { return "<unknown>" }
    let seconds = Int(max(0, now - start))
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400)
    let pair: (Int, String, Int, String) -> String = { whole, unit, rest, part in
      rest == 0 ? "\(whole)\(unit)" : "\(whole)\(unit)\(rest)\(part)"
    }
    let text =
      switch seconds {
      case ..<120: "\(seconds)s"
      case ..<600: pair(minutes, "m", seconds % 60, "s")
      case ..<10_800: "\(minutes)m"
      case ..<28_800: pair(hours, "h", minutes % 60, "m")
      case ..<172_800: "\(hours)h"
      case ..<691_200: pair(days, "d", hours % 24, "h")
      case ..<63_072_000: "\(days)d"
      default: pair(days / 365, "y", days % 365, "d")
      }
    return .string(text)
  }
}
