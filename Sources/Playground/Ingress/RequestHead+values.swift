extension RequestHead {
  /// The value of a header by its name; for what is rarely asked.
  func value(of name: String, in view: ByteView) -> String? {
    let wanted = name.lowercased()
    var cursor = HeaderCursor(view, from: lines, to: length)
    while let line = cursor.next() {
      if view.text(line.nameRange).lowercased() == wanted { return view.text(line.value) }
    }
    return nil
  }

  /// The value of a cookie by its name.
  func cookie(_ name: String, in view: ByteView) -> String? {
    guard let header = value(of: "cookie", in: view) else { return nil }
    for pair in header.split(separator: ";") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0].trimmingPrefix(while: { $0 == " " }) == name else {
        continue
      }
      return String(parts[1])
    }
    return nil
  }
}
