import Actions
import Language
package import Topology

extension JournalEntry {
  /// The entry as a line of the journal's file: what was done, not what any object contains.
  package func json(context: String) -> JSONValue {
    var value: JSONValue = [
      "id": .integer(Int64(id)), "time": .string(Timestamp.text(time)), "who": .string(who),
      "context": .string(context), "object": .string(plan.target.description),
      "uid": .string(plan.targetUID), "change": .string(plan.sentence.english),
      "kubectl": .string(plan.kubectl), "patch": plan.write.body, "result": .string(word),
      "difference": .array(plan.difference.map(\.json)), "proposal": plan.proposal.json,
    ]
    if let inverse = plan.inverse { value["inverse"] = inverse.json }
    if let undoes { value["undoes"] = .integer(Int64(undoes)) }
    if let undoneBy { value["undoneBy"] = .integer(Int64(undoneBy)) }
    switch result {
    case .failed(let reason): value["reason"] = .string(reason)
    case .observed(let at): value["observed"] = .string(Timestamp.text(at))
    case .sent, .accepted: break
    }
    if !plan.shift.lines.isEmpty { value["predicted"] = Self.json(plan.shift) }
    if let observedShift { value["measured"] = Self.json(observedShift) }
    return value
  }

  private var word: String {
    switch result {
    case .sent: "sent"
    case .accepted: "accepted"
    case .observed: "observed"
    case .failed: "failed"
    }
  }

  private static func json(_ shift: TrafficShift) -> JSONValue {
    .array(
      shift.lines.map { line in
        var value: JSONValue = [
          "namespace": .string(line.service.namespace), "service": .string(line.service.name),
          "backend": .string(line.backend), "ready": .bool(line.isReady),
        ]
        if let before = line.before { value["before"] = .number(rounded(before)) }
        if let after = line.after { value["after"] = .number(rounded(after)) }
        return value
      })
  }

  private static func rounded(_ share: Double) -> Double { (share * 10_000).rounded() / 10_000 }
}

/// Reading the journal's file again.
extension JournalEntry {
  /// The entries of a context in a journal's lines, oldest first, each as it was last written.
  ///
  /// Lines that are none (half a line after a crash) are passed over. What was sent and never answered before
  /// the program ended is said to be unknown.
  package static func entries(
    in text: some StringProtocol, context: String
  ) -> [JournalEntry] {
    var entries: [JournalEntry] = []
    for line in text.split(separator: "\n") {
      guard let value = try? JSONValue(parsing: line.utf8), value["context"].string == context,
        let entry = JournalEntry(value)
      else { continue }
      if let index = entries.lastIndex(where: { $0.id == entry.id && $0.time == entry.time }) {
        entries[index] = entry
      } else {
        entries.append(entry)
      }
    }
    return settled(entries)
  }

  /// The entries with each one's place in the whole: numbers that count up, and undone ones marked.
  private static func settled(_ entries: [JournalEntry]) -> [JournalEntry] {
    var entries = entries
    for index in entries.indices {
      if let before = entries[..<index].last, entries[index].id <= before.id {
        // Two consoles wrote at the same time.
        entries[index].id = before.id + 1
        entries[index].undoes = nil
      }
      if entries[index].result == .sent {
        entries[index].result = .failed(
          localized("the program ended before the answer; whether it was applied is not known"))
      }
      entries[index].isMeasured = true
    }
    for entry in entries where entry.isDone {
      guard let undone = entry.undoes, let index = entries.firstIndex(where: { $0.id == undone })
      else { continue }
      entries[index].undoneBy = entry.id
    }
    return entries
  }

  private init?(_ value: JSONValue) {
    guard let id = value["id"].integer, let proposal = Proposal(value["proposal"]),
      let time = value["time"].string.flatMap(Timestamp.seconds)
    else { return nil }
    let target = proposal.target
    let plan = Plan(
      proposal: proposal, target: target, targetUID: value["uid"].string ?? "",
      sentence: Message((value["change"].string ?? "").cleaned),
      write: WriteRequest(
        .mergePatch,
        ResourceKind(group: "", version: "", kind: target.kind, plural: ""), target.name,
        body: value["patch"]),
      inverse: Proposal(value["inverse"]), kubectl: (value["kubectl"].string ?? "").cleaned,
      difference: value["difference"].array.compactMap(Plan.DifferenceLine.init),
      shift: TrafficShift(lines: value["predicted"].array.map(Self.line)))
    self.init(
      id: id, time: time, who: (value["who"].string ?? "").cleaned, plan: plan,
      undoes: value["undoes"].integer)
    if !value["measured"].array.isEmpty {
      observedShift = TrafficShift(lines: value["measured"].array.map(Self.line))
    }
    switch value["result"].string {
    case "accepted": result = .accepted
    case "observed":
      result = .observed(at: value["observed"].string.flatMap(Timestamp.seconds) ?? time)
    case "failed": result = .failed((value["reason"].string ?? "").cleaned)
    default: result = .sent
    }
  }

  private static func line(_ value: JSONValue) -> TrafficShift.Line {
    TrafficShift.Line(
      backend: (value["backend"].string ?? "").cleaned,
      service: NamespacedName(
        (value["namespace"].string ?? "").cleaned, (value["service"].string ?? "").cleaned),
      isReady: value["ready"].bool ?? false, before: value["before"].double,
      after: value["after"].double)
  }
}

extension Plan.DifferenceLine {
  /// The line with its sign: `-  replicas: 3`.
  fileprivate var json: JSONValue {
    switch self {
    case .kept(let text): .string(" \(text)")
    case .added(let text): .string("+\(text)")
    case .removed(let text): .string("-\(text)")
    }
  }

  fileprivate init?(_ value: JSONValue) {
    guard let line = value.string, let sign = line.first else { return nil }
    let text = String(line.dropFirst()).cleaned
    self = sign == "+" ? .added(text) : sign == "-" ? .removed(text) : .kept(text)
  }
}
