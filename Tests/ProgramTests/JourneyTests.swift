import Foundation
import TestSupport
import Testing
import Topology

/// A user's way through the demo, at a real terminal with real traffic.
@Suite(.serialized, .realTime) struct JourneyTests {
  @Test func `scaling web to six gives each pod a sixth; undo and redo walk back and forth`()
    async throws
  {
    try await Tmux.withDemo("--seed 7 --load 300", width: 200, height: 60) { console in
      try await console.wait(for: "3/3 ready")
      try await console.wait(for: "live rates") { $0.contains("req/s in") && !$0.contains(" -/s") }
      try await console.press("2")
      try await console.wait(for: "CLUSTER-IP")
      try await console.filter("web")
      try await console.press("S")
      try await console.wait(for: "Scale Deployment shop/web")
      try await console.press("BSpace", "6")
      let preview = try await console.wait(for: "16.7%")
      #expect(preview.contains("kubectl -n shop scale deployment web --replicas=6"))
      try await console.press("Y")
      try await console.wait(for: "six pods") { Picture($0).words("web", "6/6") != [] }
      try await console.press("4")
      try await console.filter("svc:web")
      try await console.wait(for: "a sixth each") { screen in
        let shares = Picture(screen).shares(of: "web")
        return shares.count == 6 && shares.allSatisfy { abs($0 - 16.7) < 4 }
      }
      try await console.press("u")
      try await console.wait(for: "the measured shares of six named pods") { screen in
        let pods = Picture(screen).rows.filter { $0.contains(" web-") && $0.contains("16.7%") }
        return pods.count == 6 && !screen.contains("(new")
          && pods.allSatisfy { abs((Picture.measured($0) ?? 0) - 16.7) < 4 }
      }
      try await console.close()
      try await console.apply("U", preview: "--replicas=3")
      try await console.wait(for: "three pods") { Picture($0).shares(of: "web").count == 3 }
      try await console.type(":redo")
      try await console.apply("Enter", preview: "--replicas=6")
      try await console.wait(for: "six pods again") { Picture($0).shares(of: "web").count == 6 }
      try await console.press("u")
      let journal = try await console.wait(for: "3 changes")
      #expect(journal.contains("Scale deployment shop/web from 3 to 6"))
      #expect(journal.contains("Scale deployment shop/web from 6 to 3"))
      #expect(journal.contains("kubectl -n shop scale deployment web --replicas=6"))
      let file = console.stateFolder.appending(path: "sluice/journal.jsonl")
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      let entries = try lines.map { try JSONValue(parsing: String($0)) }
      #expect(Set(entries.map { $0["id"].integer ?? 0 }).count == 3)
      #expect(entries.first?["kubectl"] == "kubectl -n shop scale deployment web --replicas=6")
      #expect(entries.contains { $0["result"] == "observed" && $0["measured"] != .null })
      let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
      #expect(mode as? Int == 0o600)
    }
  }

  @Test func `editing pay's selector shows who is gained, then serves, then is undone`()
    async throws
  {
    try await Tmux.withDemo("--seed 7 --load 300", width: 120, height: 40) { console in
      try await console.wait(for: "0 selected")
      try await console.wait(for: "refused requests") {
        $0.contains("→ 503") && !$0.contains(" -/s")
      }
      try await console.press("2")
      try await console.filter("^pay$")
      try await console.press("E")
      try await console.wait(for: "Edit selector")
      try await console.press("C-u")
      try await console.type("app=pay,tier=back-end")
      try await console.wait(for: "2 requirements")
      let preview = try await console.wait(for: "gained 2")
      #expect(preview.contains("lost 0"))
      #expect(preview.contains("pay-db-0"))
      #expect(preview.components(of: "~") == 2, "the forecast of each gained pod")
      try await console.press("Enter")
      try await console.apply("", preview: "kubectl -n shop patch service pay")
      try await console.press("1")
      try await console.wait(for: "traffic for pay") { !$0.contains("0 selected") }
      try await console.wait(for: "answers of pay") { screen in
        Picture(screen).rows.contains { $0.contains("• pay-") && $0.contains(" 0.0 ") }
      }
      try await console.apply("U", preview: "to app=pay,tier=backend")
      try await console.wait(for: "0 selected")
    }
  }

  @Test func `shifting the canary moves the measured shares, and undo moves them back`()
    async throws
  {
    try await Tmux.withDemo("--seed 7 --load 300", width: 120, height: 40) { console in
      try await console.wait(for: "90%")
      try await console.press("Down", "W")
      try await console.wait(for: "Shift weights")
      for _ in 0..<8 { try await console.press("Right") }
      try await console.apply("", preview: "canary-weight=50")
      try await console.wait(for: "the new weight in the flow") { $0.contains("50%") }
      try await console.press("u")
      try await console.wait(for: "half of the requests, measured") { screen in
        Picture(screen).rows.contains { row in
          row.contains(" api-v2-") && row.contains("50.0%")
            && abs((Picture.measured(row) ?? 0) - 50) < 6
        }
      }
      try await console.close()
      try await console.apply("U", preview: "canary-weight=10")
      try await console.wait(for: "the old weight in the flow") { $0.contains("90%") }
      try await console.press("u")
      try await console.wait(for: "a tenth of the requests, measured") { screen in
        Picture(screen).rows.contains { row in
          row.contains(" api-v2-") && row.contains("10.0%")
            && abs((Picture.measured(row) ?? 0) - 10) < 4
        }
      }
    }
  }

  @Test func `a pod made slow, failing, unready and deaf shows it, and undo makes it well`()
    async throws
  {
    try await Tmux.withDemo("--seed 7 --load 300", width: 200, height: 60) { console in
      try await console.wait(for: "3/3 ready")
      try await console.press("4")
      try await console.filter("svc:web")
      let screen = try await console.wait(for: "three pods") {
        Picture($0).shares(of: "web").count == 3
      }
      let pod = try #require(Picture(screen).selectedPod)
      try await console.inject("s", preview: "demo/latency-ms=500")
      try await console.wait(for: "a slow pod") { Picture($0).number(.p95, of: pod) ?? 0 > 400 }
      try await console.inject("e", preview: "demo/error-rate=0.3")
      try await console.wait(for: "a failing pod") { Picture($0).number(.errors, of: pod) ?? 0 > 3 }
      try await console.inject("u", preview: "demo/ready=false")
      try await console.wait(for: "an unready pod") { Picture($0).cell(.ready, of: pod) == "no" }
      try await console.wait(for: "its share gone") { Picture($0).number(.share, of: pod) == 0 }
      try await console.apply("U", preview: "Take demo/ready")
      try await console.wait(for: "a ready pod") { Picture($0).cell(.ready, of: pod) == "yes" }
      try await console.inject("d", preview: "demo/listen=false")
      try await console.wait(for: "a deaf pod") { Picture($0).cell(.ready, of: pod) == "no" }
      try await console.apply("U", preview: "Take demo/listen")
      try await console.apply("U", preview: "Take demo/error-rate")
      try await console.apply("U", preview: "demo/latency-ms=4")
      try await console.wait(for: "a well pod") { Picture($0).cell(.ready, of: pod) == "yes" }
      try await console.press("u")
      try await console.wait(for: "every change undone") { screen in
        screen.contains("8 changes") && screen.components(of: "undone  ") == 4
      }
    }
  }

  @Test func `a deleted pod is replaced, and a restart replaces them all`() async throws {
    try await Tmux.withDemo("--seed 7 --load 60", width: 200, height: 60) { console in
      try await console.wait(for: "3/3 ready")
      try await console.press("4")
      try await console.filter("svc:web")
      let screen = try await console.wait(for: "three pods") {
        Picture($0).pods(of: "web").count == 3
      }
      let before = Set(Picture(screen).pods(of: "web"))
      try await console.press("X")
      try await console.wait(for: "deleting is off")
      try await console.type(":set delete on")
      try await console.press("Enter")
      try await console.apply("X", preview: "kubectl -n shop delete pod web-")
      try await console.wait(for: "a new pod") { screen in
        let pods = Set(Picture(screen).pods(of: "web"))
        return pods.count == 3 && pods.intersection(before).count == 2
      }
      try await console.apply("R", preview: "kubectl -n shop rollout restart deployment web")
      try await console.wait(for: "three new pods", seconds: 60) { screen in
        let pods = Set(Picture(screen).pods(of: "web"))
        return pods.count == 3 && pods.isDisjoint(with: before)
      }
      try await console.press("u")
      let journal = try await console.wait(for: "2 changes")
      #expect(journal.contains("Restart deployment shop/web: replaces its 3 pods one by one"))
      #expect(journal.contains("Delete pod shop/web-"))
    }
  }
}

extension Tmux {
  /// Types a filter for the list.
  fileprivate func filter(_ text: String) async throws {
    try await press("/")
    try await type(text)
    try await press("Enter")
  }

  /// Closes what is open, with a moment of its own for the escape key.
  fileprivate func close() async throws {
    try await press("Escape")
    try await wait(for: "the overlay gone") { !$0.contains("esc:close") }
  }

  /// Presses a key, waits for its preview and for the server's word, and applies it.
  fileprivate func apply(_ key: String, preview: String) async throws {
    if !key.isEmpty { try await press(key) }
    try await wait(for: preview)
    try await wait(for: "dry run: accepted")
    try await press("Y")
    try await wait(for: "the dialog gone") { !$0.contains("dry run: accepted") }
  }

  /// Opens the menu of injections and applies one.
  fileprivate func inject(_ key: String, preview: String) async throws {
    try await press("I")
    try await wait(for: "Inject · ")
    try await apply(key, preview: preview)
  }
}

/// What stands on a screen of 200 columns, read as a user reads it.
private struct Picture {
  /// The cells of a backend's row, counted from its pod.
  enum Cell: Int {
    case service = 1
    case address, node, ready, serving, restarts, p95, share, rate, errors
  }

  let rows: [Substring]

  init(_ screen: String) { rows = screen.split(separator: "\n") }

  /// The words of the row that contains all of these texts; empty without such a row.
  func words(_ texts: String...) -> [Substring] {
    rows.first { row in texts.allSatisfy(row.contains) }?.split(separator: " ") ?? []
  }

  /// The rows of a Service's backends, as words from the pod on.
  private func backends(of service: String) -> [[Substring]] {
    rows.compactMap { row in
      let words = row.split(separator: " ")
      guard let place = words.firstIndex(of: Substring(service)), place > 0,
        words.indices.contains(place + 1), words[place + 1].hasPrefix("127.")
      else { return nil }
      return Array(words[(place - 1)...])
    }
  }

  func pods(of service: String) -> [String] {
    backends(of: service).compactMap { $0.first.map(String.init) }
  }

  /// The shares of a Service's backends in percent.
  func shares(of service: String) -> [Double] {
    backends(of: service).compactMap { row in
      row.first { $0.hasSuffix("%") }.flatMap { Double($0.dropLast()) }
    }
  }

  /// The pod whose row is selected.
  var selectedPod: String? {
    let row = rows.first { $0.hasPrefix("►") }?.split(separator: " ")
    return row.flatMap { words in words.first { $0.contains("-") } }.map(String.init)
  }

  func cell(_ cell: Cell, of pod: String) -> String? {
    backends(of: "web").first { $0.first == Substring(pod) }.flatMap { row in
      row.indices.contains(cell.rawValue) ? String(row[cell.rawValue]) : nil
    }
  }

  func number(_ cell: Cell, of pod: String) -> Double? {
    self.cell(cell, of: pod).flatMap { Double($0.filter { $0 != "%" }) }
  }

  /// The measured share in a row of the journal: pod, before, predicted, observed; nil while there is none.
  static func measured(_ row: Substring) -> Double? {
    let words = row.split(separator: " ")
    guard words.count > 4, words[4].hasSuffix("%") else { return nil }
    return Double(words[4].dropLast())
  }
}

extension String {
  /// How often a text stands in it.
  fileprivate func components(of text: String) -> Int { split(separator: text).count - 1 }
}
