import Foundation

/// The end of the program with a code of the contract; thrown where it is decided, handled once in `main`.
struct ProgramExit: Error, Equatable, CustomStringConvertible {
  /// The codes of the command-line contract.
  enum Code: Int32, Equatable {
    case fine = 0
    case negative = 1
    case usage = 2
    case unreachable = 3
    case refused = 4
    case conflict = 5
    case invalidFile = 6
  }

  var code: Code
  /// One line for standard error; empty when all was said.
  var message: String

  init(_ code: Code, _ message: String = "") {
    self.code = code
    self.message = message
  }

  var description: String { message }

  /// Says the message and ends.
  func end() -> Never {
    if !message.isEmpty { StandardStreams.message("sluice: \(message)") }
    Foundation.exit(code.rawValue)
  }
}
