import Curses
import Foundation
import Screen
import Themes

/// A program that shows what the terminal tells it: the fixture of the terminal tests.
///
/// Every key is a line of the picture. `q` ends it, `c` copies a text, `!` crashes it, `S` shows
/// that a paste came as keys. The first argument may be `load`: then a new picture comes without end,
/// and the number of pictures is written to the file that the second argument names. `t` starts a new
/// picture every twenty milliseconds.
@main
enum TerminalProbe {
  static func main() async {
    let environment = ProcessInfo.processInfo.environment
    let frames = FrameMailbox()
    let (keys, continuation) = AsyncStream<Key>.makeStream()
    let theme = Themes.shipped(environment["PROBE_THEME"] ?? "default") ?? Theme(name: "none")
    let configuration = TerminalConfiguration(theme: theme, environment: environment)
    let glyphs = Glyphs.detected(environment: environment)
    let drawing = Task { await draw(keys, frames, Picture(glyphs: glyphs)) }
    do throws(TerminalError) {
      let reason = try await Terminal.run(configuration, frames: frames) { continuation.yield($0) }
      continuation.finish()
      drawing.cancel()
      await drawing.value
      if let path = environment["PROBE_END"] {
        _ = FileManager.default.createFile(atPath: path, contents: Data("\(reason)".utf8))
      }
      exit(reason.exitCode)
    } catch {
      FileHandle.standardError.write(Data("sluice: \(error)\n".utf8))
      exit(2)
    }
  }

  private static func draw(
    _ keys: AsyncStream<Key>, _ frames: FrameMailbox, _ first: Picture
  ) async {
    var picture = first
    let arguments = CommandLine.arguments
    for await key in keys {
      switch key {
      case .character("t"):
        for count in 0..<15_000 where !Task.isCancelled {
          picture.load = count
          frames.show(picture.canvas)
          try? await Task.sleep(for: .milliseconds(20))
        }
      case .character("q"): frames.finish()
      case .character("c"): picture.note(frames.copy("pay") ? "copied" : "too long")
      case .character("C"):
        picture.note(frames.copy(String(repeating: "x", count: 60_000)) ? "copied" : "too long")
      case .character("!"):
        let none: [Int] = []
        picture.note("\(none[arguments.count])")
      default: picture.take(key)
      }
      frames.show(picture.canvas)
      guard arguments.count > 2, arguments[1] == "load" else { continue }
      for count in 0..<2000 {
        picture.load = count
        frames.show(picture.canvas)
        await Task.yield()
      }
      _ = FileManager.default.createFile(atPath: arguments[2], contents: Data("2000".utf8))
    }
  }
}
