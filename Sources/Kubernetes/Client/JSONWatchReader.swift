import NIOCore
import Topology

/// A watch in JSON: an event a line.
struct JSONWatchReader: WatchReader {
  private var splitter = LineSplitter()

  mutating func batch(
    after piece: ByteBuffer, _ decoder: inout ObjectDecoder
  ) -> (events: [WatchEvent], failure: ClientError?) {
    let lines: [[UInt8]]
    do throws(ClientError) {
      lines = try splitter.lines(after: piece)
    } catch {
      return ([], error)
    }
    let reader = decoder
    return Self.read(lines) { line throws(ClientError) in
      try WatchEvent(line: line, reader)
    }
  }
}

extension WatchEvent {
  /// Reads one line of a watch; an `ERROR` is thrown as what its `Status` says.
  init(line: [UInt8], _ decoder: ObjectDecoder) throws(ClientError) {
    let frame: JSONValue
    do throws(JSONError) {
      frame = try JSONValue(parsing: line)
    } catch {
      throw .malformed(error.description)
    }
    let object = frame["object"]
    switch frame["type"].string {
    case "ADDED", "MODIFIED": self = .applied(try decoder.checked(decoder.resource(object)))
    case "DELETED": self = .deleted(try decoder.checked(decoder.resource(object)))
    case "BOOKMARK":
      self = try .bookmark(checked: object["metadata"]["resourceVersion"].string ?? "")
    case "ERROR": throw .refused(APIStatus(object, code: 500))
    default: throw .malformed("a watch event of an unknown type")
    }
  }

  /// A bookmark; one without a version would make the next watch begin anywhere.
  static func bookmark(checked version: String) throws(ClientError) -> WatchEvent {
    guard !version.isEmpty else { throw .malformed("a bookmark without a version") }
    return .bookmark(resourceVersion: version)
  }
}
