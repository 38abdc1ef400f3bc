import Screen
import Testing

struct PlotTests {
  private let slope = (0..<60).map { Optional(Double($0) * 3.4) }

  private func plot(_ glyphs: Glyphs) -> String {
    picture(44, 10, glyphs) { canvas in
      let plot = LinePlot(
        [.init(slope), .init(slope.map { ($0 ?? 0) / 2 }, .series2)], times: 43_110...43_400)
      plot.draw(on: &canvas, in: Rect(canvas.size))
    }
  }

  @Test func `lines in Braille`() {
    #expect(
      plot(.unicode) == """
        300┤
           │
        200┤                                     ⢀⣀⡠
           │                              ⣀⡠⠤⠔⠒⠊⠉⠁
           │                      ⣀⣀⠤⠤⠒⠒⠉⠉
        100┤              ⢀⣀⡠⠤⠔⠒⠉⠉       ⣀⣀⣀⣀⠤⠤⠤⠤⠒⠒⠒
           │      ⢀⣀⡠⠤⠔⠒⠊⢉⣁⣀⣀⡠⠤⠤⠤⠔⠒⠒⠒⠊⠉⠉⠉
          0┤⣀⣠⠤⠴⠶⠮⠓⠒⠒⠒⠉⠉⠉⠁
           └────────────┬───────────────┬───────────
                    12:00:00        12:02:00
        """)
  }

  @Test func `lines in half blocks`() {
    #expect(
      plot(.console) == """
        300┤
           │
        200┤                                     ▄▄▄
           │                              ▄▄▄▀▀▀▀
           │                      ▄▄▄▄▀▀▀▀
        100┤              ▄▄▄▄▀▀▀▀      ▄▄▄▄▄▄▄▀▀▀▀▀
           │      ▄▄▄▄▀▀██▄▄▄▄▄▄▀▀▀▀▀▀▀▀
          0┤▄▄██▀▀▀▀▀▀▀▀
           └────────────┬───────────────┬───────────
                    12:00:00        12:02:00
        """)
  }

  @Test func `lines in ASCII`() {
    #expect(
      plot(.ascii) == """
        300+
           |
        200+                                      **
           |                              ********
           |                     *********
        100+             ********    ***************
           |     ********************
          0+*********
           +------------+---------------+-----------
                    12:00:00        12:02:00
        """)
  }

  @Test func `a sparkline ends with the newest value and leaves unknown ones blank`() {
    let values: [Double?] = [9, 0, 1, 2, nil, 4, 8]
    #expect(Glyphs.unicode.sparkline(values, width: 6) == "▁▂▃ ▅█")
    #expect(Glyphs.console.sparkline(values, width: 6) == ".-- =█")
    #expect(Glyphs.ascii.sparkline(values, width: 8) == " #__. -#")
    #expect(Glyphs.unicode.sparkline([.nan, .infinity, 0], width: 3) == "  ▁")
  }

  @Test func `a bar shows the smallest share and never more than all`() {
    #expect(Glyphs.unicode.bar(0.0001, width: 4) == "▏")
    #expect(Glyphs.unicode.bar(0.40625, width: 4, track: true) == "█▋░░")
    #expect(Glyphs.console.bar(0.375, width: 4) == "█▌")
    #expect(Glyphs.ascii.bar(0.5, width: 4, track: true) == "##..")
    #expect(Glyphs.unicode.bar(7, width: 2) == "██")
    #expect(Glyphs.unicode.bar(.nan, width: 2).isEmpty)
  }

  @Test func `a heat map shades shares of latency classes`() {
    let map = HeatMap([
      .init(">500", [0, 0.01, 0.1]), .init("<5", [nil, 0.5, 0.9]),
    ])
    #expect(
      picture(14, 2) { map.draw(on: &$0, in: Rect($0.size)) } == """
        >500 │· ░ ▒
          <5 │? ▓ █
        """)
    #expect(
      picture(14, 2, .ascii) { map.draw(on: &$0, in: Rect($0.size)) } == """
        >500 |. . :
          <5 |? * #
        """)
  }

  @Test(arguments: [
    (7.0, 5, [0.0, 2, 4, 6, 8]), (609, 4, [0, 200, 400, 600, 800]), (0.9, 2, [0, 0.5, 1]),
    (1000, 5, [0, 200, 400, 600, 800, 1000]), (0, 2, [0, 0.5, 1]),
  ])
  func `an axis has round steps`(value: Double, steps: Int, ticks: [Double]) {
    #expect(Scale(holding: value, steps: steps).ticks == ticks)
  }

  @Test func `an axis has as many decimals as its steps need`() {
    #expect(
      Scale(holding: 0.9, steps: 2).ticks.map(Scale(holding: 0.9, steps: 2).label) == [
        "0.0", "0.5", "1.0",
      ])
    #expect(Scale(holding: 0.04, steps: 2).label(0.02) == "0.02")
    #expect(Scale(holding: 90_000, steps: 2).label(50_000) == "50k")
  }
}
