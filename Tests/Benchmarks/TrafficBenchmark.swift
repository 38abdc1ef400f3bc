/// What it costs to measure traffic, to find the route of a request, and to shift weights.
struct TrafficBenchmark {
  let program: String

  func figures() async throws -> [Figure] {
    var figures = try PageBenchmark(program: program).figures()
    figures += attempt("routes") { try RouteBenchmark().figures() }
    do {
      figures += try await ShiftBenchmark(program: program).figures()
    } catch {
      figures.append(Figure("traffic: shifts", .missing("\(error)"), target: "≤ 100 ms"))
    }
    do {
      figures += try await ScrapeBenchmark(program: program).figures()
    } catch {
      figures.append(Figure("traffic: scraping", .missing("\(error)"), target: "≤ 5 %"))
    }
    return figures
  }

  /// What one part came to; one that fails costs the others nothing.
  private func attempt(_ part: String, _ measure: () throws -> [Figure]) -> [Figure] {
    do {
      return try measure()
    } catch {
      return [Figure("traffic: \(part)", .missing("\(error)"), target: "to be measured")]
    }
  }
}
