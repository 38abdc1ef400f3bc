import Foundation
import TestSupport
import Testing

/// Keys, paste, mouse, clipboard and cursor (T11, T12, T13, T17, T18, T21, T25), and hostile text (T24).
@Suite(.serialized, .realTime) struct TerminalInputTests {
  @Test func `a paste is never keys; escape acts at once; the cursor is where one works`()
    async throws
  {
    try await Tmux.withDemo("--seed 7 --load 0") { console in
      try await console.waitForRest()
      try await console.press("2")
      let before = try await console.wait(for: "2·Services")
      try await console.paste("S\nY\n\u{04}6\rXY")
      let after = try await console.wait(for: "paste ignored")
      #expect(after.contains("2·Services") && !after.contains("Scale Deployment"))
      #expect(before.contains("3/3") && after.contains("3/3"))

      try await console.press("Down")
      try await console.wait("#{cursor_y} #{cursor_flag}", is: "5 0")
      try await console.press("/")
      try await console.paste("we\nb")
      try await console.wait(for: "filter: we b")
      try await console.wait("#{cursor_y} #{cursor_x} #{cursor_flag}", is: "22 5 1")
      try await console.press("Escape")
      try await console.wait(for: "the old filter", seconds: 1) { $0.contains("filter: (none)") }

      try await console.press("?")
      try await console.wait(for: "esc:close")
      try await console.press("Escape")
      try await console.wait(for: "the end of the help", seconds: 1) { !$0.contains("esc:close") }

      let list = try await console.wait(for: "the list") { $0.contains("► ▲   shop/api-v2") }
      #expect(list.contains("?:help"))
      try await console.press("y")
      try await console.wait(for: "Copy")
      try await console.press("n")
      try await console.wait(for: "Copied")
      #expect(try await console.clipboard() == "api-v2")
    }
  }

  @Test func `the mouse reaches column 240, and every change is reached without chords`()
    async throws
  {
    try await Tmux.withDemo("--seed 7 --load 0 --show-cursor", width: 250, height: 40) { console in
      try await console.waitForRest()
      try await console.press("2")
      try await console.wait(for: "► ×   shop/pay")
      try await console.type("\u{1B}[<0;240;7M\u{1B}[<0;240;7m")
      try await console.wait(for: "► •   shop/api-v1")
      try await console.type("\u{1B}[<64;240;7M")
      try await console.wait(for: "► ▲   shop/api-v2")
      try await console.type("\u{1B}[<65;240;7M\u{1B}[<65;240;7M")
      try await console.wait(for: "► •   shop/pay-db")
      try await console.wait("#{cursor_y} #{cursor_flag}", is: "7 1")
      // The focus goes and comes; keys act meanwhile, and all is drawn again.
      try await console.type("\u{1B}[O")
      try await console.press("Up")
      try await console.wait(for: "► •   shop/api-v1", seconds: 2)
      try await console.type("\u{1B}[I")

      try await console.type(":scale web 4")
      try await console.press("Enter")
      try await console.wait(for: "Scale Deployment shop/web")
      try await console.press("Tab", "Enter")
      try await console.wait(for: "four pods") { $0.contains("4/4") }
      try await console.type(":set delete on")
      try await console.press("Enter")
      try await console.wait(for: "delete is on")
      for command in [
        "selector web", "weights /api", "restart web", "delete api-v2-debug",
        "inject slow api-v2-debug",
      ] {
        try await console.type(":\(command)")
        try await console.press("Enter")
        try await console.wait(for: "a dialog for :\(command)") { $0.contains("cancel") }
        try await console.press("Escape")
        try await console.wait(for: "no dialog") { $0.contains("?:help") }
      }
    }
  }

  @Test func `escape sequences of a cluster never reach the terminal`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "sluice-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(Self.hostile.utf8).write(to: folder.appending(path: "evil.yaml"))
    let written = folder.appending(path: "bytes").path
    try await Tmux.withDemo("--load 20 -f \(folder.path)", width: 120, height: 40) { console in
      try await console.pipe(to: written)
      try await console.wait(for: "/a·[31m")
      for (key, text) in [("2", "2·Services"), ("3", "MATCH"), ("4", "SHARE"), ("6", "latency")] {
        try await console.press(key)
        try await console.wait(for: "screen \(key)") { $0.uppercased().contains(text.uppercased()) }
      }
      try await console.press("3")
      try await console.wait(for: "3·Routes")
      try await console.press("Down")
      try await console.wait(for: "the second row to be selected") { screen in
        screen.split(separator: "\n").contains { $0.hasPrefix("►") && $0.contains("/a·[31m") }
      }
      try await console.press("y")
      try await console.wait(for: "Copy")
      try await console.press("n")
      try await console.wait(for: "Copied")
      let copied = try await console.clipboard()
      #expect(copied.contains("/a·[31m"), "\(copied)")
      let bytes = try String(contentsOfFile: written, encoding: .utf8)
      for bad in ["\u{1B}]0;", "\u{202E}", "\u{9B}", "\u{1B}[5m"] {
        #expect(!bytes.contains(bad), "\(bad.debugDescription)")
      }
      #expect(bytes.components(separatedBy: "\u{1B}]").count == 2, "only the copy")
    }
  }

  private static let hostile = #"""
    apiVersion: v1
    kind: Service
    metadata:
      name: evil
      annotations:
        note: "\e]52;c;cHduZWQ=\a\e[31mred"
    spec:
      selector: {app: evil}
      ports: [{name: http, port: 80, targetPort: 8080}]
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: evil-1
      labels: {app: evil}
      annotations:
        demo/body: "hello \e[2J\e]0;owned\a \u202E txt \u009b31m"
    spec:
      containers:
        - name: web
          image: "web:\e[31m1"
          ports: [{containerPort: 8080}]
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: "bad\e[5mname"
    spec:
      selector: {"app\e[5m": "x\u202Ey"}
      ports: [{port: 80}]
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: evil
    spec:
      rules:
        - host: evil.local
          http:
            paths:
              - {path: "/a\e[31m", pathType: Prefix, backend: {service: {name: evil, port: {number: 80}}}}
              - {path: "/", pathType: Prefix, backend: {service: {name: evil, port: {number: 80}}}}
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: ext
    spec:
      type: ExternalName
      externalName: "ev\e]0;ownedil.example"
    """#
}
