import Topology
import Yams

/// The documents of one text, each composed alone, so that an error in one leaves the others.
struct YAMLStream {
  /// One object as written.
  struct Entry {
    var value: JSONValue
    var line: Int
    var fields: [String: Int]
  }

  private(set) var entries: [Entry] = []
  private(set) var faults: [DocumentFault] = []

  init(_ text: String) {
    for (chunk, line) in Self.documents(of: text) { read(chunk, startLine: line) }
  }

  /// Cuts at lines that begin with `---`, which no block scalar may contain in its first column.
  static func documents(of text: String) -> [(text: String, line: Int)] {
    var documents: [(String, Int)] = []
    var current: [Substring] = []
    var start = 1
    var number = 0
    func finish() {
      let isContent = current.contains { line in
        guard let first = line.first(where: { !$0.isWhitespace }) else { return false }
        return first != "#" && line.first != "%" && !["---", "..."].contains(line.trimmingEnd)
      }
      if isContent { documents.append((current.joined(separator: "\n") + "\n", start)) }
    }
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      if line.hasPrefix("---"), line.dropFirst(3).first?.isWhitespace ?? true {
        finish()
        current = []
        start = number
      }
      current.append(line)
    }
    finish()
    return documents
  }

  private mutating func read(_ text: String, startLine: Int) {
    var conversion = YAMLConversion(
      budget: 100_000 + text.utf8.count, lineOffset: startLine - 1)
    do {
      let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      while let root = try parser.nextRoot() {
        try add(root, &conversion, inherited: .null, depth: 0)
      }
    } catch let fault as DocumentFault {
      faults.append(fault)
    } catch let error as YamlError {
      readJSON(text, startLine: startLine, otherwise: error.fault(in: text, startLine: startLine))
    } catch {
      faults.append(DocumentFault(line: startLine, what: "\(error)", mend: ""))
    }
  }

  /// A text in braces may be JSON that YAML 1.1 cannot express.
  private mutating func readJSON(_ text: String, startLine: Int, otherwise fault: DocumentFault) {
    guard text.first(where: { !$0.isWhitespace }) == "{",
      let value = try? JSONValue(parsing: text)
    else { return faults.append(fault) }
    let items = value["kind"].string?.hasSuffix("List") == true ? value["items"].array : [value]
    entries += items.map { Entry(value: $0, line: startLine, fields: [:]) }
  }

  /// Adds an object, or the items of a `List`.
  private mutating func add(
    _ node: YAMLNode, _ conversion: inout YAMLConversion, inherited: JSONValue, depth: Int
  ) throws(DocumentFault) {
    let line = conversion.line(of: node)
    if let kind = node["kind"]?.string, kind.hasSuffix("List"), depth < 4,
      let items = node["items"]?.sequence
    {
      let single = String(kind.dropLast(4))
      let type: JSONValue =
        single.isEmpty
        ? .null
        : [
          "apiVersion": node["apiVersion"]?.string.map(JSONValue.string) ?? .null,
          "kind": .string(single),
        ]
      for item in items { try add(item, &conversion, inherited: type, depth: depth + 1) }
      return
    }
    var own = YAMLConversion(budget: conversion.budget, lineOffset: conversion.lineOffset)
    var value = try own.value(node)
    conversion.budget = own.budget
    guard !value.isNull else { return }
    if value.isObject {
      for (key, member) in inherited.object where value[key].isNull { value[key] = member }
    }
    entries.append(Entry(value: value, line: line, fields: own.fields))
  }
}

extension Substring {
  fileprivate var trimmingEnd: Substring {
    var text = self
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
