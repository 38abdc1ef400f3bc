import Yams

extension YamlError {
  /// What is wrong, on which line of the file, and what usually helps.
  func fault(in text: String, startLine: Int) -> DocumentFault {
    let (line, problem) = place(in: text)
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let written = lines.indices.contains(line - 1) ? lines[line - 1] : ""
    let number = startLine + line - 1
    let indentation = written.prefix { $0 == " " || $0 == "\t" }
    if indentation.contains("\t") {
      return DocumentFault(
        line: number, what: "a tab indents the line", mend: "indent with spaces")
    }
    if case .duplicatedKeysInMapping(let keys, _) = self {
      return DocumentFault(
        line: number, what: "the key `\(keys.sorted().first ?? "")` stands twice",
        mend: "keep one of them")
    }
    let mend =
      written.contains("{{")
      ? "it looks like a template: render it first (`helm template`)"
      : "check the indentation, the colons and the quotes around this line"
    return DocumentFault(line: number, what: "it is not YAML: \(problem)", mend: mend)
  }

  /// The line, counted from 1 in the document, and the parser's own words.
  private func place(in text: String) -> (line: Int, problem: String) {
    switch self {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (mark.line, problem)
    case .duplicatedKeysInMapping(_, let context): (context.mark.line, "")
    case .reader(let problem, let offset, _, _):
      (1 + text.prefix(offset ?? 0).filter(\.isNewline).count, problem)
    default: (1, "it cannot be read")
    }
  }
}
