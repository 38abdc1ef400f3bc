/// Writes the length-delimited fields of a protobuf message, which is all that OpenAPI's form needs.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  /// Appends a text.
  mutating func put(_ field: Int, _ text: String) { put(field, Array(text.utf8)) }

  /// Appends a message that the closure fills.
  mutating func put(_ field: Int, _ fill: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    fill(&inner)
    put(field, inner.bytes)
  }

  private mutating func put(_ field: Int, _ content: [UInt8]) {
    putNumber(field << 3 | 2)
    putNumber(content.count)
    bytes += content
  }

  private mutating func putNumber(_ number: Int) {
    var rest = number
    while rest > 127 {
      bytes.append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
