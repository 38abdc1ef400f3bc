import Probing
import Testing

@Suite struct ArrivalScheduleTests {
  @Test func `arrivals come at the mean rate of each target`() {
    var schedule = ArrivalSchedule(seed: 7)
    schedule.setRates([200, 50, 0])
    var counts = [0, 0, 0]
    for _ in 0..<5_000 { for index in schedule.advance(by: 0.01) { counts[index] += 1 } }
    // Fifty seconds: 10,000 and 2,500 expected; five standard deviations are 500 and 250.
    #expect(abs(counts[0] - 10_000) < 500)
    #expect(abs(counts[1] - 2_500) < 250)
    #expect(counts[2] == 0)
  }

  @Test func `the same seed gives the same arrivals`() {
    func run(_ seed: UInt64) -> [[Int]] {
      var schedule = ArrivalSchedule(seed: seed)
      schedule.setRates([30, 40])
      return (0..<500).map { _ in schedule.advance(by: 0.01) }
    }
    #expect(run(3) == run(3))
    #expect(run(3) != run(4))
  }

  @Test func `a rate that stays keeps its next arrival`() {
    var one = ArrivalSchedule(seed: 5)
    one.setRates([10, 10])
    var other = one
    other.setRates([10, 0])
    func first(_ schedule: inout ArrivalSchedule) -> Int {
      var steps = 0
      while !schedule.advance(by: 0.001).contains(0), steps < 10_000 { steps += 1 }
      return steps
    }
    #expect(first(&one) == first(&other))
  }

  @Test func `nobody has to wake up when nothing will come`() throws {
    var schedule = ArrivalSchedule(seed: 5)
    #expect(schedule.pause == nil)
    schedule.setRates([0, 0])
    #expect(schedule.pause == nil)
    schedule.setRates([0, 10])
    let pause = try #require(schedule.pause)
    #expect(schedule.advance(by: pause * 0.999).isEmpty)
    #expect(schedule.advance(by: pause * 0.002).first == 1)
  }
}
