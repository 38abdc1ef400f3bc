import Diagnosis
import Kubernetes
import Probing
import Traffic

/// Asks the hops of a trace: everything together, under one deadline.
struct TraceProbing {
  /// After how many seconds nothing more is awaited.
  static let deadline = 10.0

  let access: ClusterAccess

  private typealias Answer = (question: TraceQuestion, reading: ProbeReading)

  /// What came in time.
  func evidence(_ questions: TraceQuestions) async throws(ProgramExit) -> TraceEvidence {
    let client: KubernetesClient
    do throws(ClientError) {
      client = try KubernetesClient(access)
    } catch {
      throw ProgramExit(error)
    }
    let prober = Prober(cluster: Prober.Cluster(client), clock: SystemClock.now)
    var readings: [TraceQuestion: ProbeReading] = [:]
    for await answer in Self.answers(questions.questions, prober) {
      readings[answer.question] = answer.reading
    }
    await client.shutdown()
    return TraceEvidence(questions, readings, seconds: Self.deadline)
  }

  /// The answers as they come; what the deadline finds unanswered is left behind, since no connection waits for it.
  private static func answers(
    _ questions: [TraceQuestion], _ prober: Prober
  ) -> AsyncStream<Answer> {
    AsyncStream { continuation in
      let asking = Task {
        await ask(questions, prober) { continuation.yield($0) }
        continuation.finish()
      }
      let limit = Task {
        try? await Task.sleep(for: .seconds(deadline))
        continuation.finish()
      }
      continuation.onTermination = { _ in
        asking.cancel()
        limit.cancel()
      }
    }
  }

  /// Asks so many at once, and the next as soon as one has answered.
  private static func ask(
    _ questions: [TraceQuestion], _ prober: Prober, _ note: @escaping @Sendable (Answer) -> Void
  ) async {
    await withTaskGroup(of: Void.self) { group in
      for (index, question) in questions.enumerated() {
        if index >= ProbeTarget.mostAtOnce { _ = await group.next() }
        guard !Task.isCancelled else { return }
        group.addTask { await ask(question, prober, note) }
      }
    }
  }

  /// Asks once, and what is not well a second time.
  ///
  /// Once may be chance; what is silent has had its time.
  private static func ask(
    _ question: TraceQuestion, _ prober: Prober, _ note: @Sendable (Answer) -> Void
  ) async {
    let first = await prober.probe(question.target)
    note((question, first))
    // A request to a door has its effect there, however harmless it is said to be: it is sent once.
    guard first.isWell == false, first.outcome != .silent, question.hop != .response,
      !Task.isCancelled
    else { return }
    note((question, await prober.probe(question.target)))
  }
}
