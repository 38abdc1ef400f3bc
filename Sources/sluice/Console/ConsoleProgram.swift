import ArgumentParser
import Curses
import Foundation
import Screen
import State
import Themes

/// The console on a cluster: the terminal on its own thread, everything else beside it.
struct ConsoleProgram {
  let cluster: any ConsoleCluster
  let options: ConsoleOptions
  let configuration: Configuration
  /// The namespace to show at first; nil shows all.
  var namespace: String?

  /// Refuses where no console can be, before anything is started.
  static func check() throws {
    do throws(TerminalError) {
      try Terminal.check(type: ProcessInfo.processInfo.environment["TERM"] ?? "")
    } catch {
      throw ProgramExit(.usage, error.description)
    }
  }

  /// Runs until the user quits, a signal comes or the terminal is gone.
  func run() async throws {
    let terminal = try terminalConfiguration()
    let frames = FrameMailbox()
    let (keys, key) = AsyncStream<Key>.makeStream()
    let console = ConsoleRun(
      cluster: cluster, options: options, configuration: configuration, namespace: namespace,
      keys: keys, glyphs: glyphs, frames: frames)
    let work = Task { await console.run() }
    let reason: ExitReason
    do {
      reason = try await Terminal.run(terminal, frames: frames) { key.yield($0) }
    } catch {
      throw ProgramExit(.usage, "\(error)")
    }
    key.finish()
    work.cancel()
    await Self.wait(for: work, seconds: 2)
    if reason != .finished { throw ExitCode(reason.exitCode) }
  }

  /// Waits for the end of the work, but not for long: who quits wants the shell back, and a question that is still
  /// on its way keeps nobody.
  private static func wait(for work: Task<Void, Never>, seconds: Double) async {
    let (ends, end) = AsyncStream<Void>.makeStream()
    Task {
      await work.value
      end.finish()
    }
    Task {
      try? await Task.sleep(for: .seconds(seconds))
      end.finish()
    }
    for await _ in ends {}
  }

  private var environment: [String: String] { ProcessInfo.processInfo.environment }

  private var glyphs: GlyphChoice {
    let type = environment["TERM"] ?? ""
    return GlyphChoice(
      environment: environment, isASCII: options.ascii, colors: Terminal.colors(type: type))
  }

  private func terminalConfiguration() throws -> TerminalConfiguration {
    let name = options.themeName(configuration)
    guard let theme = Themes.shipped(name) else { throw ProgramExit.unknownTheme(name) }
    var terminal = TerminalConfiguration(theme: theme, environment: environment)
    terminal.usesMouse = !options.noMouse
    terminal.showsCursor = options.showCursor
    switch options.color {
    case "never": terminal.usesColor = false
    case "always": terminal.usesColor = true
    default: break
    }
    return terminal
  }
}
