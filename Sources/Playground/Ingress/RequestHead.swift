/// Where things are in the head of a request: offsets into the bytes that were scanned.
struct RequestHead {
  /// What scanning found.
  enum Scan {
    case incomplete
    case malformed
    case complete(RequestHead)
  }

  /// The length of the whole head with its empty line.
  private(set) var length = 0
  private(set) var method = 0..<0
  /// The path with its query.
  private(set) var target = 0..<0
  /// The host and port; empty when an old client named none.
  private(set) var host = 0..<0
  /// The line that names it; nil when there is none.
  private(set) var hostLine: Range<Int>?
  /// Where the header lines begin.
  private(set) var lines = 0
  private(set) var framing = BodyFraming.none
  private(set) var isOldVersion = false
  /// Whether the target named the host too, so that the head must be rewritten.
  private(set) var isAbsolute = false
  private(set) var connection = ConnectionOptions()
  private(set) var hasUpgrade = false
  private(set) var expectsContinue = false
  /// The client's own request id; nil when it sent none.
  private(set) var requestID: Range<Int>?
  /// The lines that stay behind, in their order.
  private(set) var cuts: [Range<Int>] = []

  /// Whether the connection may carry another request.
  var keepsAlive: Bool { isOldVersion ? connection.keepsAlive : !connection.closes }
  /// Whether the client wants another protocol.
  var isUpgrade: Bool { hasUpgrade && connection.upgrades && !isOldVersion }

  /// Whether the method is this one.
  func hasMethod(_ lowercased: StaticString, in view: ByteView) -> Bool {
    view.equals(lowercased, method)
  }

  /// Reads a head; `searched` bytes are known to hold no end of it.
  static func scan(_ view: ByteView, searched: Int) -> Scan {
    guard let end = view.endOfHead(from: searched - 3) else {
      return view[0] < 0x21 || !ByteView.isToken(view[0]) ? .malformed : .incomplete
    }
    var head = RequestHead()
    head.length = end
    guard head.readRequestLine(view), head.readLines(view) else { return .malformed }
    return .complete(head)
  }

  private mutating func readRequestLine(_ view: ByteView) -> Bool {
    guard let feed = view.offset(of: 0x0A, from: 0, to: length), feed > 13, view[feed - 1] == 0x0D
    else { return false }
    lines = feed + 1
    var end = 0
    while ByteView.isToken(view[end]) { end += 1 }
    method = 0..<end
    let version = feed - 9..<feed - 1
    guard end > 0, view[end] == 0x20, view[version.lowerBound - 1] == 0x20,
      view.equals("http/1.", version.lowerBound..<version.upperBound - 1),
      view[version.lowerBound] == 0x48
    else { return false }
    isOldVersion = view[feed - 2] == 0x30
    guard isOldVersion || view[feed - 2] == 0x31, end + 1 < version.lowerBound - 1 else {
      return false
    }
    target = end + 1..<version.lowerBound - 1
    for index in target where view[index] < 0x21 || view[index] == 0x7F { return false }
    return view[target.lowerBound] == 0x2F || readAbsoluteTarget(view)
  }

  /// `http://host/path`, and the `*` of OPTIONS.
  private mutating func readAbsoluteTarget(_ view: ByteView) -> Bool {
    if target.count == 1, view[target.lowerBound] == 0x2A { return true }
    let start = target.lowerBound
    var authority = 0
    if target.count > 7, view.equals("http://", start..<start + 7) { authority = start + 7 }
    if target.count > 8, view.equals("https://", start..<start + 8) { authority = start + 8 }
    guard authority > 0 else { return false }
    let slash = view.offset(of: 0x2F, from: authority, to: target.upperBound)
    guard let slash, slash > authority else { return false }
    isAbsolute = true
    host = authority..<slash
    target = slash..<target.upperBound
    return true
  }

  private mutating func readLines(_ view: ByteView) -> Bool {
    var cursor = HeaderCursor(view, from: lines, to: length)
    var hosts = 0
    while let line = cursor.next() {
      switch line.name {
      case .other: break
      case .host:
        hosts += 1
        hostLine = line.range
        if isAbsolute { cuts.append(line.range) } else { host = line.value }
      case .requestID: requestID = line.value
      case .contentLength:
        guard readLength(view, line.value) else { return false }
      case .transferEncoding:
        guard framing == .none, !isOldVersion, view.equals("chunked", line.value) else {
          return false
        }
        framing = .chunked
      case .connection:
        connection.read(view, line.value)
        cuts.append(line.range)
      case .upgrade:
        hasUpgrade = true
        cuts.append(line.range)
      case .expect:
        expectsContinue = !isOldVersion && view.equals("100-continue", line.value)
        cuts.append(line.range)
      case .forwarded, .hopByHop: cuts.append(line.range)
      }
    }
    guard !cursor.isMalformed, hosts <= 1, hosts == 1 || isOldVersion else { return false }
    if isUpgrade { keepUpgrade(view) }
    if !connection.listed.isEmpty { cutListed(view) }
    return hasPlainHost(view)
  }

  /// Two lengths, or a length and chunks, would let two readers see two different bodies.
  private mutating func readLength(_ view: ByteView, _ value: Range<Int>) -> Bool {
    guard framing == .none, let length = view.number(value) else { return false }
    framing = .length(length)
    return true
  }

  /// An upgrade passes through: its header goes on.
  private mutating func keepUpgrade(_ view: ByteView) {
    cuts.removeAll { range in
      range.count > 8 && view.equals("upgrade:", range.lowerBound..<range.lowerBound + 8)
    }
  }

  private mutating func cutListed(_ view: ByteView) {
    var cursor = HeaderCursor(view, from: lines, to: length)
    while let line = cursor.next() {
      guard case .other = line.name, connection.lists(view, line.nameRange) else { continue }
      cuts.append(line.range)
    }
    cuts.sort { $0.lowerBound < $1.lowerBound }
  }

  /// Whether the host could be one: what cannot is refused before it reaches a header.
  private func hasPlainHost(_ view: ByteView) -> Bool {
    for index in host {
      switch view[index] {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5B, 0x5D, 0x5F: continue
      default: return false
      }
    }
    return true
  }
}
