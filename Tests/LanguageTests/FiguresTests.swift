import Language
import Testing

struct FiguresTests {
  @Test(
    arguments: [
      (nil, "-"), (0.0, "0"), (4.94, "4.9"), (9, "9.0"), (9.96, "10"), (162.3, "162"),
      (1204, "1.2k"),
      (34_000, "34k"), (5_600_000, "5.6M"), (999.6, "1.0k"), (.nan, "-"), (-3, "-3.0"),
    ] as [(Double?, String)])
  func `quantities are short`(value: Double?, text: String) {
    #expect(Figures.short(value) == text)
  }

  @Test(
    arguments: [
      (nil, "-"), (0, "0 ms"), (0.0004, "0.4 ms"), (0.088, "88 ms"), (1.24, "1.2 s"), (75, "75 s"),
      (0.9999, "1.0 s"),
    ] as [(Double?, String)])
  func `durations have their unit`(value: Double?, text: String) {
    #expect(Figures.duration(value) == text)
  }

  @Test(
    arguments: [
      (nil, "-"), (0, "0 %"), (0.0001, "<0.1 %"), (0.006, "0.6 %"), (0.9, "90 %"), (1, "100 %"),
    ] as [(Double?, String)])
  func `shares are per cent`(value: Double?, text: String) {
    #expect(Figures.percent(value) == text)
  }

  @Test(arguments: [(40.0, "40s"), (700, "11m"), (7300, "2h"), (1_036_800, "12d"), (-5, "0s")])
  func `ages are in their largest unit`(seconds: Double, text: String) {
    #expect(Figures.age(seconds) == text)
  }

  @Test func `the clock knows its zone and days before 1970`() {
    #expect(Figures.clock(43_471) == "12:04:31")
    #expect(Figures.clock(43_471, offset: 7200) == "14:04:31")
    #expect(Figures.clock(-1) == "23:59:59")
  }
}
