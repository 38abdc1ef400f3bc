import NIOCore

/// Cuts a stream of bytes into lines, whatever the pieces in which it arrives.
struct LineSplitter {
  /// The longest line that is kept; an object is at most some 1.5 MB, and escapes make it longer.
  let limit: Int
  private var buffer = ByteBuffer()
  private var searched = 0

  init(limit: Int = 16 << 20) { self.limit = limit }

  /// Takes in a piece and returns the lines that it completes, without their line feeds.
  mutating func lines(after piece: ByteBuffer) throws(ClientError) -> [[UInt8]] {
    buffer.writeImmutableBuffer(piece)
    var lines: [[UInt8]] = []
    while true {
      let view = buffer.readableBytesView
      let start = view.startIndex + searched
      guard let end = view[start...].firstIndex(of: UInt8(ascii: "\n")) else {
        searched = view.count
        break
      }
      let line = buffer.readBytes(length: end - view.startIndex) ?? []
      buffer.moveReaderIndex(forwardBy: 1)
      searched = 0
      if !line.isEmpty { lines.append(line) }
    }
    guard buffer.readableBytes <= limit else {
      throw .malformed("a line of the watch is longer than \(limit >> 20) MiB")
    }
    buffer.discardReadBytes()
    return lines
  }
}
