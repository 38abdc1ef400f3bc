/// The headers that a proxy must understand; all others are copied as they are.
enum HeaderName {
  case other
  case connection
  case contentLength
  case expect
  case forwarded
  case host
  /// Meant for one connection only: `Keep-Alive`, `Proxy-Connection`, `TE` and the like.
  case hopByHop
  case requestID
  case transferEncoding
  case upgrade

  /// Tells a name by its length first, so that most lines cost one comparison.
  init(_ view: ByteView, _ name: Range<Int>) {
    self =
      switch name.count {
      case 2 where view.equals("te", name): .hopByHop
      case 4 where view.equals("host", name): .host
      case 6 where view.equals("expect", name): .expect
      case 7 where view.equals("upgrade", name): .upgrade
      case 9 where view.equals("x-real-ip", name): .forwarded
      case 10 where view.equals("connection", name): .connection
      case 10 where view.equals("keep-alive", name): .hopByHop
      case 12 where view.equals("x-request-id", name): .requestID
      case 14 where view.equals("content-length", name): .contentLength
      case 15 where view.equals("x-forwarded-for", name): .forwarded
      case 16 where view.equals("x-forwarded-host", name): .forwarded
      case 16 where view.equals("x-forwarded-port", name): .forwarded
      case 16 where view.equals("proxy-connection", name): .hopByHop
      case 17 where view.equals("transfer-encoding", name): .transferEncoding
      case 17 where view.equals("x-forwarded-proto", name): .forwarded
      case 18 where view.equals("proxy-authenticate", name): .hopByHop
      case 19 where view.equals("proxy-authorization", name): .hopByHop
      default: .other
      }
  }
}

/// Walks the header lines of a complete head.
struct HeaderCursor {
  /// One line: where it stands with its line end, its name and its value.
  struct Line {
    let range: Range<Int>
    let nameRange: Range<Int>
    let name: HeaderName
    let value: Range<Int>
  }

  private let view: ByteView
  private let end: Int
  private var place: Int
  /// Whether a line broke the rules: the walk ends there.
  private(set) var isMalformed = false

  /// Walks from the first header line to the empty line that ends before `end`.
  init(_ view: ByteView, from start: Int, to end: Int) {
    self.view = view
    self.end = end
    place = start
  }

  /// The next line; nil at the empty line or at a malformed one.
  mutating func next() -> Line? {
    guard let feed = view.offset(of: 0x0A, from: place, to: end), view[feed - 1] == 0x0D else {
      isMalformed = true
      return nil
    }
    let start = place
    guard feed - 1 > start else { return nil }
    var colon = start
    while colon < feed - 1, ByteView.isToken(view[colon]) { colon += 1 }
    guard colon > start, view[colon] == 0x3A, isClean(colon + 1..<feed - 1) else {
      isMalformed = true
      return nil
    }
    place = feed + 1
    let name = start..<colon
    return Line(
      range: start..<feed + 1, nameRange: name, name: HeaderName(view, name),
      value: view.trimmed(colon + 1..<feed - 1))
  }

  /// Whether a value is free of control characters.
  private func isClean(_ range: Range<Int>) -> Bool {
    for index in range where view[index] < 0x20 && view[index] != 0x09 || view[index] == 0x7F {
      return false
    }
    return true
  }
}

/// What the `Connection` headers of a head ask for.
struct ConnectionOptions {
  private(set) var closes = false
  private(set) var keepsAlive = false
  private(set) var upgrades = false
  /// Names of headers that are meant for this connection only.
  private(set) var listed: [Range<Int>] = []

  /// Reads one `Connection` line's value.
  mutating func read(_ view: ByteView, _ value: Range<Int>) {
    var start = value.lowerBound
    while start < value.upperBound {
      let end = view.offset(of: 0x2C, from: start, to: value.upperBound) ?? value.upperBound
      let token = view.trimmed(start..<end)
      if view.equals("close", token) {
        closes = true
      } else if view.equals("keep-alive", token) {
        keepsAlive = true
      } else if view.equals("upgrade", token) {
        upgrades = true
      } else if !token.isEmpty {
        listed.append(token)
      }
      start = end + 1
    }
  }

  /// Whether a header's name is listed.
  func lists(_ view: ByteView, _ name: Range<Int>) -> Bool {
    listed.contains { token in
      token.count == name.count
        && (0..<name.count).allSatisfy {
          ByteView.lowered(view[token.lowerBound + $0])
            == ByteView.lowered(view[name.lowerBound + $0])
        }
    }
  }
}
