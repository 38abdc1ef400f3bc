import Topology

/// A table of text: columns as wide as their widest cell, two spaces between, no colour.
struct TextTable {
  let titles: [String]
  /// The cells, cleaned of everything that could steer a terminal.
  let rows: [[String]]

  init(_ titles: [String], _ rows: [[String]]) {
    self.titles = titles
    self.rows = rows.map { $0.map(\.cleaned) }
  }

  /// The lines, without spaces at their ends.
  var text: String {
    let all = [titles] + rows
    let widths = titles.indices.map { column in
      all.map { $0[column].count }.max() ?? 0
    }
    return all.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        if column + 1 < row.count {
          line += String(repeating: " ", count: widths[column] - cell.count + 2)
        }
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// A share in percent with one digit where it is not whole: `33.3 %`.
  static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }
}
