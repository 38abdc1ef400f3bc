import FoundationEssentials
import Topology

/// Where the next page of a list begins, and at which version the list is seen.
struct ContinueToken {
  let version: UInt64
  let after: NamespacedName

  init(version: UInt64, after: NamespacedName) {
    self.version = version
    self.after = after
  }

  /// Reads a token; a text that is none is refused as the API does it.
  init(_ text: String) throws(StatusError) {
    guard let data = Data(base64Encoded: text),
      let value = try? JSONValue(parsing: Array(data)), let version = value["v"].integer,
      let name = value["name"].string
    else { throw .badRequest("continue key is not valid: \(text)") }
    self.version = UInt64(version)
    after = NamespacedName(value["namespace"].string ?? "", name)
  }

  /// The token's text.
  var text: String {
    let value: JSONValue = [
      "v": .integer(Int64(version)), "namespace": .string(after.namespace),
      "name": .string(after.name),
    ]
    return Data(value.bytes).base64EncodedString()
  }
}
