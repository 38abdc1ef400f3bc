/// A path as Go keeps it (`net/url`), and what Traefik makes of it before any rule sees it.
///
/// It is kept decoded, and as written where that cannot be told from the decoded one.
struct TraefikPath: Hashable, Sendable {
  /// Without percent-encoding.
  private(set) var decoded: [UInt8]
  /// As written; empty where the decoded one is written so.
  private var raw: [UInt8] = []

  /// Reads a path as it stands in a URL; nil where a percent sign is not followed by two digits.
  init?(_ written: some StringProtocol) { self.init(bytes: Array(written.utf8)) }

  private init?(bytes: [UInt8]) {
    guard let decoded = Self.decoded(bytes) else { return nil }
    self.decoded = decoded
    if Self.encoded(decoded) != bytes { raw = bytes }
  }

  /// The path of a request as rules and middlewares get it: what is encoded without need is decoded, and empty
  /// elements, `.` and `..` are taken out (`normalizePath`, `sanitizePath`).
  init?(asked written: some StringProtocol) {
    self.init(written)
    raw = Self.normalized(raw)
    guard let cleaned else { return nil }
    self = cleaned
  }

  /// A path that Go does not read, as it is.
  init(unreadable written: some StringProtocol) { decoded = Array(written.utf8) }

  /// As it is sent.
  var escaped: [UInt8] {
    !raw.isEmpty && raw.allSatisfy(Self.mayStand) && Self.decoded(raw) == decoded
      ? raw : Self.encoded(decoded)
  }

  /// As rules compare it: decoded but for what has a meaning in a URL (`withRoutingPath`).
  var compared: String {
    String(decoding: Self.decoded(escaped, keeping: Self.reserved) ?? escaped, as: UTF8.self)
  }

  /// The same in its shortest form; a slash at the end stays (`URL.JoinPath`).
  private var cleaned: TraefikPath? {
    let path = escaped
    var kept: [ArraySlice<UInt8>] = []
    for element in path.split(separator: Self.slash) {
      switch String(decoding: element, as: UTF8.self) {
      case ".": continue
      case "..": _ = kept.popLast()
      default: kept.append(element)
      }
    }
    var short = kept.flatMap { [Self.slash] + $0 }
    if path.last == Self.slash || short.isEmpty { short.append(Self.slash) }
    return TraefikPath(bytes: path.first == Self.slash ? short : Array(short.dropFirst()))
  }

  /// Whether taking out what is not needed changes it, so that Traefik refuses it behind a middleware.
  var isRefused: Bool { !decoded.isEmpty && cleaned?.decoded != decoded }

  /// The path without so many bytes of the decoded one, with a slash before the rest if there is one.
  func stripped(_ count: Int) -> TraefikPath {
    var rest = raw[...]
    for _ in 0..<count { rest = rest.dropFirst(rest.first == Self.percent ? 3 : 1) }
    var path = self
    path.decoded = Self.slashed(decoded.dropFirst(count))
    path.raw = raw.isEmpty ? [] : Self.slashed(rest)
    return path
  }

  /// The path with a text before it.
  func adding(prefix: String) -> TraefikPath {
    var path = self
    path.decoded = Self.slashed(Array(prefix.utf8) + decoded)
    if !raw.isEmpty { path.raw = Self.slashed(Array(prefix.utf8) + raw) }
    return path
  }

  private static let slash = UInt8(ascii: "/")
  private static let percent = UInt8(ascii: "%")
  private static let reserved = Array(":/?#[]@!$&'()*+,;=%".utf8)

  private static func slashed(_ path: some Collection<UInt8>) -> [UInt8] {
    path.isEmpty || path.first == slash ? Array(path) : [slash] + path
  }

  /// Whether a byte is a letter, a digit or one of the signs that mean nothing in a URL.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_.~".utf8.contains(byte)
    }
  }

  /// Whether a byte may stand in an encoded path (`validEncoded`).
  private static func mayStand(_ byte: UInt8) -> Bool {
    isPlain(byte) || "!$&'()*+,;=:@[]%/".utf8.contains(byte)
  }

  /// Encodes a path as Go does (`escape`).
  private static func encoded(_ path: [UInt8]) -> [UInt8] {
    path.flatMap { byte -> [UInt8] in
      guard !isPlain(byte), !"$&+,/:;=@".utf8.contains(byte) else { return [byte] }
      let digits = String(byte, radix: 16, uppercase: true)
      return Array("%\(byte < 16 ? "0" : "")\(digits)".utf8)
    }
  }

  private static func decoded(_ path: [UInt8], keeping kept: [UInt8] = []) -> [UInt8]? {
    var result: [UInt8] = []
    var rest = path[...]
    while let byte = rest.popFirst() {
      guard byte == percent else {
        result.append(byte)
        continue
      }
      guard let code = code(rest.prefix(2)) else { return nil }
      result += kept.contains(code) ? [byte] + rest.prefix(2) : [code]
      rest = rest.dropFirst(2)
    }
    return result
  }

  private static func code(_ digits: ArraySlice<UInt8>) -> UInt8? {
    guard digits.count == 2, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-")
    else { return nil }
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  /// A written path with large digits, and without what is encoded for nothing.
  private static func normalized(_ path: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = path[...]
    while let byte = rest.popFirst() {
      guard byte == percent, let code = code(rest.prefix(2)) else {
        result.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self).uppercased()
      result += isPlain(code) ? [code] : Array("%\(digits)".utf8)
      rest = rest.dropFirst(2)
    }
    return result
  }
}
