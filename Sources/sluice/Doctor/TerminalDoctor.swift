import Curses
import Foundation
import Screen

/// What this machine gives the console: terminal, locale, files.
struct TerminalDoctor {
  let environment: [String: String]
  let configuration: Configuration
  /// Whether standard output is a terminal.
  let isTerminal: Bool

  func findings() -> [DoctorFinding] { [terminal, locale, tmux, files].compactMap(\.self) }

  private var terminal: DoctorFinding {
    let type = environment["TERM"] ?? ""
    guard isTerminal else {
      return DoctorFinding(
        check: "terminal", state: .skipped, says: "standard output is no terminal")
    }
    let size = Terminal.size
    let colors = Terminal.colors(type: type)
    let says = "\(type), \(colors) colours, \(size.width)x\(size.height)"
    if (try? Terminal.check(type: type)) == nil {
      return DoctorFinding(
        check: "terminal", state: .failure, says: "TERM=\(type) cannot show the console",
        mend: "set TERM to what the terminal is, as xterm-256color", code: .usage)
    }
    if size.width < 80 || size.height < 24 {
      return DoctorFinding(
        check: "terminal", state: .warning, says: says, mend: "80x24 or more shows everything")
    }
    guard colors >= 256 else {
      return DoctorFinding(
        check: "terminal", state: .warning, says: says,
        mend: "a TERM that ends in -256color gives the themes their colours")
    }
    return DoctorFinding(check: "terminal", state: .ok, says: says)
  }

  private var locale: DoctorFinding {
    let name =
      ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
      .first { !$0.isEmpty } ?? "none"
    guard Glyphs.isUTF8(environment) else {
      return DoctorFinding(
        check: "locale", state: .warning, says: "\(name) is not UTF-8: lines are drawn in ASCII",
        mend: "set LC_ALL=C.UTF-8")
    }
    return DoctorFinding(check: "locale", state: .ok, says: name)
  }

  /// Old versions of tmux hold an escape key for half a second.
  private var tmux: DoctorFinding? {
    guard environment["TMUX"] != nil else { return nil }
    return DoctorFinding(
      check: "tmux", state: .ok, says: "inside tmux: `set -s escape-time 10` makes esc act at once")
  }

  private var files: DoctorFinding {
    let folder = Configuration.folder(environment).path
    if let first = configuration.problems.first {
      return DoctorFinding(
        check: "files", state: .warning, says: first, mend: "mend the line; the rest counts")
    }
    let journal = JournalFile(environment: environment)
    guard journal.isWritable else {
      return DoctorFinding(
        check: "files", state: .warning, says: "the journal \(journal.path) cannot be written",
        mend: "without it changes are remembered for one run only")
    }
    return DoctorFinding(
      check: "files", state: .ok, says: "settings in \(folder), journal in \(journal.path)")
  }
}
