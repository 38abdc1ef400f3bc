/// Which part of a text gives way when it does not fit.
package enum Ellipsis: Hashable, Sendable {
  /// `checkout-serv…`
  case tail
  /// `pay-6f…bb20c`: names of pods differ at their end.
  case middle
}

/// The side of its column that a text stands on.
package enum Alignment: Hashable, Sendable {
  case left, right
}

extension String {
  /// The text in at most this many columns, with an ellipsis where something is missing.
  package func cut(to width: Int, _ glyphs: Glyphs, _ ellipsis: Ellipsis = .tail) -> String {
    let columns = terminalWidth
    guard columns > width else { return self }
    guard width > 1 else { return width == 1 ? glyphs.ellipsis : "" }
    switch ellipsis {
    case .tail: return prefix(columns: width - 1) + glyphs.ellipsis
    case .middle:
      let tail = width / 2
      return prefix(columns: width - 1 - tail) + glyphs.ellipsis + suffix(columns: tail)
    }
  }

  /// The text in exactly this many columns: cut, or filled up with blanks.
  package func fitted(
    to width: Int, _ glyphs: Glyphs, _ alignment: Alignment = .left, _ ellipsis: Ellipsis = .tail
  ) -> String {
    let text = cut(to: width, glyphs, ellipsis)
    let blanks = String(repeating: " ", count: max(0, width - text.terminalWidth))
    return alignment == .left ? text + blanks : blanks + text
  }

  private func prefix(columns: Int) -> String {
    var clusters = TerminalClusters(self)
    var text = ""
    var taken = 0
    while let cluster = clusters.next(), taken + cluster.width <= columns {
      text += cluster.glyph
      taken += cluster.width
    }
    return text
  }

  private func suffix(columns: Int) -> String {
    var clusters = TerminalClusters(self)
    var all: [TerminalClusters.Cluster] = []
    while let cluster = clusters.next() { all.append(cluster) }
    var text = ""
    var taken = 0
    for cluster in all.reversed() {
      guard taken + cluster.width <= columns else { break }
      text = cluster.glyph + text
      taken += cluster.width
    }
    return text
  }

  /// The text in lines of at most this many columns, broken between words where that is possible.
  package func wrapped(to width: Int) -> [String] {
    guard width > 0 else { return [] }
    var lines: [String] = []
    for paragraph in split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      for word in paragraph.split(separator: " ") {
        var word = String(word)
        if !line.isEmpty, line.terminalWidth + 1 + word.terminalWidth <= width {
          line += " " + word
          continue
        }
        if !line.isEmpty { lines.append(line) }
        while word.terminalWidth > width {
          let head = word.prefix(columns: width)
          guard !head.isEmpty else { break }
          lines.append(head)
          word = word.suffix(columns: word.terminalWidth - head.terminalWidth)
        }
        line = word
      }
      lines.append(line)
    }
    return lines
  }
}
