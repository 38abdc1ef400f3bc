package import Language
package import Routing
package import Topology

/// One thing that keeps requests from arriving, or may.
package struct Fault: Hashable, Sendable {
  /// How bad it is, as the catalogue grades it.
  package enum Grade: Int, Hashable, Sendable, Comparable {
    case info, risk, degraded, blocker

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// The three words of the command line: blockers and degradations are faults.
  package enum Severity: String, Hashable, Sendable, CaseIterable {
    case fault, warning, info
  }

  /// The slug of the catalogue: `service-selector-matches-nothing`.
  package var id: String
  package var grade: Grade
  package var object: ObjectReference
  /// Where in the object: `spec.selector`.
  package var field: String?
  /// What is wrong: one sentence.
  package var says: Message
  /// What to do: one sentence.
  package var fix: Message
  /// The id of another object's fault that this one follows from.
  package var cause: String?
  /// The route that it breaks, where only one of an object's routes is meant.
  package var route: Route.ID?
  /// The edit that mends it, where one does.
  package var remedy: FaultRemedy?
  /// Where the object was written down, for manifests.
  package var location: SourceLocation?

  package init(
    _ id: String, _ grade: Grade, _ object: ObjectReference, field: String? = nil, says: Message,
    fix: Message
  ) {
    self.id = id
    self.grade = grade
    self.object = object
    self.field = field
    self.says = says.mapped(\.cleaned)
    self.fix = fix.mapped(\.cleaned)
  }

  /// How bad it is, in the words of the command line.
  package var severity: Severity { grade.severity }

  /// The same fault as a consequence of another one.
  func caused(by cause: Fault?) -> Fault {
    var fault = self
    fault.cause = cause?.id
    return fault
  }

  /// The same fault with an edit that mends it.
  func mended(by remedy: FaultRemedy?) -> Fault {
    var fault = self
    fault.remedy = remedy
    return fault
  }

  /// The same fault, of one route only.
  func on(_ route: Route.ID?) -> Fault {
    var fault = self
    fault.route = route
    return fault
  }

  /// The worst first, then by object.
  static func precedes(_ left: Fault, _ right: Fault) -> Bool {
    if left.grade != right.grade { return left.grade > right.grade }
    return (left.object, left.id, left.field ?? "", left.says.english)
      < (right.object, right.id, right.field ?? "", right.says.english)
  }
}

extension Fault.Grade {
  /// The word of the command line for this grade.
  package var severity: Fault.Severity {
    switch self {
    case .blocker, .degraded: .fault
    case .risk: .warning
    case .info: .info
    }
  }
}
