import Testing

/// The ids of faults in the sources: every one that is reported is declared, and the other way round.
@Suite struct FaultIdentifierTests {
  private static let files = SourceTree.swiftFiles.filter { $0.hasPrefix("Sources/Diagnosis/") }

  private static func text(of files: [String]) -> String {
    files.map { (try? SourceTree.lines(of: $0).joined(separator: "\n")) ?? "" }
      .joined(separator: "\n")
  }

  private static let declarations = text(of: files.filter { $0.hasSuffix("+reports.swift") })
  private static let code = text(of: files.filter { !$0.hasSuffix("+reports.swift") })

  /// Ids in `FaultKind("…"`.
  private static let declared = Set(
    declarations.matches(of: /FaultKind\(\s*"([a-z0-9-]+)"/).map { String($0.1) })

  /// Ids in `Fault("…"`, and both of `Fault(isThat ? "…" : "…"`.
  private static let reported: Set<String> = {
    let plain = code.matches(of: /\bFault\(\s*"([a-z0-9-]+)"/).map { String($0.1) }
    let chosen = code.matches(of: /\bFault\(\s*[^",()]+\?\s*"([a-z0-9-]+)"\s*:\s*"([a-z0-9-]+)"/)
    return Set(plain + chosen.flatMap { [String($0.1), String($0.2)] })
  }()

  @Test func `the sources are read`() {
    #expect(Self.declared.count > 60)
    #expect(Self.reported.count > 60)
  }

  @Test func `every id of a fault is declared by a family`() {
    #expect(Self.reported.subtracting(Self.declared).sorted() == [])
  }

  @Test func `every id that a family declares stands in its code`() {
    let unused = Self.declared.filter { !Self.code.contains("\"\($0)\"") }
    #expect(unused.sorted() == [])
  }
}
