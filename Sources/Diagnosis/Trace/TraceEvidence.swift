package import Language
package import Traffic

/// What came when the hops of a trace were asked, from where, and why others were not: evidence beside the objects.
package struct TraceEvidence: Hashable, Sendable {
  /// A question and what came of it.
  package struct Answer: Hashable, Sendable {
    package let question: TraceQuestion
    /// The last answer; nil when none came before the deadline.
    package let reading: ProbeReading?

    /// How it looks from where it was asked, the certificate included.
    ///
    /// A request arrives where an error comes back that is the client's.
    package var state: Trace.Hop.State {
      if question.hop == .response, case .status(400..<500)? = reading?.outcome { return .ok }
      return switch reading?.isSound {
      case true?: .ok
      case false?: .fault
      case nil: .unknown
      }
    }
  }

  package let answers: [Answer]
  /// Why a hop was not asked.
  package let reasons: [FaultKind.Hop: Message]
  /// How many endpoints were left out, since there are too many.
  package let omitted: Int
  /// After how many seconds nothing more was awaited.
  package let seconds: Double

  /// The evidence that the last reading of each question is; those of questions without one did not come in time.
  package init(
    _ questions: TraceQuestions, _ readings: [TraceQuestion: ProbeReading], seconds: Double
  ) {
    answers = questions.questions.map { Answer(question: $0, reading: readings[$0]) }
    reasons = questions.reasons
    omitted = questions.omitted
    self.seconds = seconds
  }

  /// What came of the questions to a hop; those that did not go well first, so that little room shows them.
  package func answers(of hop: FaultKind.Hop) -> [Answer] {
    let own = answers.filter { $0.question.hop == hop }
    return [.fault, .unknown, .ok].flatMap { state in own.filter { $0.state == state } }
  }

  /// How those on the way stand together, as the console counts them; nil while nothing tells.
  package func tally(of hop: FaultKind.Hop) -> ProbeTally? {
    let tally = ProbeTally(readings(of: hop))
    return tally.count > 0 ? tally : nil
  }

  /// How a hop looks when asked: as its only answer, or as its tally.
  package func state(of hop: FaultKind.Hop) -> Trace.Hop.State {
    let answers = answers(of: hop)
    if answers.count == 1 { return answers[0].state }
    guard let tally = tally(of: hop) else { return .unknown }
    return tally.isWhole ? .ok : tally.well == 0 ? .fault : .warning
  }

  /// What came from what requests of the trace reach.
  func readings(of hop: FaultKind.Hop) -> [ProbeReading] {
    answers.filter { $0.question.hop == hop && $0.question.isOnTheWay }.compactMap(\.reading)
  }
}
