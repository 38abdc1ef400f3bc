/// On which line each field of one object stands.
///
/// Fields are kept as steps below one another: a path becomes a text only where somebody asks for it.
struct FieldLines: Hashable, Sendable {
  /// The step from a value to one that it holds.
  enum Step: Hashable, Sendable {
    case member(String)
    case element(Int)
  }

  /// The number of a field; what is noted below it names it.
  struct Number: Hashable, Sendable {
    fileprivate var value: Int32

    /// The object itself.
    static let object = Number(value: -1)
    /// A field that is not noted; neither is anything below it.
    static let unnoted = Number(value: -2)
  }

  private struct Field: Hashable, Sendable {
    var parent: Number
    var line: Int32
    var step: Step
  }

  private var fields: [Field] = []

  /// So many fields are noted; what comes after them has the line of the nearest that is.
  private static let most = 8192

  /// Notes a field below another one, and gives it a number.
  mutating func note(_ step: Step, below parent: Number, line: Int) -> Number {
    guard parent != .unnoted, fields.count < Self.most else { return .unnoted }
    fields.append(Field(parent: parent, line: Int32(clamping: line), step: step))
    return Number(value: Int32(fields.count - 1))
  }

  /// The line of the field with exactly this path, such as `spec.ports[0].port`.
  func line(of path: String) -> Int? {
    let path = Array(path.utf8)
    return lines(along: path)[path.count]
  }

  /// The line of a field, or of the nearest one above it that was written.
  func line(nearest path: String) -> Int? {
    let path = Array(path.utf8)
    let lines = lines(along: path)
    var end = path.count
    while end > 0 {
      if let line = lines[end] { return line }
      end = path[..<end].lastIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") } ?? 0
    }
    return nil
  }

  /// The line of the first field with each path that a longer one begins with, by the number of its bytes.
  private func lines(along path: [UInt8]) -> [Int: Int] {
    var lines: [Int: Int] = [:]
    // How many bytes of the path each field stands for; -1 where it leads elsewhere.
    var ends = [Int](repeating: -1, count: fields.count)
    for (index, field) in fields.enumerated() {
      let start = field.parent == .object ? 0 : ends[Int(field.parent.value)]
      guard start >= 0, let end = field.step.end(in: path, from: start) else { continue }
      ends[index] = end
      if lines[end] == nil { lines[end] = Int(field.line) }
    }
    return lines
  }
}

extension FieldLines.Step {
  /// Where the text of the step ends in a path; nil where the path goes elsewhere.
  fileprivate func end(in path: [UInt8], from start: Int) -> Int? {
    switch self {
    case .element(let index): Self.end(of: "[\(index)]", in: path, from: start)
    case .member(let name) where start == 0: Self.end(of: name, in: path, from: start)
    case .member(let name):
      start < path.count && path[start] == UInt8(ascii: ".")
        ? Self.end(of: name, in: path, from: start + 1) : nil
    }
  }

  private static func end(of text: String, in path: [UInt8], from start: Int) -> Int? {
    path[start...].starts(with: text.utf8) ? start + text.utf8.count : nil
  }
}
