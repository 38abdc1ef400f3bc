import Foundation
import TestSupport
import Testing

/// Suspension, signals, a terminal that goes away or takes nothing (T14, T15, T16, T27).
@Suite(.serialized, .realTime) struct TerminalSignalTests {
  @Test func `ctrl-z gives the shell a sane terminal, and fg draws everything again`() async throws
  {
    try await Tmux.with("PS1='$ ' bash --norc --noprofile -i") { console in
      try await console.wait(for: "$")
      try await console.type("\(Program.path) demo --seed 7 --load 0")
      try await console.press("Enter")
      try await console.waitForRest()
      let inside = try await console.value(Tmux.modes)
      #expect(inside.hasPrefix("11"))
      for _ in 0..<2 {
        try await console.press("C-z")
        try await console.wait(for: "Stopped")
        try await console.wait(Tmux.modes, is: "000 cursor 1", seconds: 2)
        try await console.type("clear; stty -a | tr ' ' '\\n' | grep -cx -e icanon -e 'echo'; fg")
        try await console.press("Enter")
        try await console.waitForRest()
        try await console.wait("#{mouse_any_flag}#{alternate_on}", is: "11")
        let picture = try await console.capture()
        #expect(picture.hasPrefix("sluice playground SIM") && picture.contains("?:help"))
      }
      try await console.press("Q")
      let shell = try await console.wait(for: "the shell again") { screen in
        screen.contains("sluice demo") && screen.split(separator: "\n").last == "$"
      }
      #expect(shell.split(separator: "\n").contains("2"))
      try await console.wait(Tmux.modes, is: "000 cursor 1", seconds: 2)
    }
  }

  @Test func `signals end it with their codes and a sane terminal`() async throws {
    try await Tmux.withDemo("--seed 7 --load 50") { console in
      for (signal, code) in [(SIGTERM, Int32(143)), (SIGINT, 130), (SIGHUP, 129)] {
        try await console.start("{} demo --seed 7 --load 50")
        try await console.waitForRest()
        kill(try await console.processID(), signal)
        #expect(try await console.exitStatus(seconds: 3) == code)
        #expect(try await console.value(Tmux.modes).hasPrefix("000"))
      }
      try await console.start("{} demo --seed 7 --load 50")
      try await console.waitForRest()
      let id = try await console.processID()
      kill(id, SIGKILL)
      try await console.exitStatus()
      try await console.start(
        "sh -c 'printf \"\\033[?1049h\\033[?1000h\\033[?1h\\033[?25l\"; {} reset'")
      #expect(try await console.exitStatus() == 0)
      #expect(try await console.value(Tmux.modes).hasPrefix("000"))
    }
  }

  @Test func `a closed window ends it within a second`() async throws {
    try await Tmux.withDemo("--seed 7 --load 50") { console in
      try await console.waitForRest()
      let id = try await console.processID()
      try await console.run(["new-window", "-d", "sleep 60"])
      try await console.run(["kill-window", "-t", "w"])
      #expect(try await ChildProcess.isGone(id, within: 1.5))
    }
  }

  @Test func `a terminal that takes nothing holds up nothing, and one that is gone ends it`()
    async throws
  {
    let port = QuietPort.free()
    let line = try PseudoTerminal(
      Program.path, ["demo", "--seed", "7", "--load", "100", "--ingress-port", "\(port)"],
      environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"], columns: 200, rows: 60)
    let start = try await line.read(seconds: 20, until: "10 pods")
    #expect(String(decoding: start, as: UTF8.self).contains("10 pods"))
    // Far more pictures than the line can hold, and nobody reads.
    for _ in 0..<40 {
      for key in ["1", "2", "3", "4"] { try line.type(key) }
      try await Task.sleep(for: .milliseconds(50))
    }
    let answer = try await Program.run(
      "curl", ["-sS", "--max-time", "5", "-H", "Host: shop.local", "http://127.0.0.1:\(port)/"])
    #expect(answer.output.hasPrefix("web-"), "\(answer.errors)")
    let late = try await line.read(seconds: 0.5)
    // What the kernel and one picture hold; all pictures would be more than two million.
    #expect(late.count < 500_000, "\(late.count) bytes were queued")
    try line.type("4")
    let newest = try await line.read(seconds: 5, until: "SHARE")
    #expect(newest.contains(Array("SHARE".utf8)) || late.contains(Array("SHARE".utf8)))
    try line.hangUp()
    #expect(try await line.end(within: 1.5) == 129)
  }

  @Test func `a crash gives the terminal back before its message`() async throws {
    let probe = Program.built("terminal-probe")
    try await Tmux.with("sh -c '\(probe); echo; echo status $?; sleep 60'") { console in
      try await console.wait(for: "Probe")
      try await console.press("!")
      try await console.wait(Tmux.modes, is: "000 cursor 1", seconds: 2)
      try await console.wait(for: "Index out of range", seconds: 2)
    }
  }
}
