import Testing

@testable import Routing

/// Paths of plain letters, which are compared without a regular expression.
@Suite struct TraefikPatternTests {
  @Test(
    arguments: [
      "/api/v1_x-2", "/API/V1_X-2/more", "/api/v1_x-2/", "/api/v1_x-2more", "/api/v1_x-2/a\nb",
      "/api/v1_x-2/a\rb", "/api/v1_x-2/a\r\nb", "/api/v1_x-2\n", "//", "/9", "/api/v1_x-", "/", "",
      "x/api/v1_x-2", "/api/v1_x-2\u{E9}",
      String(repeating: "/api/v1_x-2", count: 30),
    ])
  func `what begins with plain letters is found as by the regular expression`(_ input: String) {
    for start in [
      "/Api/v1_x-2", "/", "", "/api/v1_x-", "9", "/Api/v1_x-2(/|$)(.*)", "(/|$)(.*)", "/(/|$)(.*)",
    ] {
      let plain = TraefikPattern("(?i)^" + start)
      // The same with a group that changes nothing, so that the engine of regular expressions is asked.
      let other = TraefikPattern("(?i)^(?:)" + start)
      #expect(plain.isFound(in: input) == other.isFound(in: input), "\(start)")
      #expect(plain.groups(in: input) == other.groups(in: input), "\(start)")
    }
  }

  @Test func `letters that mean more are no plain letters`() {
    #expect(TraefikPattern("(?i)^/a.c").isFound(in: "/abc") == true)
    #expect(TraefikPattern("(?i)^/a(b|$)").groups(in: "/ab") == ["/ab", "b"])
    #expect(TraefikPattern("^/a").isFound(in: "/A") == false)
    #expect(TraefikPattern("(?i)^/" + String(repeating: "a", count: 250)).isFound(in: "/") == nil)
  }
}
