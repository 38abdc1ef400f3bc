/// An X.509 certificate, as far as it decides whether clients accept it for a host (RFC 5280).
///
/// Its bytes come from a cluster and are hostile: what cannot be read is nil, and texts are not cleaned.
package struct Certificate: Hashable, Sendable {
  /// The subject's common name, empty when it has none; clients of today do not compare it with hosts.
  package let commonName: String
  /// The DNS names for which it is valid, in lower case.
  package let hosts: [String]
  /// The addresses for which it is valid.
  package let addresses: [String]
  /// Seconds since 1970.
  package let notBefore: Double
  package let notAfter: Double

  /// Reads the `tls.crt` of a Secret: PEM, or Base64 of PEM.
  package init?(secretValue text: String) {
    let bytes = Array(text.utf8)
    if let block = Self.block(in: bytes) {
      self.init(block: block)
    } else if let decoded = Base64Text.bytes(of: bytes), let block = Self.block(in: decoded) {
      self.init(block: block)
    } else {
      return nil
    }
  }

  /// Reads the first certificate of a PEM text, which is the one that a server presents as its own.
  package init?(pem text: String) {
    guard let block = Self.block(in: Array(text.utf8)) else { return nil }
    self.init(block: block)
  }

  private init?(block: ArraySlice<UInt8>) {
    guard let bytes = Base64Text.bytes(of: block) else { return nil }
    self.init(der: bytes)
  }

  /// Reads DER.
  package init?(der bytes: [UInt8]) {
    var outer = DERReader(bytes[...])
    guard let whole = outer.next(Tag.sequence), outer.isAtEnd else { return nil }
    var certificate = DERReader(whole)
    guard let body = certificate.next(Tag.sequence) else { return nil }
    var fields = DERReader(body)
    // The version stands first, except in those of version 1.
    if fields.isNext(Tag.version), fields.next() == nil { return nil }
    guard fields.next(Tag.integer) != nil, fields.next(Tag.sequence) != nil,
      fields.next(Tag.sequence) != nil, let validity = fields.next(Tag.sequence),
      let subject = fields.next(Tag.sequence), fields.next(Tag.sequence) != nil,
      let (from, until) = Self.validity(validity), let names = Self.alternativeNames(&fields)
    else { return nil }
    notBefore = from
    notAfter = until
    commonName = Self.commonName(subject) ?? ""
    hosts = names.hosts
    addresses = names.addresses
  }

  /// Whether clients accept it for a host; a wildcard stands for one label and is covered by itself only.
  package func covers(_ host: String) -> Bool {
    let host = host.lowercased()
    guard !hosts.contains(host) else { return true }
    guard let dot = host.firstIndex(of: "."), dot != host.startIndex, !host.hasPrefix("*") else {
      return false
    }
    return hosts.contains("*" + host[dot...])
  }
}

extension Certificate {
  private enum Tag {
    static let integer: UInt8 = 0x02
    static let octets: UInt8 = 0x04
    static let identifier: UInt8 = 0x06
    static let utcTime: UInt8 = 0x17
    static let generalizedTime: UInt8 = 0x18
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31
    static let dnsName: UInt8 = 0x82
    static let address: UInt8 = 0x87
    static let version: UInt8 = 0xA0
    static let extensions: UInt8 = 0xA3
    /// Kinds of text that are UTF-8 or a part of it.
    static let texts: Set<UInt8> = [0x0C, 0x13, 0x16]
  }

  private static let begin = Array("-----BEGIN CERTIFICATE-----".utf8)
  private static let end = Array("-----END CERTIFICATE-----".utf8)
  /// 2.5.4.3.
  private static let commonNameIdentifier: [UInt8] = [0x55, 0x04, 0x03]
  /// 2.5.29.17.
  private static let alternativeNameIdentifier: [UInt8] = [0x55, 0x1D, 0x11]

  /// What stands between the first marks of a certificate.
  private static func block(in text: [UInt8]) -> ArraySlice<UInt8>? {
    guard let first = place(of: begin, in: text[...]) else { return nil }
    let rest = text[(first + begin.count)...]
    return place(of: end, in: rest).map { rest[..<$0] }
  }

  private static func place(of mark: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    guard text.count >= mark.count, let first = mark.first else { return nil }
    return (text.startIndex...(text.endIndex - mark.count)).first { start in
      text[start] == first && text[start..<(start + mark.count)].elementsEqual(mark)
    }
  }

  private static func validity(_ bytes: ArraySlice<UInt8>) -> (from: Double, until: Double)? {
    var reader = DERReader(bytes)
    guard let first = reader.next(), let second = reader.next(), let from = time(first),
      let until = time(second)
    else { return nil }
    return (from, until)
  }

  /// UTCTime with two digits of the year, of 1950 to 2049, or GeneralizedTime; both to the second and in UTC.
  private static func time(_ element: DERReader.Element) -> Double? {
    let digits = element.content.dropLast().map { Int($0) - 0x30 }
    let width = element.tag == Tag.utcTime ? 2 : element.tag == Tag.generalizedTime ? 4 : 0
    guard width > 0, element.content.last == UInt8(ascii: "Z"), digits.count == width + 10,
      digits.allSatisfy({ (0...9).contains($0) })
    else { return nil }
    var year = digits.prefix(width).reduce(0) { $0 * 10 + $1 }
    if width == 2 { year += year < 50 ? 2000 : 1900 }
    let parts = stride(from: width, to: width + 10, by: 2).map { digits[$0] * 10 + digits[$0 + 1] }
    let limits = [1...12, 1...31, 0...23, 0...59, 0...59]
    guard zip(parts, limits).allSatisfy({ $1.contains($0) }) else { return nil }
    return Timestamp.seconds(
      "\(year)-\(parts[0])-\(parts[1])T\(parts[2]):\(parts[3]):\(parts[4])Z")
  }

  private static func commonName(_ bytes: ArraySlice<UInt8>) -> String? {
    var sets = DERReader(bytes)
    var found: String?
    while let set = sets.next(Tag.set) {
      var attributes = DERReader(set)
      while let attribute = attributes.next(Tag.sequence) {
        var parts = DERReader(attribute)
        guard let identifier = parts.next(Tag.identifier),
          identifier.elementsEqual(commonNameIdentifier), let value = parts.next(),
          Tag.texts.contains(value.tag)
        else { continue }
        found = String(decoding: value.content, as: UTF8.self)
      }
    }
    return found
  }

  private typealias Names = (hosts: [String], addresses: [String])

  /// The names of the extension; empty without it, nil where it cannot be read.
  private static func alternativeNames(_ fields: inout DERReader) -> Names? {
    while !fields.isAtEnd {
      guard let element = fields.next() else { return nil }
      guard element.tag == Tag.extensions else { continue }
      var wrapper = DERReader(element.content)
      guard let list = wrapper.next(Tag.sequence) else { return nil }
      var extensions = DERReader(list)
      while let one = extensions.next(Tag.sequence) {
        var parts = DERReader(one)
        guard let identifier = parts.next(Tag.identifier) else { return nil }
        guard identifier.elementsEqual(alternativeNameIdentifier) else { continue }
        // Whether it is critical stands between.
        if !parts.isNext(Tag.octets) { _ = parts.next() }
        guard let value = parts.next(Tag.octets) else { return nil }
        return names(value)
      }
    }
    return ([], [])
  }

  private static func names(_ bytes: ArraySlice<UInt8>) -> Names? {
    var outer = DERReader(bytes)
    guard let list = outer.next(Tag.sequence) else { return nil }
    var reader = DERReader(list)
    var names: Names = ([], [])
    while !reader.isAtEnd {
      guard let name = reader.next() else { return nil }
      switch name.tag {
      case Tag.dnsName:
        names.hosts.append(String(decoding: name.content, as: UTF8.self).lowercased())
      case Tag.address where name.content.count == 4:
        names.addresses.append(name.content.map { String($0) }.joined(separator: "."))
      case Tag.address where name.content.count == 16:
        let bytes = Array(name.content)
        let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
        names.addresses.append(groups.map { String($0, radix: 16) }.joined(separator: ":"))
      default: continue
      }
    }
    return names
  }
}
