import Diagnosis
import Language
import Topology

/// Results: one for each finding, with the places that a reader can go to.
extension SARIFLog {
  func result(_ fault: Fault) -> JSONValue {
    var value: JSONValue = [
      "ruleId": .string(fault.id), "level": .string(Self.level(fault.severity)),
      "message": ["text": .string("\(fault.says.english) \(fault.fix.english)")],
      "locations": [location(fault)],
      "partialFingerprints": ["fault/v1": .string(Self.fingerprint(fault))],
    ]
    if let index = ruleIndexes[fault.id] { value["ruleIndex"] = .integer(Int64(index)) }
    var properties: JSONValue = .object([:])
    if let field = fault.field { properties["field"] = .string(field.cleaned) }
    if let cause = fault.cause { properties["cause"] = .string(cause) }
    if properties != .object([:]) { value["properties"] = properties }
    return value
  }

  /// What stays the same while the file around the object changes.
  private static func fingerprint(_ fault: Fault) -> String {
    [fault.id, fault.object.description, fault.field ?? ""].joined(separator: ":").cleaned
  }

  private func location(_ fault: Fault) -> JSONValue {
    let name = fault.object.name
    let path = [name.namespace, fault.object.kind, name.name].filter { !$0.isEmpty }
    var value: JSONValue = [
      "logicalLocations": [
        [
          "name": .string(name.name.cleaned), "kind": "resource",
          "fullyQualifiedName": .string(path.joined(separator: "/").cleaned),
        ]
      ]
    ]
    if let place = fault.location, let uri = uri(place.file) {
      value["physicalLocation"] = [
        "artifactLocation": ["uri": .string(uri)],
        "region": ["startLine": .integer(Int64(max(1, place.line)))],
      ]
    }
    return value
  }

  /// A file as a URI (RFC 3986): relative to the folder where it lies below it, and absolute elsewhere.
  ///
  /// nil for what is no file: standard input.
  func uri(_ file: String) -> String? {
    guard file != "standard input", file != "-", !file.isEmpty else { return nil }
    var path = file
    if !folder.isEmpty, path.hasPrefix(folder + "/") {
      path = String(path.dropFirst(folder.count + 1))
    }
    if path.hasPrefix("/") { return "file://" + Self.escaped(path) }
    let parts = path.split(separator: "/").filter { $0 != "." }
    return Self.escaped(parts.joined(separator: "/"))
  }

  /// Everything but unreserved characters and slashes as `%XX`, so also a colon in the first part.
  private static func escaped(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return path.utf8.reduce(into: "") { text, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}
