import Routing

/// What of a request's head is another for its backend.
struct HeadChange {
  /// The path with its query.
  let target: [UInt8]
  /// nil for the host of the request.
  let host: [UInt8]?
  /// Lines that come in addition, each with its line end.
  let lines: [UInt8]
  /// The lines that stay behind, in their order.
  let cuts: [Range<Int>]

  /// How many bytes it may add.
  var size: Int { target.count + (host?.count ?? 0) + lines.count + 16 }

  /// What an action changes; nil for nothing.
  init?(_ action: RouteAction, _ head: RequestHead, _ view: ByteView, path: Range<Int>) {
    let asked = view.text(path)
    guard
      action.path != asked || action.query != nil || action.host != nil || !action.headers.isEmpty
    else { return nil }
    let query =
      action.query.map { "?\($0)" } ?? view.text(path.upperBound..<head.target.upperBound)
    target = Self.safe(action.path) + Array(query.utf8)
    host = action.host.map { Array($0.utf8) }.flatMap { Self.isHost($0) ? $0 : nil }
    let fields = action.headers.replaced + action.headers.added
    lines = Array(fields.map { "\($0.name): \($0.value)\r\n" }.joined().utf8)
    var cuts = head.cuts
    if host != nil, !head.isAbsolute, let line = head.hostLine { cuts.append(line) }
    let gone = Set(
      (action.headers.removed + action.headers.replaced.map(\.name)).map { $0.lowercased() })
    if !gone.isEmpty {
      var cursor = HeaderCursor(view, from: head.lines, to: head.length)
      while let line = cursor.next() {
        guard case .other = line.name, gone.contains(view.text(line.nameRange).lowercased()) else {
          continue
        }
        cuts.append(line.range)
      }
    }
    self.cuts = Set(cuts).sorted { $0.lowerBound < $1.lowerBound }
  }

  /// A text of a manifest that is safe in a head: what may not stand there is percent-encoded.
  static func safe(_ text: String) -> [UInt8] {
    text.utf8.flatMap { byte -> [UInt8] in
      guard byte < 0x21 || byte > 0x7E else { return [byte] }
      let digits = String(byte, radix: 16, uppercase: true)
      return Array("%\(byte < 16 ? "0" : "")\(digits)".utf8)
    }
  }

  private static func isHost(_ bytes: [UInt8]) -> Bool {
    !bytes.isEmpty
      && bytes.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5B, 0x5D, 0x5F: true
        default: false
        }
      }
  }
}
