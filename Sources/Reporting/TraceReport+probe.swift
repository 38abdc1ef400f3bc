import Diagnosis
import Language
import Topology
import Traffic

extension TraceReport {
  /// What came when a hop was asked, in all and of each address; or why it was not asked.
  static func probe(_ evidence: TraceEvidence, _ hop: FaultKind.Hop) -> JSONValue {
    let answers = evidence.answers(of: hop)
    guard let first = answers.first else {
      return .object([
        "asked": .null, "answered": .null, "vantage": .null, "state": "notAsked",
        "why": evidence.reasons[hop].map { text($0.english) } ?? .null,
      ])
    }
    let readings = answers.compactMap(\.reading)
    let asked = Set(readings.map(\.question))
    let places = Set(readings.map(\.vantage))
    let place = places.count == 1 ? places.first.map { JSONValue.string($0.name) } : nil
    var value: [String: JSONValue] = [
      "asked": asked.count == 1 ? asked.first.map(text) ?? .null : .null,
      "answered": answers.count == 1
        ? answered(first) : evidence.tally(of: hop).map(count) ?? .null,
      "vantage": place ?? .null, "state": .string(evidence.state(of: hop).rawValue),
      "answers": .array(answers.map(answer)),
    ]
    if hop == .pod { value["omitted"] = .integer(Int64(evidence.omitted)) }
    return .object(value)
  }

  private static func answer(_ answer: TraceEvidence.Answer) -> JSONValue {
    let name = answer.question.name
    return .object([
      "name": name.isEmpty ? .null : text(name),
      "address": .string(answer.question.target.address.description.cleaned),
      "asked": answer.reading.map { text($0.question) } ?? .null, "answered": answered(answer),
      "vantage": answer.reading.map { .string($0.vantage.name) } ?? .null,
      "state": .string(answer.state.rawValue),
    ])
  }

  /// null where no answer came in time.
  private static func answered(_ answer: TraceEvidence.Answer) -> JSONValue {
    guard let reading = answer.reading else { return .null }
    return text(reading.answer.english + (reading.validity.map { ", \($0.english)" } ?? ""))
  }

  private static func count(_ tally: ProbeTally) -> JSONValue {
    .string("\(tally.well) of \(tally.count) answer")
  }

  /// Words of a peer are safe to print.
  private static func text(_ words: String) -> JSONValue { .string(words.cleaned) }
}

extension ProbeReading.Vantage {
  /// Its name in JSON.
  fileprivate var name: String {
    switch self {
    case .here: "here"
    case .server: "apiServer"
    }
  }
}

extension TraceRequest.Header {
  /// Whether its value lets somebody in, so that it is not told.
  var isSecret: Bool {
    let name = name.lowercased()
    return ["authorization", "cookie", "token", "secret", "password", "api-key", "apikey"]
      .contains { name.contains($0) }
  }
}
