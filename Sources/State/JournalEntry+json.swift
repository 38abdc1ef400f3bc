import Actions
import Language
package import Topology

extension JournalEntry {
  /// The entry as a line of the journal's file: what was done, not what any object contains.
  package func json(context: String) -> JSONValue {
    var value: JSONValue = [
      "id": .integer(Int64(id)), "time": .string(Timestamp.text(time)),
      "context": .string(context), "object": .string(plan.target.description),
      "uid": .string(plan.targetUID), "change": .string(plan.sentence.english),
      "kubectl": .string(plan.kubectl), "patch": plan.write.body, "result": .string(word),
    ]
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
          "service": .string(line.service.description), "backend": .string(line.backend),
        ]
        if let before = line.before { value["before"] = .number(rounded(before)) }
        if let after = line.after { value["after"] = .number(rounded(after)) }
        return value
      })
  }

  private static func rounded(_ share: Double) -> Double { (share * 10_000).rounded() / 10_000 }
}
