import Language
import Traffic

extension TraceEvidence {
  /// What came of a hop in sentences, in the language that is spoken now; uncleaned.
  ///
  /// Of hops that only objects tell, and of those that are not reached and were not asked, there is nothing to say.
  func words(of hop: Trace.Hop, most: Int) -> [String] {
    let answers = answers(of: hop.hop)
    let more = answers.count - most + (hop.hop == .pod ? omitted : 0)
    let told =
      answers.prefix(most).map(sentence)
      + (more > 0 && !answers.isEmpty ? [localized("and \(more) more")] : [])
    guard answers.isEmpty, let reason = reasons[hop.hop], hop.state != .notReached else {
      return told
    }
    switch hop.hop {
    case .route, .selector, .endpoints, .policy: return []
    case .dns, .tls, .listener, .service, .pod, .response:
      return [localized("not asked: \(reason)")]
    }
  }

  private func sentence(_ answer: Answer) -> String {
    let name = answer.question.name.isEmpty ? "" : "\(answer.question.name): "
    guard let reading = answer.reading else {
      return localized("asked \(name)no answer within \(Figures.duration(seconds))")
    }
    return localized("asked \(name)\(reading.testimony)")
  }
}
