/// A JSON patch (RFC 6902): operations that are done in turn, all or none.
package struct JSONPatch: Sendable {
  /// Why a patch cannot be read or does not fit; nothing was changed.
  package struct Failure: Error, Hashable, CustomStringConvertible {
    /// Whether the patch itself is no patch, rather than one that does not fit the object.
    package let isMalformed: Bool
    package let description: String
  }

  private struct Operation {
    let name: String
    let path: [String]
    let from: [String]
    let value: JSONValue?
  }

  private let operations: [Operation]

  /// Reads the list of operations.
  package init(_ value: JSONValue) throws(Failure) {
    guard case .array(let items) = value else {
      throw Failure(isMalformed: true, description: "a JSON patch is a list of operations")
    }
    var operations: [Operation] = []
    for item in items {
      let name = item["op"].string ?? ""
      guard ["add", "remove", "replace", "move", "copy", "test"].contains(name) else {
        throw Failure(isMalformed: true, description: "Unexpected kind: \(name)")
      }
      let needsSource = name == "move" || name == "copy"
      operations.append(
        Operation(
          name: name, path: try Self.tokens(item["path"]),
          from: needsSource ? try Self.tokens(item["from"]) : [],
          value: item.object["value"]))
    }
    self.operations = operations
  }

  /// The object after all operations.
  package func applied(to object: JSONValue) throws(Failure) -> JSONValue {
    var result = object
    for operation in operations { try apply(operation, to: &result) }
    return result
  }

  private func apply(_ operation: Operation, to root: inout JSONValue) throws(Failure) {
    let path = operation.path[...]
    switch operation.name {
    case "add": try Self.put(operation.value ?? .null, at: path, in: &root, isReplacing: false)
    case "remove": _ = try Self.take(path, from: &root)
    case "replace": try Self.put(operation.value ?? .null, at: path, in: &root, isReplacing: true)
    case "move":
      let value = try Self.take(operation.from[...], from: &root)
      try Self.put(value, at: path, in: &root, isReplacing: false)
    case "copy":
      let value = try Self.value(at: operation.from[...], in: root)
      try Self.put(value, at: path, in: &root, isReplacing: false)
    default:
      let found = try? Self.value(at: path, in: root)
      guard found ?? .null == operation.value ?? .null else {
        throw Failure(
          isMalformed: false, description: "testing value \(Self.text(path)) failed: test failed")
      }
    }
  }

  private static func tokens(_ value: JSONValue) throws(Failure) -> [String] {
    guard let text = value.string, text.isEmpty || text.hasPrefix("/") else {
      throw Failure(isMalformed: true, description: "an operation needs a path that begins with /")
    }
    return text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
      $0.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
        .split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
    }
  }

  private static func text(_ path: ArraySlice<String>) -> String {
    path.isEmpty ? "/" : path.map { "/\($0)" }.joined()
  }

  private static func missing(_ path: ArraySlice<String>) -> Failure {
    Failure(isMalformed: false, description: "no value at '\(text(path))': missing value")
  }

  private static func value(
    at path: ArraySlice<String>, in root: JSONValue
  ) throws(Failure) -> JSONValue {
    var value = root
    for token in path {
      switch value {
      case .object(let members):
        guard let next = members[token] else { throw missing(path) }
        value = next
      case .array(let items):
        guard let index = Int(token), items.indices.contains(index) else { throw missing(path) }
        value = items[index]
      default: throw missing(path)
      }
    }
    return value
  }

  private static func put(
    _ value: JSONValue, at path: ArraySlice<String>, in root: inout JSONValue, isReplacing: Bool
  ) throws(Failure) {
    guard let first = path.first else {
      root = value
      return
    }
    let isLast = path.count == 1
    switch root {
    case .object(var members):
      if isReplacing || !isLast, members[first] == nil { throw missing(path) }
      if isLast {
        members[first] = value
      } else {
        try put(
          value, at: path.dropFirst(), in: &members[first, default: .null],
          isReplacing: isReplacing)
      }
      root = .object(members)
    case .array(var items):
      let end = first == "-" && isLast && !isReplacing ? items.count : Int(first) ?? -1
      let isInserting = isLast && !isReplacing
      guard items.indices.contains(end) || (isInserting && end == items.count) else {
        throw missing(path)
      }
      if isInserting {
        items.insert(value, at: end)
      } else {
        try put(value, at: path.dropFirst(), in: &items[end], isReplacing: isReplacing)
      }
      root = .array(items)
    default: throw missing(path)
    }
  }

  private static func take(
    _ path: ArraySlice<String>, from root: inout JSONValue
  ) throws(Failure) -> JSONValue {
    let value = try value(at: path, in: root)
    guard let last = path.last else {
      root = .null
      return value
    }
    let parent = path.dropLast()
    var holder = try self.value(at: parent, in: root)
    if case .array(var items) = holder, let index = Int(last) {
      items.remove(at: index)
      holder = .array(items)
    } else {
      var members = holder.object
      members[last] = nil
      holder = .object(members)
    }
    try put(holder, at: parent, in: &root, isReplacing: true)
    return value
  }
}
