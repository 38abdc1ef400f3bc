import FoundationEssentials
import Topology

/// Reads an object from Kubernetes' protobuf envelope into the same tree that JSON gives.
struct ProtobufReader {
  /// The bytes are no object, or one whose messages are not read: ask for JSON.
  struct Failure: Error {}

  /// What is still to be read.
  var rest: ArraySlice<UInt8>

  /// The object in an envelope (`k8s\0`, then `runtime.Unknown`).
  static func object(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
    guard bytes.starts(with: [0x6B, 0x38, 0x73, 0x00]) else { throw Failure() }
    var version = ""
    var kind = ""
    var raw: ArraySlice<UInt8> = []
    var envelope = ProtobufReader(rest: bytes.dropFirst(4))
    while let (field, value) = try envelope.next() {
      switch (field, value) {
      case (1, .bytes(let content)):
        var type = ProtobufReader(rest: content)
        while let (field, value) = try type.next() {
          guard case .bytes(let text) = value else { continue }
          if field == 1 { version = String(decoding: text, as: UTF8.self) }
          if field == 2 { kind = String(decoding: text, as: UTF8.self) }
        }
      case (2, .bytes(let content)): raw = content
      default: break
      }
    }
    var object = try message(kind, raw)
    object["apiVersion"] = .string(version)
    object["kind"] = .string(kind)
    return object
  }

  private enum Value {
    case number(UInt64)
    case bytes(ArraySlice<UInt8>)
    case skipped
  }

  private mutating func number() throws(Failure) -> UInt64 {
    var result: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { throw Failure() }
      result |= UInt64(byte & 127) << shift
      if byte < 128 { return result }
    }
    throw Failure()
  }

  private mutating func take(_ count: UInt64) throws(Failure) -> ArraySlice<UInt8> {
    guard count <= UInt64(rest.count) else { throw Failure() }
    defer { rest = rest.dropFirst(Int(count)) }
    return rest.prefix(Int(count))
  }

  private mutating func next() throws(Failure) -> (Int, Value)? {
    guard !rest.isEmpty else { return nil }
    let key = try number()
    guard key >> 3 < 1 << 29 else { throw Failure() }
    let field = Int(key >> 3)
    switch key & 7 {
    case 0: return (field, .number(try number()))
    case 1:
      _ = try take(8)
      return (field, .skipped)
    case 2: return (field, .bytes(try take(try number())))
    case 5:
      _ = try take(4)
      return (field, .skipped)
    default: throw Failure()
    }
  }

  private static func message(
    _ name: String, _ bytes: ArraySlice<UInt8>
  ) throws(Failure) -> JSONValue {
    guard let fields = ProtobufSchema.fields(of: name) else { throw Failure() }
    var members: [String: JSONValue] = [:]
    var reader = ProtobufReader(rest: bytes)
    while let (number, value) = try reader.next() {
      guard let field = fields[number] else { continue }
      if field.type == "map" || field.type == "bytesMap" {
        guard case .bytes(let content) = value else { throw Failure() }
        let (key, text) = try entry(content, isBytes: field.type == "bytesMap")
        members[field.name, default: .object([:])][key] = text
      } else if let read = try self.read(value, field) {
        if field.name == "-" {
          members.merge(read.object) { _, new in new }
        } else if field.isRepeated {
          members[field.name] = .array((members[field.name] ?? []).array + [read])
        } else {
          members[field.name] = read
        }
      }
    }
    return .object(members)
  }

  /// A field's value; nil for a zero that stands for absence.
  private static func read(
    _ value: Value, _ field: ProtobufSchema.Field
  ) throws(Failure) -> JSONValue? {
    switch (field.type, value) {
    case ("number", .number(let number)):
      let whole = Int64(bitPattern: number)
      return whole == 0 && !field.keepsZero ? nil : .integer(whole)
    case ("flag", .number(let number)):
      return number == 0 && !field.keepsZero ? nil : .bool(number != 0)
    case ("text", .bytes(let text)):
      if text.isEmpty, !field.isRepeated { return nil }
      return .string(String(decoding: text, as: UTF8.self))
    case ("intOrString", .bytes(let content)): return try intOrString(content)
    case (let name, .bytes(let content)):
      let inner = try message(name, content)
      return inner.object.isEmpty && !field.isRepeated ? nil : inner
    default: throw Failure()
    }
  }

  private static func entry(
    _ bytes: ArraySlice<UInt8>, isBytes: Bool
  ) throws(Failure) -> (String, JSONValue) {
    var reader = ProtobufReader(rest: bytes)
    var key = ""
    var content: ArraySlice<UInt8> = []
    while let (field, value) = try reader.next() {
      guard case .bytes(let part) = value else { throw Failure() }
      if field == 1 { key = String(decoding: part, as: UTF8.self) } else { content = part }
    }
    let text =
      isBytes ? Data(content).base64EncodedString() : String(decoding: content, as: UTF8.self)
    return (key, .string(text))
  }

  private static func intOrString(_ bytes: ArraySlice<UInt8>) throws(Failure) -> JSONValue? {
    var reader = ProtobufReader(rest: bytes)
    var isText = false
    var whole: Int64 = 0
    var text = ""
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (1, .number(let type)): isText = type == 1
      case (2, .number(let number)): whole = Int64(bitPattern: number)
      case (3, .bytes(let content)): text = String(decoding: content, as: UTF8.self)
      default: break
      }
    }
    return isText ? .string(text) : .integer(whole)
  }
}
