/// Where things are in the head of an answer: offsets into the bytes that were scanned.
struct ResponseHead {
  /// What scanning found.
  enum Scan {
    case incomplete
    case malformed
    case complete(ResponseHead)
  }

  /// The length of the whole head with its empty line.
  private(set) var length = 0
  private(set) var status = 0
  /// Where the header lines begin.
  private(set) var lines = 0
  private(set) var isOldVersion = false
  private(set) var connection = ConnectionOptions()
  /// What the headers say; whether a body follows depends on the request too.
  private var declared = BodyFraming.untilClose
  /// The lines that stay behind, in their order.
  private(set) var cuts: [Range<Int>] = []

  /// An answer before the answer.
  var isInterim: Bool { status < 200 && status != 101 }
  /// Whether the connection may carry another request.
  var keepsAlive: Bool { isOldVersion ? connection.keepsAlive : !connection.closes }

  /// How the body ends, for an answer to this method.
  func framing(isHead: Bool) -> BodyFraming {
    isHead || status < 200 || status == 204 || status == 304 ? .none : declared
  }

  /// Reads a head; `searched` bytes are known to hold no end of it.
  static func scan(_ view: ByteView, searched: Int) -> Scan {
    guard let end = view.endOfHead(from: searched - 3) else { return .incomplete }
    var head = ResponseHead()
    head.length = end
    guard head.readStatusLine(view), head.readLines(view) else { return .malformed }
    return .complete(head)
  }

  private mutating func readStatusLine(_ view: ByteView) -> Bool {
    guard let feed = view.offset(of: 0x0A, from: 0, to: length), feed >= 13, view[feed - 1] == 0x0D,
      view.equals("http/1.", 0..<7), view[8] == 0x20, let number = view.number(9..<12),
      number >= 100, number < 600, view[12] == 0x20 || view[12] == 0x0D
    else { return false }
    lines = feed + 1
    status = number
    isOldVersion = view[7] == 0x30
    return true
  }

  private mutating func readLines(_ view: ByteView) -> Bool {
    var cursor = HeaderCursor(view, from: lines, to: length)
    while let line = cursor.next() {
      switch line.name {
      case .contentLength:
        guard let length = view.number(line.value) else { return false }
        switch declared {
        case .untilClose: declared = .length(length)
        case .length(length): break
        default: return false
        }
      case .transferEncoding:
        guard declared == .untilClose, !isOldVersion, view.equals("chunked", line.value) else {
          return false
        }
        declared = .chunked
      case .connection:
        connection.read(view, line.value)
        cuts.append(line.range)
      case .upgrade where status != 101: cuts.append(line.range)
      case .hopByHop: cuts.append(line.range)
      default: break
      }
    }
    if !connection.listed.isEmpty { cutListed(view) }
    return !cursor.isMalformed
  }

  private mutating func cutListed(_ view: ByteView) {
    var cursor = HeaderCursor(view, from: lines, to: length)
    while let line = cursor.next() {
      guard case .other = line.name, connection.lists(view, line.nameRange) else { continue }
      cuts.append(line.range)
    }
    cuts.sort { $0.lowerBound < $1.lowerBound }
  }
}
