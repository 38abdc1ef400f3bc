extension Cell {
  /// The cell as the ASCII tier shows it: what has no likeness becomes `?`.
  var inASCII: Cell {
    guard let first = glyph.unicodeScalars.first else { return self }
    if first.value < 0x80, glyph.utf8.count == 1 { return self }
    return Cell(clean: first.inASCII, style)
  }
}

extension Unicode.Scalar {
  /// One printable ASCII character for a scalar.
  fileprivate var inASCII: String {
    switch value {
    case 0x20..<0x7F: String(Character(self))
    case 0x2800: " "
    case 0x2801...0x28FF: "*"
    case 0x2581...0x2582, 0x258F: "_"
    case 0x2583...0x2584, 0x2591: "."
    case 0x2585...0x2586: "-"
    case 0x2587, 0x2592: "="
    case 0x2580, 0x2588...0x258E, 0x2593: "#"
    default: Unicode.Scalar.likenesses[self] ?? "?"
    }
  }

  private static let likenesses: [Unicode.Scalar: String] = {
    let pairs: [(likeness: String, scalars: String)] = [
      (".", "·┄┈"), ("~", "…"), (">", "→►›»▶"), ("<", "←◄‹«◀"), ("^", "↑"), ("v", "↓▼"),
      ("x", "×"), ("!", "▲△"), ("o", "•●"), ("-", "○─–—−"), ("=", "━═≡"), ("|", "│┃║┆┊"),
      ("+", "┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬"), ("\"", "“”"), ("'", "‘’"), ("*", "★"),
      (" ", "\u{A0}"), ("a", "àâä"), ("c", "ç"), ("e", "éèêë"), ("i", "îï"), ("o", "ôöœ"),
      ("u", "ùûü"), ("A", "ÀÂ"), ("C", "Ç"), ("E", "ÉÈÊ"), ("I", "Î"), ("O", "Ô"), ("U", "Ù"),
    ]
    var table: [Unicode.Scalar: String] = [:]
    for pair in pairs {
      for scalar in pair.scalars.unicodeScalars { table[scalar] = pair.likeness }
    }
    return table
  }()
}
